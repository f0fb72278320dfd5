// TimedRotatingFileSink.swift: `TimedRotatingFileHandler`: a new file when it is time.

/// A file that is renamed, with a date behind its name, by the first record that comes when its time is over.
///
/// Python removes a file that has the new name already: one hour's records when clocks are set back, the earlier file
/// after a restart. Here the later file gets a number: `app.log.2026-10-25_02.1`.
///
/// Source: CPython 3.11 `Lib/logging/handlers.py`, `TimedRotatingFileHandler`.
struct TimedRotatingFileSink: Sink, ~Copyable {
    private var file: LogFile
    private let schedule: RolloverSchedule
    /// How many old files are kept; 0 or less is all.
    private let backupCount: Int
    private let clock: @Sendable () -> WallTime
    private var rolloverAt: Double
    private var pause = RolloverPause()
    var name: String { file.path }

    /// A file that was there is due a time after it was last written to.
    init(
        _ file: consuming LogFile, _ schedule: RolloverSchedule, backupCount: Int,
        clock: @escaping @Sendable () -> WallTime = { .now }
    ) {
        let modified = (try? Files.status(of: file.path))?.modified
        self.file = file
        self.schedule = schedule
        self.backupCount = backupCount
        self.clock = clock
        rolloverAt = schedule.next(after: modified ?? clock().seconds)
    }

    mutating func write(_ records: borrowing PendingRecords) throws(SinkError) -> Int {
        let now = clock()
        guard Double(now.seconds) >= rolloverAt, pause.isOver(at: now) else { return try file.write(records) }
        if file.isInsideRecord { return try file.write(records, first: 1) }
        if file.isSpecial() {
            rolloverAt = schedule.next(after: now.seconds)
        } else {
            try rollOver(at: now)
        }
        return try file.write(records)
    }

    mutating func begin() { file.begin() }

    mutating func reopen() { file.reopen() }

    private mutating func rollOver(at now: WallTime) throws(SinkError) {
        let suffix = schedule.suffix(ofFileDue: rolloverAt, finishedAt: now.seconds)
        do throws(Errno) {
            try Files.rename(file.path, to: try unusedName(file.path + "." + suffix))
        } catch .missing {
            // Somebody took the file away: there is nothing to rename, and a new one begins.
        } catch {
            throw pause.begin(at: now, file.path, error)
        }
        pause.end()
        file.close(appending: true)
        rolloverAt = schedule.following(rolloverAt: now.seconds)
        if backupCount > 0 { try removeExpired() }
    }

    /// `name`, or with the first number behind it that no file has.
    private func unusedName(_ name: String) throws(Errno) -> String {
        var candidate = name
        var number = 0
        while try Files.status(of: candidate) != nil {
            number += 1
            candidate = "\(name).\(number)"
        }
        return candidate
    }

    private func removeExpired() throws(SinkError) {
        let (directory, name) = Files.split(file.path)
        var current = directory
        do throws(Errno) {
            let names = try Files.names(in: directory)
            let expired = Backups.expired(
                of: name, among: names, pattern: schedule.when.pattern, keeping: backupCount)
            for backup in expired {
                current = directory + "/" + String(decoding: backup, as: UTF8.self)
                try Files.remove(current)
            }
        } catch {
            throw .failed("cannot remove old backups: \(current): \(error); more than \(backupCount) are kept")
        }
    }
}
