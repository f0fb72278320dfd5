// HandshakeCounts.swift: the results of a peer's TLS handshakes, and which of them have been logged.
import Synchronization

/// Handshakes so far.
public struct HandshakeCounts: Equatable, Sendable {
    public var done = 0
    public var failed: [HandshakeFailure: Int] = [:]
    /// The last one that failed.
    public var lastFailure: Failure?

    public struct Failure: Equatable, Sendable {
        public var reason: HandshakeFailure
        public var time: WallTime
    }

    public init() {}

    public var failedTotal: Int { failed.values.reduce(0, +) }

    mutating func add(_ other: HandshakeCounts) {
        done += other.done
        failed.merge(other.failed, uniquingKeysWith: +)
        if let theirs = other.lastFailure, lastFailure.map({ $0.time < theirs.time }) ?? true { lastFailure = theirs }
    }

    /// Subtracts what was added before; the last failure stays.
    mutating func subtract(_ other: HandshakeCounts) {
        done -= other.done
        for (reason, count) in other.failed {
            let left = failed[reason, default: 0] - count
            failed[reason] = left == 0 ? nil : left
        }
    }
}

/// The TLS side of one peer. Event loops write; any thread reads.
final class PeerTLS: Sendable {
    private struct State {
        var counts = HandshakeCounts()
        /// The open connections, by their own numbers.
        var open: [Int: TLSFacts] = [:]
        var lastNumber = 0
        /// When a refusal was last logged, and how many have been suppressed since.
        var lastSaid: Instant?
        var unsaid = 0
    }

    private let state: Mutex<State>

    /// - Parameter counts: of earlier connections.
    init(_ counts: HandshakeCounts = HandshakeCounts()) {
        state = Mutex(State(counts: counts))
    }

    /// Minimum seconds between two logged refusals of one peer, so that a scanner cannot flood the log.
    private static let interval = 60.0

    /// A handshake is complete.
    ///
    /// - Returns: the connection's number, for `ended`.
    func opened(_ facts: TLSFacts) -> Int {
        state.withLock { state in
            state.counts.done += 1
            state.lastNumber += 1
            state.open[state.lastNumber] = facts
            return state.lastNumber
        }
    }

    func ended(_ number: Int) {
        state.withLock { state in
            state.open[number] = nil
            // Frees the table after many connections have closed.
            if state.open.isEmpty { state.open = [:] }
        }
    }

    /// A handshake has failed.
    func count(_ reason: HandshakeFailure, at time: WallTime = .now) {
        state.withLock { state in
            state.counts.failed[reason, default: 0] += 1
            state.counts.lastFailure = HandshakeCounts.Failure(reason: reason, time: time)
        }
    }

    /// Asks to log something about the peer.
    ///
    /// - Returns: how many were suppressed since the last time; `nil` if this one must be suppressed too.
    func maySay(at time: Instant) -> Int? {
        state.withLock { state in
            if let lastSaid = state.lastSaid, time < lastSaid.advanced(bySeconds: Self.interval) {
                state.unsaid += 1
                return nil
            }
            defer { state.unsaid = 0 }
            state.lastSaid = time
            return state.unsaid
        }
    }

    /// The counts, and the open connections in the order of their handshakes.
    var snapshot: (counts: HandshakeCounts, open: [TLSFacts]) {
        state.withLock { state in (state.counts, state.open.sorted { $0.key < $1.key }.map(\.value)) }
    }
}
