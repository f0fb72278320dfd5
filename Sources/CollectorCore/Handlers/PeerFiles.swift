// PeerFiles.swift: the files of a `PeerFileHandler`: which are open, what waits for them, and when it is written.

/// Files beneath a directory, each with the lines that wait for it.
///
/// Lines of many peers come in any order, and opening a file for each of them would cost more than all else. So where the
/// lines of one moment go to many files they are gathered, for a second at most, and each file gets its lines together.
struct PeerFiles: ~Copyable {
    struct Limits: Equatable, Sendable {
        var openFiles = 1_024
        /// Seconds without a line after which a file is closed.
        var closeAfter = 60.0
        /// Bytes that are gathered before they are written.
        var gathered = 32 << 20
        /// Bytes that are kept for all files that cannot be written, before senders wait.
        var kept = 16 << 20
        /// Bytes that are kept for one file that cannot be written for a cause of its own; more is dropped.
        var keptOfOne = 1 << 20
        /// Seconds for which files stay as they are whose names have passed: late lines may come.
        var patience = 5.0
        /// Seconds over which it is measured how often files are closed to make room.
        var evictionInterval = 10.0
    }

    let limits: Limits
    private let outbox: Outbox
    private let reports: any WriterReports
    private var directory: ConfinedDirectory
    private let permissions: UInt32
    private let endsLines: Bool
    private var files = PeerFileTable()
    /// Those with lines that can be written.
    private var waiting: [PeerFile] = []
    private var waitingSince: Instant?
    /// Those that could not be written, and when that is tried again.
    private var failing: [PeerFile] = []
    private var trouble: Trouble?
    private var nextAttempt = Instant.now
    private var nextSweep = Instant.now
    /// Bytes of all lines, and of those for files that cannot be written.
    private var gatheredBytes = 0
    private var keptBytes = 0
    private var evictions = EvictionRate()
    private var periods: FilePeriods

    /// Up to so many files are written at once, whenever lines have come.
    private static let fewFiles = 64
    /// Seconds for which lines for more files are gathered.
    private static let gatheringTime = 1.0
    /// Files that could not be written and are tried again at a time.
    private static let attemptsAtOnce = 64

    init(
        in directory: consuming ConfinedDirectory, permissions: UInt32, endsLines: Bool, _ limits: Limits,
        periods: consuming FilePeriods, outbox: Outbox, reports: any WriterReports
    ) {
        self.directory = directory
        self.permissions = permissions
        self.endsLines = endsLines
        self.limits = limits
        self.periods = periods
        self.outbox = outbox
        self.reports = reports
    }

    /// Whether no lines wait.
    var isEmpty: Bool { waiting.isEmpty && failing.isEmpty }

    /// Whether more lines may be taken.
    var hasRoom: Bool { keptBytes < limits.kept }

    /// When there is something to do without new lines.
    var nextDue: Instant {
        var due = min(nextSweep, periods.nextCheck)
        if let waitingSince { due = min(due, waitingSince.advanced(bySeconds: Self.gatheringTime)) }
        if !failing.isEmpty { due = min(due, nextAttempt) }
        return due
    }

    /// Takes records, each of which begins with the name of its file as a section.
    mutating func add(_ buffer: borrowing RecordBuffer, at now: Instant) {
        periods.update(at: now)
        let records = PendingRecords(of: buffer, from: 0, record: 0)
        var index = 0
        for run in buffer.runs {
            for _ in 0..<run.count {
                let record = records.bytes.extracting(records[index])
                let end = 4 + record.bigEndianNumber(at: 0)
                let file = files.file(named: record.extracting(4..<end), period: periods.current)
                add(record.extracting(end...), of: run.ledger, to: file, at: now)
                index += 1
            }
        }
    }

    private mutating func add(_ text: Bytes, of ledger: Ledger, to file: PeerFile, at now: Instant) {
        file.lastRecord = now
        if let failure = file.failure {
            guard file.byteCount < limits.keptOfOne || failure.concernsAll else {
                ledger.drop(1, .fileFailed)
                outbox.note(1, .fileFailed)
                return
            }
            keptBytes += text.count
        } else if file.isEmpty {
            waiting.append(file)
            if waitingSince == nil { waitingSince = now }
        }
        file.append(text, of: ledger)
        gatheredBytes += text.count
    }

    /// Does what is due.
    ///
    /// - Parameter isEnding: whether no more lines come.
    mutating func work(at now: Instant, isEnding: Bool) {
        if let since = waitingSince,
            isEnding || waiting.count <= Self.fewFiles || gatheredBytes - keptBytes >= limits.gathered
                || since.advanced(bySeconds: Self.gatheringTime) <= now
        {
            writeWaiting()
        }
        if !failing.isEmpty, nextAttempt <= now { tryAgain() }
        if nextSweep <= now { sweep(at: now) }
        if periods.nextCheck <= now { checkPeriod(at: now) }
        if let advice = evictions.advice(at: now, limits) { reports.advise(outbox, advice) }
    }

    /// The path of a file, for messages.
    private func path(_ file: PeerFile) -> String { directory.path + "/" + String(decoding: file.name, as: UTF8.self) }
}

