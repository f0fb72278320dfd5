// PeerFile.swift: one of the files of a `PeerFileHandler`: its records, its descriptor, what is wrong with it.

/// A file and the records that wait for it. The writer's thread alone uses it.
final class PeerFile {
    /// Beneath the handler's directory.
    let name: [UInt8]
    /// The number of the time that is in its name.
    let period: Int
    private var records = RecordBuffer()
    private var progress = WriteProgress()
    private var descriptor: OwnedDescriptor?
    /// Written before the next record: the end of a line that a killed process has left torn.
    private var preamble: [UInt8] = []
    /// Why the last attempt to write failed.
    private(set) var failure: Errno?
    /// When the file last got a record.
    var lastRecord = Instant.now
    /// When it was last used, as a number; for finding the file that has not been used for longest.
    var useNumber = 0
    /// Another file whose name has the same digest.
    var next: PeerFile?
    private var mustReopen = false

    /// Bytes of memory that it keeps while it is open.
    private static let keptMemory = 16 << 10

    init(name: [UInt8], period: Int) {
        self.name = name
        self.period = period
        descriptor = nil
    }

    var isOpen: Bool { descriptor != nil }
    /// Bytes that wait.
    var byteCount: Int { records.byteCount }
    var isEmpty: Bool { records.isEmpty }

    func append(_ text: Bytes, of ledger: Ledger) {
        records.append { $0.append(text) }
        records.account(1, to: ledger)
    }

    /// Takes a file that has been opened.
    ///
    /// - Parameter endsLines: whether every record ends with a newline.
    func use(_ file: consuming OwnedDescriptor, endsLines: Bool) throws(Errno) {
        let status = try Files.status(of: file)
        guard status.isRegular else { throw .isNoFile }
        if endsLines, let last = Files.lastByte(of: file, size: status.size), last != 0x0A {
            preamble = [0x0A]
        }
        descriptor = consume file
    }

    /// Closes the file if it has been removed: what is written to it would be lost.
    func closeIfRemoved() {
        guard isOpen, let status = try? Files.status(of: descriptor!), !status.isLinked else { return }
        leave()
    }

    /// Writes everything out.
    func write() throws(Errno) {
        do throws(Errno) {
            while !preamble.isEmpty { preamble.removeFirst(try writeOnce(preamble.span)) }
            while progress.remaining(in: records) > 0 {
                let count = try writeOnce(records.bytes.bytes.extracting(progress.offset...))
                let written = progress.advance(by: count, in: records)
                progress.settle(written, in: records) { $0.write($1) }
            }
        } catch {
            failure = error
            throw error
        }
        failure = nil
        records.clear(keeping: Self.keptMemory)
        progress = WriteProgress()
        if mustReopen { leave() }
    }

    private func writeOnce(_ bytes: Bytes) throws(Errno) -> Int {
        do throws(Errno) { return try Files.write(bytes, to: descriptor!) } catch .interrupted { return 0 }
    }

    /// It cannot be opened.
    func fail(_ error: Errno) { failure = error }

    /// The next record opens the file anew; at once, unless a record has been written in part.
    func reopen() {
        if isInsideRecord { mustReopen = true } else { leave() }
    }

    /// Whether the next record has been written in part.
    private var isInsideRecord: Bool {
        progress.offset > (progress.record == 0 ? 0 : records.ends[progress.record - 1])
    }

    /// Closes the file. A record that has been written in part is written whole to the next one.
    func leave() {
        descriptor = nil
        preamble = []
        mustReopen = false
        progress.restartRecord(in: records)
    }

    /// Closes the file, and gives its memory back.
    func close() {
        leave()
        if records.isEmpty { records = RecordBuffer() }
    }

    /// Gives up what waits.
    func drop(_ reason: DropReason) {
        progress.settle(progress.remaining(in: records), in: records) { $0.drop($1, reason) }
        records = RecordBuffer()
        progress = WriteProgress()
        failure = nil
    }
}
