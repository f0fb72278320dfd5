// ViewServerRun+Serving.swift: what viewers get: answers first, counters as they are read, lines last.

extension ViewServerRun {
    /// Seconds between two readings of the counters, and between two rounds with lines.
    private static let readingInterval = 1.0
    private static let roundInterval = 0.02
    /// Seconds between two rounds while nobody looks: the ring needs room for the next lines.
    private static let idleRoundInterval = 0.1
    /// Bytes of lines for one viewer in one round: together with the interval some 50 MiB a second.
    private static let roundBudget = 1 << 20
    /// Bytes after which a message with lines or counters ends.
    private static let messageSize = 256 << 10

    mutating func readCounters(at now: Instant) {
        lastReading = now
        nextReading = now.advanced(bySeconds: Self.readingInterval)
        changes.update(source.snapshot(), heldHandlers: source.heldHandlers())
        for (token, viewer) in viewers where viewer.isAttached { serve(viewer, token) }
    }

    /// Sends lines, as far as viewers take them, and makes room in the ring.
    mutating func round(at now: Instant) {
        isRoundDue = false
        guard hasViewers || keepsHistory else { return }
        nextRound = now.advanced(bySeconds: hasViewers ? Self.roundInterval : Self.idleRoundInterval)
        feed.arm(waker)
        if hasViewers {
            let window = feed.window()
            for (token, viewer) in viewers where viewer.isAttached {
                viewer.budget = Self.roundBudget
                serve(viewer, token, window)
            }
        }
        feed.prepare()
    }

    /// Sends what a viewer lacks until it takes no more.
    ///
    /// - Parameter window: the lines, in a round.
    mutating func serve(_ viewer: Viewer, _ token: UInt64, _ window: FeedWindow? = nil) {
        do throws(Errno) {
            repeat { try viewer.flush() } while viewer.output.isIdle && writeNext(for: viewer, window)
            guard viewer.output.isIdle == viewer.isBlocked else { return }
            viewer.isBlocked = !viewer.output.isIdle
            try poller.modify(
                viewer.socket, viewer.isBlocked ? [.readable, .writable] : .readable, token: token)
        } catch {
            remove(token)
        }
    }

    /// Writes the next message for a viewer: what it asked for first, lines last.
    ///
    /// - Returns: false if there is none.
    private mutating func writeNext(for viewer: Viewer, _ window: FeedWindow?) -> Bool {
        guard viewer.isAttached else { return false }
        if let question = viewer.takeQuestion() {
            let names = source.handlerNames(question.head, question.peer)
            viewer.output.write(ViewAnswer(handlers: HandlersAnswer(id: question.id, names: names)))
            return true
        }
        let (notes, count) = feed.notes(after: viewer.notesSeen)
        if !notes.isEmpty {
            viewer.notesSeen = count
            viewer.output.write(ViewAnswer(notes: NotesMessage(notes: notes)))
            return true
        }
        if changes.reading > 0, viewer.counters.isDue(changes) {
            viewer.output.write { wire in
                wire.nested(ViewAnswer.countersField) {
                    viewer.counters.write(changes, limit: Self.messageSize, to: &$0)
                }
            }
            return true
        }
        return window.map { writeLines($0, for: viewer) } ?? false
    }

    private mutating func writeLines(_ window: FeedWindow, for viewer: Viewer) -> Bool {
        guard viewer.lines.isBehind(window.end), viewer.lines.credit > 0 else { return false }
        guard viewer.budget > 0 else {
            isRoundDue = true
            return false
        }
        let limit = min(Self.messageSize, viewer.budget, viewer.lines.credit)
        let size = viewer.output.writeIfAny { wire in
            var isThere = false
            wire.nested(ViewAnswer.linesField) {
                isThere = viewer.lines.write(window, limit: limit, &linesWriter, to: &$0)
            }
            return isThere
        }
        viewer.budget -= size
        viewer.lines.spend(size)
        return size > 0
    }

    /// Sends the last state, as far as viewers take it.
    mutating func end() {
        let now = Instant.now
        guard hasViewers else { return }
        readCounters(at: now)
        round(at: now)
    }
}
