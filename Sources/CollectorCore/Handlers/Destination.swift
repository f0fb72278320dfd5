// Destination.swift: one place that records are written to: its outbox, its writer and the writer's thread.
import Synchronization

/// A destination at work. Handlers with the same destination share it, and a reload keeps it where its settings are the same.
///
/// Its writer writes nothing before the writers of earlier destinations of the same file or stream have ended, so that the
/// order of the records there is the order in which they were received.
final class Destination: Sendable {
    /// What tells two destinations apart.
    enum Key: Equatable, Sendable {
        case stream(StandardStream)
        /// An absolute path.
        case file(String)
        /// A file for each peer, by the absolute directory that they are in and the format of their names.
        case peerFiles(directory: String, String)
        /// A handler that shares its destination with no other.
        case handler(name: String, HandlerKind)
    }

    /// What must be the same for a destination to be kept.
    struct Setting: Equatable, Sendable {
        var key: Key
        /// `nil` for what is no file.
        var plan: FilePlan?
        /// `nil` for what is no file for each peer.
        var peerFiles: PeerFileWriter.Plan?
        var limit: QueueLimit
    }

    /// Files and sockets that it may have open at a time. librdkafka has a socket and a pipe for each broker, of which there
    /// may be any number: this is enough for a cluster of ten.
    var descriptors: Int {
        if let peerFiles = setting.peerFiles { return peerFiles.limits.openFiles + Self.compressorDescriptors }
        if case .handler(_, .kafka) = setting.key { return 32 }
        return 1
    }

    /// The directories, the file that is compressed, its gzip file and what zlib has of that.
    private static let compressorDescriptors = 6

    let setting: Setting
    let outbox: Outbox
    let writer: any RunningWriter
    private let state: Mutex<State>

    private struct State {
        var thread: Thread?
        var hasEnded = false
        /// The destinations whose writers have to end first.
        var earlier: [Destination]
        /// Wake the writers that wait for the end of this one.
        var waiting: [Waker] = []
    }

    /// - Parameter earlier: destinations with the same key, whose writers may still run.
    init(_ setting: Setting, _ outbox: Outbox, _ writer: any RunningWriter, after earlier: [Destination] = []) {
        self.setting = setting
        self.outbox = outbox
        self.writer = writer
        state = Mutex(State(earlier: earlier))
    }

    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Starts the writer on a thread of its own.
    func start(reporting reports: any WriterReports) throws(Errno) {
        let thread = try Thread(named: "writer") { [self] in
            waitForEarlier()
            writer.run(reporting: reports)
            end()
        }
        state.withLock { $0.thread = thread }
    }

    /// Waits until the writer has ended. One thread at a time may call it.
    ///
    /// - Returns: false if `deadline` passed first.
    func join(until deadline: Instant) -> Bool {
        guard let thread = state.withLock({ $0.thread }) else { return true }
        guard thread.join(until: deadline) else { return false }
        state.withLock { $0.thread = nil }
        return true
    }

    /// Leaves the writer to itself: nobody will join it.
    func detach() {
        state.withLock { state in
            state.thread?.detach()
            state.thread = nil
        }
    }

    private func waitForEarlier() {
        let earlier = state.withLock { state in
            defer { state.earlier = [] }
            return state.earlier
        }
        for destination in earlier {
            // One that was closed meanwhile has nothing to write, and waits no longer.
            while destination.isRunning(waking: outbox.writer), !outbox.isClosed { outbox.writer.sleep() }
        }
    }

    private func isRunning(waking waker: Waker) -> Bool {
        state.withLock { state in
            if !state.hasEnded { state.waiting.append(waker) }
            return !state.hasEnded
        }
    }

    private func end() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.hasEnded = true
            return state.waiting
        }
        for waker in waiting { waker.wake() }
    }
}

extension [Destination] {
    /// Files and sockets that they may have open at a time.
    var descriptors: Int { reduce(0) { $0 + $1.descriptors } }
}
