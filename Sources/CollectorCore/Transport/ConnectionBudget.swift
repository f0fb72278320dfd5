// ConnectionBudget.swift: how many connections there may be, and how many of them one peer or one destination may hold.
import Synchronization

/// The descriptors that connections may take. Any thread may call the methods.
///
/// Nobody may hold more connections than are free for all others: a single address gets half of them, of two each gets a
/// third, and one more address always finds room. This is the dynamic threshold of switches with shared memory:
/// Choudhury and Hahne, "Dynamic queue length thresholds for shared-memory packet switches", 1998.
final class ConnectionBudget: Sendable {
    /// How many connections there may be if handlers have no destinations.
    private let capacity: Int
    /// Destinations of handlers at the start, and now.
    private let destinationsAtStart: Int
    private let destinations: Atomic<Int>
    private let taken = Atomic<Int>(0)
    private let diagnostics: Diagnostics
    private let reports = Mutex<[ClosingReason: LogRate]>([:])

    /// Descriptors for what is opened while the collector runs: rollovers, files of TLS that are read again.
    private static let reserve = 64

    /// - Parameters:
    ///   - descriptors: how many the process may open.
    ///   - used: how many it needs apart from connections and destinations.
    ///   - destinations: how many files and sockets handlers may still open.
    init(descriptors: Int, used: Int, destinations: Int, diagnostics: Diagnostics) {
        capacity = descriptors - used - min(Self.reserve, descriptors / 4)
        destinationsAtStart = destinations
        self.destinations = Atomic(destinations)
        self.diagnostics = diagnostics
    }

    /// How many connections there may be.
    var limit: Int {
        // A destination that a reload adds takes a descriptor for its queue as well.
        let added = max(0, destinations.load(ordering: .relaxed) - destinationsAtStart)
        return max(1, capacity - destinationsAtStart - 2 * added)
    }

    /// A reload changes how many destinations there are.
    func setDestinations(_ count: Int) {
        destinations.store(count, ordering: .relaxed)
    }

    /// How many there are.
    var used: Int { taken.load(ordering: .relaxed) }

    /// How many more connections there may be.
    var free: Int { max(0, limit - taken.load(ordering: .relaxed)) }

    func take() {
        taken.add(1, ordering: .relaxed)
    }

    func giveBack() {
        taken.subtract(1, ordering: .relaxed)
    }

    /// Whether one more connection of `peer`, which counts among its open ones already, is one too many.
    func isOverShare(_ peer: Peer) -> Bool {
        peer.openConnectionCount > free
    }

    /// Whether enough connections wait for a destination of `route`.
    func isStalled(_ route: Route) -> Bool {
        guard let outbox = route.fullOutbox else { return false }
        return outbox.pausedConnections.load(ordering: .relaxed) >= free
    }

    /// Counts a connection that is closed, and says so, but not too often.
    ///
    /// - Parameter fault: what the peer has done wrong, if that is the reason.
    func turnAway(_ peer: Peer, _ reason: ClosingReason, unreadBytes: Int, fault: String = "") {
        peer.countClosing(reason, unreadBytes: unreadBytes)
        report(reason, text(peer, reason, fault))
    }

    /// Says that somebody was refused, or something was dropped; at most once a minute for each reason.
    func report(_ reason: ClosingReason, _ text: @autoclosure () -> String) {
        let unsaid = reports.withLock { $0[reason, default: LogRate(lines: 1, inSeconds: 60)].maySay() }
        guard let unsaid else { return }
        let more = unsaid == 0 ? "" : " (\(unsaid) more since the last such line)"
        diagnostics.log(Self.level(of: reason), "pysyslog.transport", text() + more)
    }

    private static func level(of reason: ClosingReason) -> Level {
        switch reason {
        case .idle, .age: .info
        case .notAllowed, .proxyHeader, .rateLimit: .warning
        default: .error
        }
    }

    private func text(_ peer: Peer, _ reason: ClosingReason, _ fault: String) -> String {
        let advice = "see ulimit -n, LimitNOFILE="
        return switch reason {
        case .share:
            "\(peer.address) has \(others(of: peer)), and only \(free) more can be opened: "
                + "closing its new connections; \(advice)"
        case .stalled:
            "closing a connection of \(peer.address): too many others already wait for a destination that accepts "
                + "nothing; \(advice)"
        case .silent: "all \(limit) connections are in use: closing those that have been silent longest; \(advice)"
        case .drainDeadline: "\(peer.address) was still sending when the time for draining was over"
        case .connectionLimit: "\(used) connections are open (--max-connections): closing a new one of \(peer.address)"
        case .peerLimit:
            "\(peer.address) has \(others(of: peer)) (--max-connections-per-peer): closing its new ones"
        case .proxyHeader: "closing a connection of \(peer.address) (--proxy-protocol): \(fault)"
        case .idle: "closing a connection of \(peer.address), which has sent nothing for long (--idle-timeout)"
        case .age: "closing a connection of \(peer.address), which is old enough (--max-connection-age)"
        case .unwatched: "closing a connection of \(peer.address), which cannot be watched: \(fault)"
        // Reported without a connection, by `AdmissionControl` and `Acceptor`.
        case .notAllowed, .rateLimit, .neverAccepted: reason.rawValue
        }
    }

    /// Its open connections beside the one in question.
    private func others(of peer: Peer) -> String {
        let count = peer.openConnectionCount - 1
        return count == 1 ? "1 open connection" : "\(count) open connections"
    }
}
