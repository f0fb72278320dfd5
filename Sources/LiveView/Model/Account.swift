// Account.swift: what the collector has counted, added up once for all pictures until it is asked again.
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

    /// - Parameter failures: the failed handshakes of the peers that are kept one by one.
    init(_ snapshot: CollectorSnapshot, failures: [HandshakeFailures] = []) {
        startedAt = snapshot.startedAt
        received = snapshot.received
        bytes = snapshot.bytes
        handlers = snapshot.handlers
        removedHandlers = snapshot.removedHandlers
        lost = snapshot.deliveries.droppedTotal
        doneHandshakes = snapshot.handshakes.done
        failedHandshakes = failures.reduce(snapshot.foldedPeers.handshakes.failedTotal) { $0 + $1.count }
        lastRefusal = failures.max { $0.last < $1.last }
    }
}
