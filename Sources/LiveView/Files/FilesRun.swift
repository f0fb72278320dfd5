// FilesRun.swift: the thread that finds the lines of files: the newest first, back to the oldest, and what comes.
import CollectorCore

/// What the thread that reads files knows; a value that only this thread owns.
struct FilesRun {
    let archive: LogArchive
    private let opener: LogOpener
    /// Oldest first.
    var inputs: [LogInput]
    /// Inputs whose lines are to be found on the way back; the last one is next.
    private var backlog: [Int] = []
    private var replay: Replay?
    private var nextLook = Instant(nanoseconds: 0)

    /// Seconds between two looks at what the files have got.
    private static let lookSeconds = 0.1
    /// Seconds of work between two of them.
    private static let workSeconds = 0.03
    /// Bytes that are read at a time.
    static let piece = 256 << 10
    /// Files that are kept open; beyond that, the lines of the oldest leave the view.
    private static let openFiles = 64

    /// - Parameter speed: how many times as fast lines are replayed; `nil` shows all at once.
    init(_ inputs: [LogInput], _ archive: LogArchive, _ opener: LogOpener, speed: Double?) {
        self.archive = archive
        self.opener = opener
        // One after the other, the one that was changed last at the end.
        self.inputs = inputs.enumerated().sorted { ($0.element.changed, $0.offset) < ($1.element.changed, $1.offset) }
            .map(\.element)
        if let speed { replay = Replay(speed: speed) }
        begin()
    }

    /// Everything is to be found, from the end of the last file back.
    private mutating func begin() {
        backlog = []
        for index in inputs.indices {
            (inputs[index].end, inputs[index].unknown, inputs[index].isAtLineStart) = (0, 0, true)
            guard replay == nil else { continue }
            // What is copied as the last one is shown as it grows; all others are shown when they are whole.
            if index == inputs.count - 1, inputs[index].spool != nil { continue }
            backlog.append(index)
            settle(index)
        }
        report()
    }

    /// The lines up to what is there now are found on the way back, the others as the file grows.
    private mutating func settle(_ index: Int) {
        guard !inputs[index].isSpooling, let size = inputs[index].size else { return }
        let end = inputs[index].isResting(at: .now, .now) ? size : inputs[index].lastLineStart(before: size)
        (inputs[index].end, inputs[index].unknown) = (end, end)
        inputs[index].isAtLineStart = end < size || inputs[index].endsWithLine(at: end)
    }

    /// Works for a moment.
    ///
    /// - Returns: when there is something to do again.
    mutating func step() -> Instant {
        let now = Instant.now
        if replay != nil {
            let next = play(now)
            report()
            if replay != nil { return next }
        }
        let hasMore = lookBack(until: now.advanced(bySeconds: Self.workSeconds))
        if now >= nextLook {
            nextLook = now.advanced(bySeconds: Self.lookSeconds)
            look(now)
            report()
        }
        return hasMore ? now : nextLook
    }
}

// MARK: - Back to the oldest line

extension FilesRun {
    /// - Returns: whether there is more to do at once.
    private mutating func lookBack(until deadline: Instant) -> Bool {
        var runs: [StoredLines] = []
        var canGoOn = true
        while let index = backlog.last, canGoOn {
            guard !inputs[index].isSpooling else {
                canGoOn = false
                break
            }
            // Behind the question above, as the copy may be complete at any time: what is not settled counts as empty.
            if inputs[index].unknown == 0, inputs[index].end == 0 { settle(index) }
            while inputs[index].unknown > 0, Instant.now < deadline {
                guard let run = archive.run(before: &inputs[index].unknown, in: inputs[index].store) else { break }
                runs.append(run)
            }
            guard inputs[index].unknown == 0 else { break }
            backlog.removeLast()
        }
        if !runs.isEmpty { archive.prepend(runs, knownShare: knownShare) } else { archive.set(knownShare: knownShare) }
        return canGoOn && !backlog.isEmpty
    }

    /// How much of the lines is known that are looked for on the way back.
    private var knownShare: Double { backlog.isEmpty ? 1 : share }

    /// How much of the files is known, of those too that are still taken apart.
    private var readShare: Double {
        let isBehind = inputs.contains { $0.isDecompressing || $0.spool?.isCompressed == true && $0.end < $0.size ?? 0 }
        return replay == nil && (isBehind || !backlog.isEmpty) ? share : 1
    }

    private var share: Double {
        let whole = inputs.reduce(0.0) { $0 + $1.expectedSize }
        let known = inputs.reduce(0.0) { $0 + Double($1.end - $1.unknown) }
        return min(0.999, known / max(1, whole))
    }
}

// MARK: - What comes

