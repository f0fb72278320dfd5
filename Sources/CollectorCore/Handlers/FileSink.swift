// FileSink.swift: `FileHandler`: a file that records are appended to.

/// A file, opened at the start or, delayed, with the first record. Renamed by others, it is written to under its new
/// name.
///
/// Source: CPython `Lib/logging/__init__.py`, `FileHandler`.
struct FileSink: Sink, ~Copyable {
    private var file: LogFile
    var name: String { file.path }

    init(_ file: consuming LogFile) {
        self.file = file
    }

    mutating func write(_ records: borrowing PendingRecords) throws(SinkError) -> Int {
        try file.write(records)
    }
}
