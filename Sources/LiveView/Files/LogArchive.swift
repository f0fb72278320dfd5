// LogArchive.swift: the lines of all files that are open, as a window shows them: where they are, not what they say.
import CollectorCore

/// An index of runs of lines. One thread fills it, from the newest line to the oldest and with what files get; any may read it.
final class LogArchive: Sendable {
    private struct State {
        /// Oldest first; the numbers have no gaps.
        var lines: [StoredLines] = []
        var first = LogArchive.middle
        var next = LogArchive.middle
        var evicted = 0
        /// When the latest of these was received.
        var evictedUntil: WallTime?
        var restarts = 0
        var knownShare = 0.0
        var tally = FileTally()
        var facts = FilesFacts()
        var notes: [FeedNote] = []
        var waker: Waker?
        var hasChanged = true

        mutating func noteEvicted(_ runs: some Sequence<StoredLines>) {
            for run in runs {
                evicted += run.count
                guard let last = run.notes.times?.upperBound else { continue }
                evictedUntil = max(evictedUntil ?? last, last)
            }
        }
    }

    /// How many lines there are before the newest ones is not known when they are shown: they are numbered from here down.
    private static let middle: UInt64 = 1 << 40
    /// Bytes of a run that grows.
    private static let longestRun = 256 << 10

    private let state = Mutex(State())
    private let startedAt = WallTime.now

    func window() -> FeedWindow {
        state.withLock {
            FeedWindow(
                stored: $0.lines, next: $0.next, evicted: $0.evicted, evictedUntil: $0.evictedUntil,
                knownShare: $0.knownShare, restarts: $0.restarts)
        }
    }

    func snapshot() -> CollectorSnapshot { state.withLock { $0.tally.snapshot(startedAt: startedAt) } }

    var facts: FilesFacts { state.withLock { $0.facts } }
    var notes: [FeedNote] { state.withLock { $0.notes } }

    // MARK: Waiting

    func arm(_ waker: Waker) {
        state.withLock { state in
            state.waker = waker
            state.hasChanged = false
        }
    }

    var isWaiting: Bool { state.withLock { !$0.hasChanged } }

    func wake() {
        state.withLock { state -> Waker? in
            guard !state.hasChanged else { return nil }
            state.hasChanged = true
            return state.waker
        }?.wake()
    }
}

// MARK: - Filling

extension LogArchive {
    /// Counts lines by sender.
    func count<Result>(_ body: (inout FileTally) -> Result) -> Result { state.withLock { body(&$0.tally) } }

    /// Adds runs in front of all others.
    ///
    /// - Parameters:
    ///   - runs: the newest first.
    ///   - knownShare: how much of the files is known then.
    func prepend(_ runs: [StoredLines], knownShare: Double) {
        state.withLock { state in
            var front: [StoredLines] = []
            for var run in runs where run.count > 0 {
                run.first = state.first - UInt64(run.count)
                state.first = run.first
                front.append(run)
            }
            state.lines.insert(contentsOf: front.reversed(), at: 0)
            state.knownShare = knownShare
        }
        wake()
    }

    /// Adds a run behind all others; one that follows the last in its file may become a part of it.
    ///
    /// - Parameter continues: whether it begins where a line ended.
    func append(_ run: StoredLines, continues: Bool) {
        guard run.count > 0 else { return }
        state.withLock { state in
            var run = run
            run.first = state.next
            state.next += UInt64(run.count)
            if continues, let last = state.lines.last, last.store === run.store, last.offset + last.size == run.offset,
                last.size + run.size <= Self.longestRun
            {
                run.offset = last.offset
                run.first = last.first
                run.size += last.size
                run.count += last.count
                run.isVerbatim = run.isVerbatim && last.isVerbatim
                var notes = last.notes
                notes.append(run.notes)
                run.notes = notes
                state.lines.removeLast()
            }
            state.lines.append(run)
        }
        wake()
    }

    /// Drops all lines: they will be read again, and get other numbers.
    func restart() {
        state.withLock { state in
            state.noteEvicted(state.lines)
            state.restarts += 1
            let base = (state.next / Self.middle + 2) * Self.middle
            (state.lines, state.first, state.next, state.knownShare, state.tally) = ([], base, base, 0, FileTally())
        }
        wake()
    }

    /// Drops the lines up to the last run for which `isUnwanted` holds.
    ///
    /// - Returns: where that run ends in its file; `nil` if there is none.
    @discardableResult
    func evict(throughLast isUnwanted: (StoredLines) -> Bool) -> Int? {
        let end = state.withLock { state -> Int? in
            guard let last = state.lines.lastIndex(where: isUnwanted) else { return nil }
            let run = state.lines[last]
            state.noteEvicted(state.lines[...last])
            state.first = run.end
            state.lines.removeFirst(last + 1)
            return run.offset + run.size
        }
        if end != nil { wake() }
        return end
    }

    func note(_ text: String, _ level: FeedNoteLevel = .warning) {
        state.withLock { state in
            if state.notes.count >= LiveFeed.noteLimit { state.notes.removeFirst() }
            state.notes.append(FeedNote(text, at: .now, level))
        }
        wake()
    }

    func set(_ facts: FilesFacts) {
        let hasChanged = state.withLock { state in
            defer { state.facts = facts }
            return state.facts != facts
        }
        if hasChanged { wake() }
    }

    func set(knownShare: Double) {
        state.withLock { $0.knownShare = knownShare }
        wake()
    }
}