// MARK: - Writing

extension PeerFiles {
    /// Open files come first: making room for others would close them, only to be opened again.
    private mutating func writeWaiting() {
        let files = waiting
        waiting = []
        waitingSince = nil
        for file in files where file.isOpen { write(file) }
        for file in files where !file.isEmpty && file.failure == nil { write(file) }
    }

    /// Writes what waits for a file.
    private mutating func write(_ file: PeerFile) {
        let bytes = file.byteCount
        do throws(Errno) {
            try open(file)
            try file.write()
            if !file.isOpen { files.noteClosed() }
            gatheredBytes -= bytes
            outbox.note { $0.lastWrite = .now }
        } catch {
            file.fail(error)
            failing.append(file)
            keptBytes += bytes
            let text = Self.text(error, path(file), isOpen: file.isOpen)
            let current = trouble?.again() ?? Trouble()
            if trouble == nil { nextAttempt = Instant.now.advanced(bySeconds: current.pause) }
            trouble = trouble ?? current
            reports.failed(outbox, text, current)
        }
    }

    private static func text(_ error: Errno, _ path: String, isOpen: Bool) -> String {
        switch error {
        case .isSymbolicLink, .isNoDirectory:
            "cannot open \(path): something in this path is a symbolic link, which is not followed, or no directory"
        case .isNoFile: "cannot open \(path): it is no regular file"
        default: "cannot \(isOpen ? "write to" : "open") \(path): \(error)"
        }
    }

    /// Makes sure that a file is open, and still has its name.
    private mutating func open(_ file: PeerFile) throws(Errno) {
        if file.isOpen {
            file.closeIfRemoved()
            if file.isOpen { return files.noteUse(file, isNew: false) }
            files.noteClosed()
        }
        while files.openCount >= limits.openFiles, evictOne() {}
        do throws(Errno) {
            try use(file)
        } catch .tooManyFiles {
            guard evictOne() else { throw .tooManyFiles }
            try use(file)
        }
        files.noteUse(file, isNew: true)
    }

    private mutating func use(_ file: PeerFile) throws(Errno) {
        try file.use(
            try directory.openForAppending(file.name, permissions: permissions), endsLines: endsLines)
    }

    /// Closes the file that has not been used for longest, to make room for another one.
    private mutating func evictOne() -> Bool {
        guard let file = files.leastRecentlyUsed() else { return false }
        file.close()
        files.noteClosed()
        evictions.count += 1
        outbox.note { $0.evictions += 1 }
        return true
    }

    /// Tries some of the files again that could not be written.
    private mutating func tryAgain() {
        let attempts = failing.prefix(Self.attemptsAtOnce)
        failing.removeFirst(attempts.count)
        trouble = trouble?.again()
        for file in attempts {
            keptBytes -= file.byteCount
            write(file)
        }
        if let current = trouble {
            nextAttempt = Instant.now.advanced(bySeconds: current.pause)
            guard failing.isEmpty else { return }
            trouble = nil
            reports.recovered(outbox, "\(directory.path): every file", after: current)
        }
    }
}

// MARK: - Closing

extension PeerFiles {
    /// Closes the files, so that they are opened anew under their names.
    mutating func reopen() {
        for file in files.all where file.isOpen {
            file.reopen()
            if !file.isOpen { files.noteClosed() }
        }
    }

    /// Closes and forgets files that have got no lines for some time.
    private mutating func sweep(at now: Instant) {
        nextSweep = now.advanced(bySeconds: min(10, max(0.05, limits.closeAfter / 4)))
        for file in files.all where file.isEmpty && file.lastRecord.advanced(bySeconds: limits.closeAfter) <= now {
            forget(file)
            periods.noteForgotten(file)
        }
    }

    private mutating func forget(_ file: PeerFile) {
        if file.isOpen { files.noteClosed() }
        file.close()
        files.remove(file)
    }

    /// Has the files compressed whose names have passed. Lines with these names may still have waited in the queue, so that
    /// happens some time later; what comes even later begins a new file.
    private mutating func checkPeriod(at now: Instant) {
        guard periods.check(at: now) else { return }
        let passed = files.all.filter { $0.period < periods.current && $0.failure == nil }
        for file in passed where !file.isEmpty { write(file) }
        waiting.removeAll { $0.isEmpty || $0.failure != nil }
        for file in passed where file.isEmpty {
            forget(file)
            periods.noteForgotten(file)
        }
        periods.compressForgotten { [outbox, reports] in reports.advise(outbox, $0) }
    }

    /// Closes everything.
    mutating func finish() {
        for file in files.all { forget(file) }
        periods.finish()
    }

    /// Gives up the lines that wait.
    mutating func drop(_ reason: DropReason) {
        for file in waiting + failing { file.drop(reason) }
        waiting = []
        failing = []
        (gatheredBytes, keptBytes) = (0, 0)
    }
}

extension Errno {
    /// Whether the cause probably concerns the files of all peers: a full disk, too many open files.
    fileprivate var concernsAll: Bool {
        [.noSpace, .overQuota, .readOnly, .inputOutput, .tooManyFiles, .tooManyFilesInSystem, .noMemory].contains(self)
    }
}
