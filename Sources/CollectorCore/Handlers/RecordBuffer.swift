// RecordBuffer.swift: formatted records end to end, with what is needed to account for each of them.

/// Records on their way to one destination, in order, and whose account each stands in.
struct RecordBuffer: ~Copyable {
    /// Records that follow each other and stand in one account.
    struct Run {
        let ledger: Ledger
        var count: Int
    }

    /// The records' bytes, without gaps.
    private(set) var bytes = ByteBuffer()
    /// Where each record ends in `bytes`.
    private(set) var ends: [UInt32] = []
    private(set) var runs: [Run] = []

    var count: Int { ends.count }
    var isEmpty: Bool { ends.isEmpty }

    /// Appends one record that `write` puts behind the others.
    @inline(__always)
    mutating func append(_ write: (inout ByteBuffer) -> Void) {
        write(&bytes)
        ends.append(UInt32(truncatingIfNeeded: bytes.count))
    }

    /// Enters the last `count` records into an account.
    mutating func account(_ count: Int, to ledger: Ledger) {
        if let last = runs.indices.last, runs[last].ledger === ledger {
            runs[last].count += count
        } else {
            runs.append(Run(ledger: ledger, count: count))
        }
    }

    /// Forgets all records; keeps the memory of a usual burst.
    mutating func clear() {
        bytes.clear(keeping: 32 << 20)
        ends.removeAll(keepingCapacity: ends.capacity <= 1 << 18)
        runs.removeAll(keepingCapacity: true)
    }
}

/// How far a buffer has been written: turns bytes that went out into records that are done.
struct WriteProgress {
    /// Bytes that went out.
    private(set) var offset = 0
    /// Records that are complete; the next one may have gone out in part.
    private(set) var record = 0
    private var run = 0
    private var doneOfRun = 0

    /// Moves on by `bytes`.
    ///
    /// - Returns: how many more records are complete now; a record that went out in part is not.
    mutating func advance(by bytes: Int, in buffer: borrowing RecordBuffer) -> Int {
        offset += bytes
        let before = record
        while record < buffer.count, Int(buffer.ends[record]) <= offset { record += 1 }
        return record - before
    }

    /// Counts the next `records` records, in the accounts they stand in.
    mutating func settle(_ records: Int, in buffer: borrowing RecordBuffer, _ count: (Ledger, Int) -> Void) {
        var left = records
        while left > 0 {
            let now = min(left, buffer.runs[run].count - doneOfRun)
            count(buffer.runs[run].ledger, now)
            doneOfRun += now
            left -= now
            if doneOfRun == buffer.runs[run].count {
                run += 1
                doneOfRun = 0
            }
        }
    }

    /// Records not complete yet.
    func remaining(in buffer: borrowing RecordBuffer) -> Int { buffer.count - record }
}
