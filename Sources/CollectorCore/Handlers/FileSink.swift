// FileSink.swift: `FileHandler` and `WatchedFileHandler`: a file that records are appended to.

/// A file, opened at the start or, delayed, with the first record.
///
/// A file that others rename is written to under its new name until it is reopened: when that is asked for or, if it is
/// watched, with the next record. Python opens a delayed watched file again for the second record, and so loses the first
/// one with mode "w". Here a file is known from its first opening on.
///
/// Source: CPython `Lib/logging/__init__.py`, `FileHandler`; `Lib/logging/handlers.py`, `WatchedFileHandler.reopenIfNeeded`.
struct FileSink: Sink, ~Copyable {
    private var file: LogFile
    var name: String { file.path }

    init(_ file: consuming LogFile) {
        self.file = file
    }

    mutating func write(_ records: borrowing PendingRecords) throws(SinkError) -> Int {
        try file.write(records)
    }

    mutating func begin() { file.begin() }

    mutating func reopen() { file.reopen() }
}
