// RecordBuffer.swift: formatted records in sequence, with the information needed to account for each of them.

/// Records on their way to one destination, in order, and the account of each.
struct RecordBuffer: ~Copyable {
    /// Consecutive records of one account.
    struct Run {
        let ledger: Ledger
        var count: Int
    }

    /// The records' bytes, without gaps.
    private(set) var bytes = ByteBuffer()
    /// The end of each record in `bytes`.
    private(set) var ends: [Int] = []
    private(set) var runs: [Run] = []
    /// Dropped records at the front; their bytes and ends are kept until `compact`.
    private var shed = 0

    /// Overhead per record besides its bytes, and per run.
    static var endSize: Int { MemoryLayout<Int>.stride }
    static var runSize: Int { MemoryLayout<Run>.stride }

    var count: Int { ends.count - shed }
    var isEmpty: Bool { count == 0 }
    /// Bytes of the records it holds.
    var byteCount: Int { bytes.count - shedBytes }
    private var shedBytes: Int { shed == 0 ? 0 : ends[shed - 1] }

    /// The bytes of record `index`; none must have been dropped at the front.
    @_lifetime(borrow self)
    func record(_ index: Int) -> Bytes {
        bytes.bytes.extracting((index == 0 ? 0 : ends[index - 1])..<ends[index])
    }

    /// Appends one record that `write` adds to the bytes.
    @inline(__always)
    mutating func append(_ write: (inout ByteBuffer) -> Void) {
        write(&bytes)
        ends.append(bytes.count)
    }

    /// Appends the record that `write` adds to the bytes, unless `write` returns false, having written nothing.
    mutating func appendIf(_ write: (inout ByteBuffer) -> Bool) -> Bool {
        guard write(&bytes) else { return false }
        ends.append(bytes.count)
        return true
    }

    /// Assigns the last `count` records to an account.
    mutating func account(_ count: Int, to ledger: Ledger) {
        if let last = runs.indices.last, runs[last].ledger === ledger {
            runs[last].count += count
        } else {
            runs.append(Run(ledger: ledger, count: count))
        }
    }

    /// Appends all records of another buffer, with their accounts.
    mutating func append(contentsOf other: borrowing RecordBuffer) {
        let start = bytes.count - other.shedBytes
        bytes.append(other.bytes.bytes.extracting(other.shedBytes..<other.bytes.count))
        for end in other.ends[other.shed...] { ends.append(start + end) }
        for run in other.runs { account(run.count, to: run.ledger) }
    }

    /// Removes all records; keeps the memory of a usual burst, of `limit` bytes at most.
    mutating func clear(keeping limit: Int = 32 << 20) {
        shed = 0
        bytes.clear(keeping: limit)
        ends.removeAll(keepingCapacity: ends.capacity <= limit >> 7)
        runs.removeAll(keepingCapacity: true)
    }
}

// MARK: - Giving up records

extension RecordBuffer {
    /// The size of record `index` of those it holds, in bytes.
    func byteCount(of index: Int) -> Int {
        let index = shed + index
        return ends[index] - (index == 0 ? 0 : ends[index - 1])
    }

    /// Removes the newest records, and counts them as dropped.
    mutating func dropLast(_ count: Int, _ reason: DropReason) {
        ends.removeLast(count)
        bytes.truncate(to: ends.last ?? 0)
        var left = count
        while left > 0, let last = runs.indices.last {
            let now = min(left, runs[last].count)
            runs[last].ledger.drop(now, reason)
            runs[last].count -= now
            left -= now
            if runs[last].count == 0 { runs.removeLast() }
        }
    }

    /// Removes the oldest records, and counts them as dropped.
    ///
    /// The rest moves to the front when more than half has been removed: each record is moved once, not each time.
    mutating func dropFirst(_ count: Int, _ reason: DropReason) {
        shed += count
        var left = count
        var finished = 0
        while left > 0 {
            let now = min(left, runs[finished].count)
            runs[finished].ledger.drop(now, reason)
            runs[finished].count -= now
            left -= now
            if runs[finished].count == 0 { finished += 1 }
        }
        runs.removeFirst(finished)
        if shed > ends.count / 2 { compact() }
    }

    /// Moves the records to the front of the memory, as required for writing.
    mutating func compact() {
        guard shed > 0 else { return }
        let offset = ends[shed - 1]
        bytes.removeFirst(offset)
        ends.removeFirst(shed)
        for index in ends.indices { ends[index] -= offset }
        shed = 0
    }
}

/// How far a buffer has been written: converts written bytes to complete records.
struct WriteProgress {
    /// Bytes written.
    private(set) var offset = 0
    /// Complete records; the next one may be written in part.
    private(set) var record = 0
    private var run = 0
    private var doneOfRun = 0

    /// Advances by `bytes`.
    ///
    /// - Returns: how many more records are complete now; a partly written one is not.
    mutating func advance(by bytes: Int, in buffer: borrowing RecordBuffer) -> Int {
        offset += bytes
        let before = record
        while record < buffer.count, buffer.ends[record] <= offset { record += 1 }
        return record - before
    }

    /// Advances by whole records.
    ///
    /// - Returns: how many bytes these are.
    mutating func advance(records: Int, in buffer: borrowing RecordBuffer) -> Int {
        let before = offset
        record += records
        offset = record == 0 ? 0 : buffer.ends[record - 1]
        return offset - before
    }

    /// Goes back to where the record begins that has been written in part.
    mutating func restartRecord(in buffer: borrowing RecordBuffer) {
        offset = record == 0 ? 0 : buffer.ends[record - 1]
    }

    /// Counts the next `records` records in their accounts.
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
