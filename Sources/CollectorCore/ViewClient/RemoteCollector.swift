// RemoteCollector.swift: a collector that is watched over a connection, and again after each loss of it.
import Synchronization

/// How it is with the connection to a collector.
package enum Contact: Equatable, Sendable {
    case connecting
    case connected
    /// There has been none since then; the next attempt is made at `retry`.
    case away(since: WallTime, retry: Instant, reason: String)
    /// The collector does not serve this viewer, which asks again at `retry`.
    case refused(String, retry: Instant)
}

/// What a viewer knows of a collector.
package struct RemoteKnowledge: Sendable {
    package var contact = Contact.connecting
    /// `nil` before the first connection.
    package var welcome: WelcomeMessage?
    /// The last complete one.
    package var snapshot: CollectorSnapshot?
    package var heldHandlers: Set<String> = []
    /// The last records of the collector itself, oldest first.
    package var notes: [FeedNote] = []
    /// Lines that were no longer held when this viewer came to them.
    package var skipped = 0
    /// Whether everything has come that the collector held when the viewer attached.
    package var hasHistory = false
    /// Whether the collector leaves out lines, as the viewer wished.
    package var isCut = false
    /// How often the collector was found restarted.
    package var restarts = 0
}

/// Keeps what a collector tells: counters, records of its own, and lines, which go to a feed of this process. Any thread may
/// call the methods, none of which waits for the collector.
package final class RemoteCollector: Sendable {
    /// What the connection's thread has to pass on.
    struct Wishes: Sendable {
        var cut: Cut?
        /// A line about whose handlers is asked, and the answer when it is there.
        var question: FeedLine?
        var answer: (sequence: UInt64, names: [String])?
        var hasNewCut = false
        var hasNewQuestion = false
    }

    package let address: ViewAddress
    let feed: LiveFeed
    let wantsHistory: Bool
    /// Called after every change, on the connection's thread.
    private let changed: @Sendable () -> Void
    private let knowledge = Mutex(RemoteKnowledge())
    let wishes = Mutex(Wishes())
    /// The name that its lines have in the feed.
    private let label = Mutex<String?>(nil)
    let waker: Waker
    private let stopping = Atomic<Bool>(false)
    private let thread = Mutex<Thread?>(nil)
    /// Signals the end of the first attempt.
    private let firstAttempt: Waker

    /// - Parameters:
    ///   - feed: gets the lines; it must be attached to.
    ///   - wantsHistory: whether to fetch the lines that the collector holds already.
    package init(
        _ address: ViewAddress, _ feed: LiveFeed, wantsHistory: Bool, changed: @escaping @Sendable () -> Void = {}
    ) throws(Errno) {
        self.address = address
        self.feed = feed
        self.wantsHistory = wantsHistory
        self.changed = changed
        waker = try Waker()
        firstAttempt = try Waker()
    }

    package var known: RemoteKnowledge { knowledge.withLock { $0 } }

    /// The name that its lines have in the feed from now on.
    package var collectorName: String? {
        get { label.withLock { $0 } }
        set { label.withLock { $0 = newValue } }
    }

    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Connects, and waits for the collector's answer.
    ///
    /// - Parameter seconds: the most that the answer may take; `nil` for ever, as somebody may have to type a password.
    /// - Throws: where there is nothing to watch; then nothing runs.
    package func open(within seconds: Double?) throws(AttachError) {
        do throws(Errno) {
            let thread = try Thread(named: "collector") { [self] in
                var run = RemoteRun(self)
                run.run()
            }
            self.thread.withLock { $0 = thread }
        } catch {
            throw AttachError("\(address): there is no thread for the connection: \(error)")
        }
        firstAttempt.sleep(until: seconds.map { Instant.now.advanced(bySeconds: $0) })
        switch known.contact {
        case .connected: return
        case .connecting:
            close()
            throw AttachError("\(address): the collector does not answer")
        case .away(_, _, let reason), .refused(let reason, _):
            close()
            throw AttachError("\(address): \(reason)")
        }
    }

    /// Has the connection end, and `open` return.
    package func stop() {
        stopping.store(true, ordering: .releasing)
        waker.wake()
        firstAttempt.wake()
    }

    /// Ends the connection.
    package func close() {
        stop()
        _ = thread.withLock { $0.take() }?.join(until: .now.advanced(bySeconds: 1))
    }

    /// Asks for lines of the cut only; `nil` asks for all.
    package func wish(_ cut: Cut?) {
        let isNew = wishes.withLock { wishes in
            guard wishes.cut != cut else { return false }
            (wishes.cut, wishes.hasNewCut) = (cut, true)
            return true
        }
        if isNew { waker.wake() }
    }

    /// The names of the handlers that get a line; `nil` while the answer is on its way.
    package func handlers(of line: FeedLine) -> [String]? {
        let (answer, isNew) = wishes.withLock { wishes -> ([String]?, Bool) in
            if let answer = wishes.answer, answer.sequence == line.entry.sequence { return (answer.names, false) }
            guard wishes.question?.entry.sequence != line.entry.sequence else { return (nil, false) }
            (wishes.question, wishes.hasNewQuestion) = (line, true)
            return (nil, true)
        }
        if isNew { waker.wake() }
        return answer
    }

    // MARK: The connection's thread

    func update(_ change: (inout RemoteKnowledge) -> Void) {
        knowledge.withLock { change(&$0) }
        changed()
    }

    func endFirstAttempt() { firstAttempt.wake() }
}
