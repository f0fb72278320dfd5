// Sink.swift: what takes records: a stream, a file, a socket.

/// A destination, used by its writer's thread alone. It may wait as long as it must.
protocol Sink: ~Copyable, Sendable {
    /// What messages call it: `standard output`, a file's path, `syslog.example.com:514`.
    var name: String { get }

    /// Delivers records, or as many of them as go in one call.
    ///
    /// - Returns: how many bytes of `records.bytes` are delivered; a stream may stop inside a record.
    /// - Throws: `SinkError`; what was not delivered is kept and tried again, unless the sink is gone for good.
    mutating func write(_ records: borrowing PendingRecords) throws(SinkError) -> Int

    /// Called once, before anything else, when it is certain that the destination is used: from now on it may change what
    /// is there.
    mutating func begin()

    /// Opens its file anew where that has been moved; a record that has been written in part is completed first.
    mutating func reopen()
}

extension Sink where Self: ~Copyable {
    mutating func begin() {}
    mutating func reopen() {}
}

/// Why a sink took nothing.
enum SinkError: Error, Equatable {
    /// An attempt that may succeed later; the text says what was tried and why it failed: `cannot open x: ...`.
    case failed(String)
    /// Nobody will ever read what is written: a pipe without a reader.
    case gone
    /// The first of the records can never be delivered, the others can: it is dropped and counted. The text says why.
    case refused(DropReason, String)
}

/// The records of a buffer that are not delivered yet.
struct PendingRecords: ~Escapable {
    /// All of their bytes, without gaps; of the first record a part may be gone.
    let bytes: Bytes
    /// What of the first record is delivered already.
    let begun: Bytes
    private let ends: Span<Int>
    private let start: Int

    /// The records of `buffer` from byte `start` on; `record` is the one that `start` lies in.
    @_lifetime(borrow buffer)
    init(of buffer: borrowing RecordBuffer, from start: Int, record: Int) {
        bytes = buffer.bytes.bytes.extracting(start..<buffer.bytes.count)
        begun = buffer.bytes.bytes.extracting((record == 0 ? 0 : buffer.ends[record - 1])..<start)
        ends = buffer.ends.span.extracting(record..<buffer.count)
        self.start = start
    }

    var count: Int { ends.count }

    /// Where record `index` lies in `bytes`.
    subscript(index: Int) -> Range<Int> {
        let from = index == 0 ? 0 : ends[index - 1] - start
        return from..<ends[index] - start
    }

    /// Whether a record ends at byte `offset` of `bytes`.
    func isBoundary(_ offset: Int) -> Bool {
        if offset == bytes.count { return true }
        let record = (0..<count).partitioningIndex { ends[$0] - start >= offset }
        return record < count && ends[record] - start == offset
    }
}
