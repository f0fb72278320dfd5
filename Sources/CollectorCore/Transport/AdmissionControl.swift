// AdmissionControl.swift: decides whether a sender is served, and what a connection needs before its lines are delivered.

/// What every new connection and every new sender of datagrams is measured by. Any thread may call the methods.
final class AdmissionControl: Sendable {
    let budget: ConnectionBudget
    private let peers: PeerRegistry
    private let outputs: Outputs
    private let tls: ReloadableTLS?

    /// The name of the logger of local sockets' lines.
    static let localName = "local"

    init(budget: ConnectionBudget, peers: PeerRegistry, outputs: Outputs, tls: ReloadableTLS?) {
        self.budget = budget
        self.peers = peers
        self.outputs = outputs
        self.tls = tls
    }

    /// Registers the peer of a connection, and says what the connection needs.
    ///
    /// - Returns: `nil` where it is refused; then that is counted.
    func admit(
        _ accepted: borrowing Sockets.Accepted, to listener: Listener
    ) -> (peer: Peer, facts: RouteFacts, admission: Admission)? {
        let process = listener.kind.isLocal ? Sockets.credentials(of: accepted.socket) : nil
        let facts = facts(of: accepted.address, process, listener)
        let peer = peers.connected(facts.loggerName)
        let context = listener.kind == .tls ? tls?.current : nil
        guard let reason = objection(to: peer, facts, hasTLS: context != nil) else {
            return (peer, facts, context.map { .tls($0) } ?? .plain)
        }
        listener.counts.countRefused(reason)
        budget.turnAway(peer, reason, unreadBytes: Sockets.unreadBytes(in: accepted.socket))
        peers.disconnected(peer)
        return nil
    }

    private func facts(
        of address: InternetAddress, _ process: PeerCredentials?, _ listener: Listener
    ) -> RouteFacts {
        var facts = RouteFacts(loggerName: Self.localName, level: .info, listener: listener.name)
        if let process {
            facts.peerPid = Int(process.pid)
            facts.peerUid = process.uid
        } else {
            (facts.loggerName, facts.peerPort) = address.numeric
        }
        return facts
    }

    /// - Parameter hasTLS: whether the route is not known before the handshake is complete.
    private func objection(to peer: Peer, _ facts: RouteFacts, hasTLS: Bool) -> ClosingReason? {
        if budget.isOverShare(peer) { return .share }
        guard !hasTLS else { return nil }
        return budget.isStalled(peer.route(for: facts, by: outputs.router)) ? .stalled : nil
    }
}

// MARK: - Datagrams

extension AdmissionControl {
    /// A sender of datagrams that its socket does not know yet.
    func sender(of datagram: Int, in buffer: DatagramBuffer, to listener: Listener) -> DatagramSender {
        let process = listener.kind.isLocal ? buffer.credentials(at: datagram) : nil
        let facts = facts(of: buffer.address(at: datagram), process, listener)
        let peer = peers.heard(facts.loggerName)
        return DatagramSender(buffer.sender(at: datagram), peer, facts)
    }

    /// Its socket has not heard it for long.
    func forget(_ sender: DatagramSender) {
        peers.fellSilent(sender.peer)
    }
}
