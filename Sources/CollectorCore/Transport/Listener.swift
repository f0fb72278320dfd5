// Listener.swift: accepts connections and hands each to the event loop with the fewest.
import Synchronization

/// One listening socket with a thread of its own, so that a storm of connections delays nobody's lines.
final class Listener: Sendable {
    private let socket: OwnedDescriptor
    /// The port that the system chose, or was told.
    let port: UInt16
    private let name: String
    private let loops: [EventLoop]
    private let budget: ConnectionBudget
    private let peers: PeerRegistry
    private let router: Router
    private let tls: ReloadableTLS?
    private let diagnostics: Diagnostics
    private let waker: Waker
    private let isStopping = Atomic<Bool>(false)

    /// Opens the socket; from here on the system takes connections.
    init(
        host: String, port: UInt16, tls: ReloadableTLS?, loops: [EventLoop], budget: ConnectionBudget,
        peers: PeerRegistry, router: Router, diagnostics: Diagnostics
    ) throws(ListenError) {
        let address: InternetAddress
        do throws(ResolveError) {
            address = try InternetAddress.resolve(host: host, port: port)
        } catch {
            throw ListenError(host: host, port: port, cause: .resolve(error.reason))
        }
        do throws(Errno) {
            socket = try Sockets.listen(on: address)
            self.port = try Sockets.boundAddress(of: socket).numeric.port
            waker = try Waker()
        } catch {
            throw ListenError(host: host, port: port, cause: .system(error))
        }
        name = ListenError.text(host, self.port)
        self.loops = loops
        self.budget = budget
        self.peers = peers
        self.router = router
        self.tls = tls
        self.diagnostics = diagnostics
    }

    /// `HOST:PORT`, with the real port.
    var address: String { name }

    /// Makes the thread accept what has already come, close the socket and end.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        waker.wake()
    }

    /// Accepts until stopped, and then what waits already.
    func run() {
        var exhaustion = Exhaustion()
        while true {
            let isLast = isStopping.load(ordering: .acquiring)
            // No more than this can wait when the end comes, and a storm of connections must not put it off.
            let error = acceptAll(atMost: CInt(isLast ? Sockets.longestQueue : 1_024), &exhaustion)
            if isLast { return }
            guard let error else { continue }
            if Self.isExhaustion(error) {
                if exhaustion.isWorthSaying() { diagnostics.log(.error, "pysyslog.transport", Self.advice(error)) }
                for loop in loops { loop.makeRoom() }
                waker.sleep(until: .now.advanced(bySeconds: 0.1))
            } else {
                waitForConnection()
            }
        }
    }

    /// Accepts connections that wait.
    ///
    /// - Returns: what ended it: EAGAIN when there are no more, `nil` where there may be.
    private func acceptAll(atMost limit: CInt, _ exhaustion: inout Exhaustion) -> Errno? {
        for _ in 0..<limit {
            // One that nobody may have yet waits on, if there is one.
            if budget.free == 0 { return waitReadable(socket, until: .now) ? .tooManyFiles : .again }
            do throws(Errno) {
                serve(try Sockets.accept(from: socket))
                if exhaustion.ends() {
                    diagnostics.log(.info, "pysyslog.transport", "new connections are accepted again")
                }
            } catch {
                // Other errors are those of one connection that died while it waited: accept(2).
                if error == .again || Self.isExhaustion(error) { return error }
            }
        }
        return nil
    }

    private func serve(_ accepted: consuming Sockets.Accepted) {
        let (host, port) = accepted.address.numeric
        let peer = peers.connected(host)
        let facts = RouteFacts(loggerName: host, level: .info, peerPort: port, listener: name)
        let admission = admission(of: peer, facts)
        if let reason = objection(to: peer, admission) {
            budget.turnAway(peer, reason, unreadBytes: Sockets.unreadBytes(in: accepted.socket))
            return peers.disconnected(peer)
        }
        let loop = loops.min { $0.connectionCount < $1.connectionCount }!
        loop.adopt(Arrival(socket: accepted.takeSocket(), peer: peer, admission: admission))
    }

    private func objection(to peer: Peer, _ admission: Admission) -> ClosingReason? {
        if budget.isOverShare(peer) { return .share }
        guard case .plain(let route) = admission else { return nil }
        return budget.isStalled(route) ? .stalled : nil
    }

    private func admission(of peer: Peer, _ facts: RouteFacts) -> Admission {
        guard let tls else { return .plain(peer.route(for: facts, by: router)) }
        return .tls(tls.current) { [router] session in
            var facts = facts
            facts.tlsSubject = session.subject
            facts.tlsVersion = session.version
            return peer.route(for: facts, by: router)
        }
    }

    private func waitForConnection() {
        waitReadable(socket, or: waker.descriptor)
        waker.clear()
    }

    private static func isExhaustion(_ error: Errno) -> Bool {
        [.tooManyFiles, .tooManyFilesInSystem, .noBuffers, .noMemory].contains(error)
    }

    private static func advice(_ error: Errno) -> String {
        "cannot accept connections: \(error); they wait until others end (see ulimit -n, LimitNOFILE=)"
    }
}

/// A time in which connections cannot be accepted for want of descriptors or memory.
private struct Exhaustion {
    private var isSaid = false
    private var lastSaid: Instant?

    /// Whether to say that it has begun: once, and not again within a minute, as it comes and goes with every
    /// connection that ends.
    mutating func isWorthSaying() -> Bool {
        if let lastSaid, Instant.now < lastSaid.advanced(bySeconds: 60) { return false }
        lastSaid = .now
        isSaid = true
        return true
    }

    /// Whether to say that it has ended.
    mutating func ends() -> Bool {
        defer { isSaid = false }
        return isSaid
    }
}
