// QueueLimit.swift: how much may wait for a destination, and what happens beyond that.

/// How much may wait in an outbox, and what happens then.
struct QueueLimit: Equatable, Sendable {
    /// Records; 0 or less: no limit but that in bytes, as in Python.
    var records = 50_000
    var bytes = 1 << 20
    var whenFull = QueuePolicy.WhenFull.block
}

extension QueueLimit {
    /// 1 KiB per record, so that for usual lines their number decides; but a buffer stays well below the 4 GiB that its
    /// offsets can express.
    private static func bytes(for records: Int) -> Int {
        max(1 << 20, min(records, 1 << 20) << 10)
    }

    /// This limit, for a handler with a policy of its own.
    func applying(_ policy: QueuePolicy) -> QueueLimit {
        guard policy != QueuePolicy() else { return self }
        let records = policy.size ?? records
        return QueueLimit(records: records, bytes: Self.bytes(for: records), whenFull: policy.whenFull)
    }

    /// Whether the content of `buffer` exceeds this.
    func isExceeded(by buffer: borrowing RecordBuffer) -> Bool {
        buffer.byteCount > bytes || (records > 0 && buffer.count > records)
    }
}
