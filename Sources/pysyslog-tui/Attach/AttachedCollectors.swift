// AttachedCollectors.swift: collectors that run elsewhere, as the view watches them: one or several as one.
import CollectorCommand
import CollectorCore
import LiveView

final class AttachedCollectors: Watched, Sendable {
    private struct State: Sendable {
        /// The view's, once it has asked to be woken.
        var waker: Waker?
        /// Something is new besides lines.
        var hasChanged = false
        var isEnding = false
    }

    let feed: LiveFeed
    let remotes: [RemoteCollector]
    /// What the collectors are called, in the order of `remotes`.
    let names: [String]
    private let state: StateBox
    private let ending: Waker

    /// Apart from the collectors, so that what they wake does not hold them.
    private final class StateBox: Sendable {
        let state = Mutex(State())

        func wake() {
            state.withLock { state -> Waker? in
                state.hasChanged = true
                return state.waker
            }?.wake()
        }
    }

    /// - Parameters:
    ///   - memory: bytes for lines.
    ///   - wantsHistory: whether to fetch the lines that the collectors hold already.
    init(_ addresses: [ViewAddress], memory: Int, wantsHistory: Bool) throws(Errno) {
        feed = LiveFeed(capacity: memory)
        let state = StateBox()
        self.state = state
        ending = try Waker()
        names = Self.names(of: addresses)
        var remotes: [RemoteCollector] = []
        for (address, name) in zip(addresses, names) {
            let remote = try RemoteCollector(address, feed, wantsHistory: wantsHistory) { state.wake() }
            if addresses.count > 1 { remote.collectorName = name }
            remotes.append(remote)
        }
        self.remotes = remotes
    }

    /// Seconds in which a collector has to answer.
    private static let answerTime = 5.0

    /// Connects to all of them.
    func open() throws(CommandError) {
        feed.attach()
        for remote in remotes {
            do throws(AttachError) {
                // With ssh, somebody may have to type a password.
                let isLocal = if case .path = remote.address { true } else { false }
                try remote.open(within: isLocal ? Self.answerTime : nil)
            } catch {
                close()
                throw CommandError(.failed, "cannot watch \(error.reason)")
            }
        }
    }

    func close() {
        for remote in remotes { remote.close() }
    }

    /// A short name for each: the host, or what tells one socket from another.
    static func names(of addresses: [ViewAddress]) -> [String] {
        let short = addresses.map(\.shortName)
        return zip(short, addresses).map { name, address in
            short.count { $0 == name } == 1 ? name : address.description
        }
    }

    // MARK: What is known

    var isRemote: Bool { true }

    var facts: CollectorFacts {
        let known = remotes.map(\.known)
        var facts = CollectorFacts()
        let welcomes = known.compactMap(\.welcome).map(\.facts)
        facts.version = Self.joined(welcomes.map(\.version))
        facts.listening = Self.joined(welcomes.map(\.listening))
        facts.configuration = welcomes.count == 1 ? welcomes[0].configuration : nil
        for (name, known) in zip(names, known) {
            facts.heldHandlers.formUnion(known.heldHandlers.map { mergedName($0, of: name) })
        }
        facts.queueLimit = welcomes.map(\.queueLimit).max() ?? 0
        facts.maxMessageSize = welcomes.map(\.maxMessageSize).max() ?? 0
        facts.asksForCertificates = welcomes.contains { $0.asksForCertificates }
        facts.attached = zip(names, known).map(AttachedState.init)
        return facts
    }

    private static func joined(_ texts: [String]) -> String {
        var unique: [String] = []
        for text in texts where !unique.contains(text) { unique.append(text) }
        return unique.joined(separator: ", ")
    }

    var notes: [FeedNote] {
        var notes: [FeedNote] = []
        for (name, remote) in zip(names, remotes) {
            notes += remote.known.notes.map { note in
                var note = note
                if remotes.count > 1 { note.text = "\(name): \(note.text)" }
                return note
            }
        }
        if remotes.count > 1 { notes.sort { $0.time < $1.time } }
        return notes
    }

    var event: FeedNote? { notes.last(where: \.isEvent) }

    func snapshot() -> CollectorSnapshot {
        // One that has not told its own yet is still one of several.
        .merging(
            zip(names, remotes).map { name, remote in
                (name: name, snapshot: remote.known.snapshot ?? CollectorSnapshot(startedAt: .now))
            })
    }

    func window() -> FeedWindow { feed.window() }

    func handlers(of line: FeedLine) -> [String]? {
        guard let index = remotes.firstIndex(where: { $0.collectorName == line.entry.source.collector }) else {
            return nil
        }
        return remotes[index].handlers(of: line)?.map { mergedName($0, of: names[index]) }
    }

    /// What a handler is called in the account of all collectors.
    private func mergedName(_ handler: String, of name: String) -> String {
        remotes.count > 1 ? "\(name): \(handler)" : handler
    }

    // MARK: Waiting

    func attach() { feed.attach() }
    func detach() { feed.detach() }
    func prepare() { feed.prepare() }

    func arm(_ waker: Waker) {
        state.state.withLock { state in
            state.waker = waker
            state.hasChanged = false
        }
        feed.arm(waker)
    }

    var isWaiting: Bool {
        let (waker, hasChanged) = state.state.withLock { ($0.waker, $0.hasChanged) }
        return !hasChanged && waker.map(feed.isWaiting) ?? false
    }

    // MARK: Requests

    func wish(_ cut: Cut?) {
        for remote in remotes { remote.wish(cut) }
    }

    /// Nothing that a view asks for changes a collector elsewhere.
    func reload() {}

    /// Ends the view only.
    func end() {
        state.state.withLock { $0.isEnding = true }
        ending.wake()
        state.wake()
        for remote in remotes { remote.stop() }
    }

    /// Whether the view is to end.
    var isEnding: Bool { state.state.withLock { $0.isEnding } }

    func waitForEnd() {
        while !isEnding { ending.sleep() }
    }
}

extension ViewAddress {
    /// `web1` of `ssh://me@web1`, `mail` of `/run/mail/view.sock`.
    fileprivate var shortName: String {
        switch self {
        case .ssh(let destination, _): return String(destination.split(separator: "@").last ?? "")
        case .path(let path):
            let parts = path.split(separator: "/").map(String.init)
            guard let last = parts.last, last == "view.sock", parts.count > 1 else {
                return parts.last.map { $0.hasSuffix(".sock") ? String($0.dropLast(5)) : $0 } ?? path
            }
            return parts[parts.count - 2]
        }
    }
}

extension AttachedState {
    fileprivate init(_ name: String, _ known: RemoteKnowledge) {
        let state: State =
            switch known.contact {
            case .connecting: .connecting
            case .connected: .connected
            case .away(let since, let retry, _):
                .away(since: since, retryIn: max(0, retry.seconds(since: .now)))
            case .refused(let reason, _): .refused(reason: reason)
            }
        self.init(name: name, state: state)
        skipped = known.skipped
        restarts = known.restarts
        isCut = known.isCut
    }
}
