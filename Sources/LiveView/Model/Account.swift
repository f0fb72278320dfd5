// Account.swift: the totals of the collector, added up once per reading of its counters.
import CollectorCore

struct Account {
    var startedAt: WallTime
    /// Lines and bytes received, and lines that were lost.
    var received: Int
    var bytes: Int
    var lost: Int
    var handlers: [HandlerSnapshot]
    /// Those that reloads have removed.
    var removedHandlers: RemovedHandlers
    var doneHandshakes: Int
    var failedHandshakes: Int
    /// Who was refused last.
    var lastRefusal: HandshakeFailures?
    /// Peers of which something was refused, those with the most first, and how many more there are.
    var troubles: [PeerTrouble]
    var moreTroubles: Int

    /// Peers that are listed.
    private static let troubleLimit = 100

    /// - Parameter failures: the failed handshakes of the peers that are kept one by one.
    init(_ snapshot: CollectorSnapshot, failures: [HandshakeFailures] = []) {
        startedAt = snapshot.startedAt
        received = snapshot.received
        bytes = snapshot.bytes
        handlers = snapshot.handlers
        removedHandlers = snapshot.removedHandlers
        lost = snapshot.deliveries.droppedTotal + snapshot.kernelDrops + snapshot.droppedDatagrams
        doneHandshakes = snapshot.handshakes.done
        failedHandshakes = failures.reduce(snapshot.foldedPeers.handshakes.failedTotal) { $0 + $1.count }
        let all = snapshot.peers.compactMap { PeerTrouble($0) }.sorted {
            ($1.failedTotal + $1.closedTotal, $0.peer) < ($0.failedTotal + $0.closedTotal, $1.peer)
        }
        troubles = Array(all.prefix(Self.troubleLimit))
        moreTroubles = all.count - troubles.count
        lastRefusal = failures.max { $0.last < $1.last }
    }
}
