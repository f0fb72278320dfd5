// RotatingFileSink.swift: `RotatingFileHandler`: a new file when the old one is large enough.

/// A file that becomes `NAME.1` before a record would make it `maxBytes` long; what was there moves up to
/// `NAME.backupCount`.
///
/// Python asks before each record whether the file's bytes and the record's characters, with a newline whatever the
/// terminator is, come to `maxBytes`. So a longer record rolls over even an empty file, as 3.11 does. Where the encoding
/// writes one character as several (`backslashreplace`), those are counted.
///
/// Source: CPython 3.11 `Lib/logging/handlers.py`, `RotatingFileHandler`.
struct RotatingFileSink: Sink, ~Copyable {
    /// How large a file may become, and how many old ones are kept.
    struct Limits: Equatable, Sendable {
        /// Above 0.
        var maxBytes: Int
        /// Above 0: without backups Python goes on with the same file.
        var backupCount: Int
    }

    private var file: LogFile
    private let limits: Limits
    /// Whether characters are counted as UTF-8 has them; in other encodings a byte is one.
    private let isUTF8: Bool
    /// Bytes.
    private let terminatorCount: Int
    private let clock: @Sendable () -> WallTime
    private var pause = RolloverPause()
    /// Whether a rollover that failed has moved the backups up already.
    private var hasShifted = false
    var name: String { file.path }

    init(
        _ file: consuming LogFile, _ limits: Limits, isUTF8: Bool, terminatorCount: Int,
        clock: @escaping @Sendable () -> WallTime = { .now }
    ) {
        self.file = file
        self.limits = limits
        self.isUTF8 = isUTF8
        self.terminatorCount = terminatorCount
        self.clock = clock
    }

    mutating func write(_ records: borrowing PendingRecords) throws(SinkError) -> Int {
        if file.isInsideRecord { return try file.write(records, first: 1) }
        guard pause.isOver(at: clock()) else { return try file.write(records) }
        let size = try file.size()
        let count = fitting(records, behind: size)
        if count > 0 { return try file.write(records, first: count) }
        if file.isSpecial() { return try file.write(records) }
        try rollOver()
        return try file.write(records, first: 1)
    }

    /// How many of the records go into the file, which has `size` bytes.
    private func fitting(_ records: borrowing PendingRecords, behind size: Int) -> Int {
        // A character is at least a byte, so that only near the limit they have to be counted.
        let mark = file.preamble.count
        if size + mark + records.bytes.count + 1 < limits.maxBytes { return records.count }
        for index in 0..<records.count {
            let range = records[index]
            // The mark is written with the first record, and counts from the second on.
            let position = size + (index == 0 ? 0 : mark) + range.lowerBound
            if position + length(of: records.bytes.extracting(range)) >= limits.maxBytes { return index }
        }
        return records.count
    }

    /// `len(text + "\n")`, in characters.
    private func length(of record: Bytes) -> Int {
        let text = record.extracting(0..<record.count - terminatorCount)
        return (isUTF8 ? text.codePointCount : text.count) + 1
    }

    mutating func begin() { file.begin() }

    mutating func reopen() { file.reopen() }

    private mutating func rollOver() throws(SinkError) {
        do throws(Errno) {
            if !hasShifted {
                try shiftBackups()
                hasShifted = true
            }
            try Files.rename(file.path, to: file.path + ".1")
        } catch .missing {
            // Somebody took the file away: there is nothing to rename, and a new one begins.
        } catch {
            throw pause.begin(at: clock(), file.path, error)
        }
        hasShifted = false
        pause.end()
        file.close(appending: true)
    }

    private func shiftBackups() throws(Errno) {
        let (directory, name) = Files.split(file.path)
        let names = try Files.names(in: directory)
        for number in Backups.shifts(of: name, among: names, limit: limits.backupCount) {
            try Files.rename("\(file.path).\(number)", to: "\(file.path).\(number + 1)")
        }
    }
}
