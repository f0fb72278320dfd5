// AdmissionControl.swift: decides whether a connection is served, and what it needs before its lines are delivered.

/// What every new connection is measured by. Any thread may call the methods.
final class AdmissionControl: Sendable {
    let budget: ConnectionBudget
    private let peers: PeerRegistry
    private let router: Router
    private let tls: ReloadableTLS?

    init(budget: ConnectionBudget, peers: PeerRegistry, router: Router, tls: ReloadableTLS?) {
        self.budget = budget
        self.peers = peers
        self.router = router
        self.tls = tls
    }

    /// Registers the peer at `address` for one more connection, and says what the connection needs.
    ///
    /// - Returns: `nil` where it is refused; then that is counted.
    func admit(
        from address: InternetAddress, to listener: Listener, unreadBytes: @autoclosure () -> Int
    ) -> (peer: Peer, admission: Admission)? {
        let (host, port) = address.numeric
        let peer = peers.connected(host)
        let facts = RouteFacts(loggerName: host, level: .info, peerPort: port, listener: listener.name)
        let admission = admission(of: peer, facts, listener.kind)
        guard let reason = objection(to: peer, admission) else { return (peer, admission) }
        listener.counts.countRefused(reason)
        budget.turnAway(peer, reason, unreadBytes: unreadBytes())
        peers.disconnected(peer)
        return nil
    }

    private func objection(to peer: Peer, _ admission: Admission) -> ClosingReason? {
        if budget.isOverShare(peer) { return .share }
        guard case .plain(let route) = admission else { return nil }
        return budget.isStalled(route) ? .stalled : nil
    }

    private func admission(of peer: Peer, _ facts: RouteFacts, _ kind: ListenerKind) -> Admission {
        guard kind == .tls, let tls else { return .plain(peer.route(for: facts, by: router)) }
        return .tls(tls.current) { [router] session in
            var facts = facts
            facts.tlsSubject = session.subject
            facts.tlsVersion = session.version
            return peer.route(for: facts, by: router)
        }
    }
}
