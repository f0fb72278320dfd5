// AccountTotals.swift: the account of a collector in a few numbers.

/// The sums of a snapshot.
struct AccountTotals: Equatable, Sendable {
    var peers: Int
    var connections: Int
    var received: Int
    var bytes: Int
    var unrouted: Int
    var truncated: Int
    /// Of the lines of peers, summed over the handlers.
    var deliveries: Balance
    /// Connections that the collector closed by itself.
    var refused: Int
    var failedHandshakes: Int
    /// Datagrams.
    var kernelDrops: Int
    /// Datagrams that the collector itself dropped, for whatever reason.
    var droppedDatagrams: Int

    init(_ snapshot: CollectorSnapshot) {
        peers = snapshot.peerCount
        connections = snapshot.openConnections
        received = snapshot.received
        bytes = snapshot.bytes
        unrouted = snapshot.unrouted
        truncated = snapshot.truncated
        deliveries = snapshot.deliveries
        refused = snapshot.closedConnections.values.reduce(0, +)
        failedHandshakes = snapshot.handshakes.failedTotal
        kernelDrops = snapshot.kernelDrops
        droppedDatagrams = snapshot.droppedDatagrams
    }
}

/// The totals at the last look and when that was, so that the next look can tell what has happened since.
final class LastTotals: Sendable {
    private let state: Mutex<(totals: AccountTotals, time: Instant)>

    init(_ totals: AccountTotals, at time: Instant) {
        state = Mutex((totals, time))
    }

    /// Notes the totals of now.
    ///
    /// - Returns: those of the last time, and the seconds since.
    func replace(by totals: AccountTotals, at time: Instant) -> (totals: AccountTotals, seconds: Double) {
        state.withLock { state in
            defer { state = (totals, time) }
            return (state.totals, time.seconds(since: state.time))
        }
    }
}