extension FilesRun {
    /// Looks whether files have got more, were cut or replaced.
    private mutating func look(_ now: Instant) {
        for index in inputs.indices where inputs[index].isFollowed(at: now) && !backlog.contains(index) {
            guard let size = inputs[index].size else { continue }
            guard size >= inputs[index].end else { return beginAgain(index) }
            follow(index, to: size, now)
            if let spool = inputs[index].spool { tend(spool, index) }
            if inputs[index].retired == nil, inputs[index].path != nil { checkName(index, now) }
        }
        closeOld()
    }

    /// Adds the lines that have come.
    ///
    /// - Parameter limit: when to stop, at the end of a line.
    private mutating func follow(_ index: Int, to size: Int, _ now: Instant) {
        guard size > inputs[index].end else { return }
        inputs[index].store.note(changed: .now)
        let deadline = now.advanced(bySeconds: Self.workSeconds)
        while inputs[index].end < size, Instant.now < deadline {
            let isResting = inputs[index].isResting(at: now, .now)
            guard
                let run = archive.run(after: inputs[index].end, to: size, isResting: isResting, in: inputs[index].store)
            else { break }
            add(run, to: index)
            // There is more than fits into the time.
            if inputs[index].end < size { nextLook = now }
        }
    }

    /// Adds a run behind all others.
    mutating func add(_ run: FoundLines, to index: Int) {
        archive.append(run.lines, continues: inputs[index].isAtLineStart)
        inputs[index].end = run.end
        inputs[index].isAtLineStart = run.isEnded
    }

    /// Says what is wrong with a copy, and bounds that of a pipe: its oldest lines leave the view, with all before them.
    private mutating func tend(_ spool: Spool, _ index: Int) {
        if let trouble = spool.now.trouble { tell(trouble, index) }
        let surplus = inputs[index].end - inputs[index].freed - opener.pipeRoom
        guard !spool.isCompressed, surplus > opener.pipeRoom / 8 else { return }
        let limit = inputs[index].freed + surplus
        let store = inputs[index].store
        guard let end = archive.evict(throughLast: { $0.store === store && $0.offset + $0.size <= limit }) else {
            return
        }
        inputs[index].freed = end
        spool.copy.free(upTo: end)
    }

    /// A file was cut: what it held is gone, so everything is read anew.
    private mutating func beginAgain(_ index: Int) {
        archive.note("\(inputs[index].store.name.name) was truncated: all files are read anew")
        inputs.removeAll { $0.retired != nil }
        replay = nil
        archive.restart()
        begin()
    }

    /// Whether another file has the name now, as after a rotation.
    private mutating func checkName(_ index: Int, _ now: Instant) {
        guard let path = inputs[index].path else { return }
        let name = inputs[index].store.name.name
        guard let status = try? Files.status(of: path) else {
            return tell("there is no file of this name any more; its lines stay", index)
        }
        guard status.identity != inputs[index].identity else {
            inputs[index].trouble = nil
            return
        }
        do throws(LogFileProblem) {
            let next = try opener.open(path)
            inputs[index].retired = now
            archive.note("\(name) was replaced by a new file: going on there", .info)
            inputs.append(next)
        } catch {
            tell(error.reason, index)
        }
    }

    /// Tells once what is wrong.
    private mutating func tell(_ trouble: String, _ index: Int) {
        guard inputs[index].trouble != trouble else { return }
        inputs[index].trouble = trouble
        archive.note("\(inputs[index].store.name.name): \(trouble)")
    }

    /// Files that were replaced long ago are closed.
    private mutating func closeOld() {
        guard backlog.isEmpty else { return }
        while inputs.count > Self.openFiles, let index = inputs.firstIndex(where: { $0.retired != nil }) {
            let store = inputs.remove(at: index).store
            archive.evict { $0.store === store }
        }
    }

    private mutating func report() {
        var facts = FilesFacts()
        facts.files = inputs.filter { $0.retired == nil }.map { input in
            var file = FilesFacts.File(name: input.store.name.name)
            file.size = input.size ?? 0
            file.known = input.end - input.unknown
            file.origin = input.spool?.name
            file.trouble = input.trouble
            return file
        }
        facts.knownShare = readShare
        facts.speed = replay?.speed
        facts.replayed = replay?.time
        archive.set(facts)
    }
}

// MARK: - Replay

extension FilesRun {
    /// Shows the lines whose time has come.
    ///
    /// - Returns: when that of the next one comes.
    private mutating func play(_ now: Instant) -> Instant {
        for index in inputs.indices {
            guard let size = inputs[index].size else { continue }
            while inputs[index].end < size {
                guard
                    let run = replay?.run(
                        after: inputs[index].end, to: size, isResting: inputs[index].isResting(at: now, .now),
                        in: inputs[index].store, archive, now)
                else { return replay?.next ?? now }
                add(run, to: index)
            }
            if inputs[index].isSpooling { return now.advanced(bySeconds: Self.lookSeconds) }
        }
        // From now on, lines are shown as they come.
        replay = nil
        archive.set(knownShare: knownShare)
        archive.note("the replay is over: lines that come are shown at once", .info)
        return now
    }
}
