// WatchedFileSink.swift: `WatchedFileHandler`: follows its path when logrotate(8) or somebody else moves the file.

/// A file that is opened anew when its path leads to another file, or to none.
///
/// Python opens a delayed file again for the second record, and so loses the first one with mode "w". Here a file is
/// known from its first opening on.
///
/// Source: CPython `Lib/logging/handlers.py`, `WatchedFileHandler.reopenIfNeeded`.
struct WatchedFileSink: Sink, ~Copyable {
    private var file: LogFile
    var name: String { file.path }

    init(_ file: consuming LogFile) {
        self.file = file
    }

    mutating func write(_ records: borrowing PendingRecords) throws(SinkError) -> Int {
        if file.isOpen, !file.isInsideRecord, hasMoved { file.close() }
        do throws(SinkError) {
            return try file.write(records)
        } catch {
            // A file on a full disk that somebody removed to make room: its record will never end, and while it is open
            // the room is not there.
            guard file.isOpen, hasMoved else { throw error }
            file.close()
            return try file.write(records)
        }
    }

    /// Where the path cannot be looked at, the file that is open still takes records.
    private var hasMoved: Bool {
        do throws(Errno) {
            return try Files.status(of: file.path)?.identity != file.identity
        } catch {
            return false
        }
    }
}
