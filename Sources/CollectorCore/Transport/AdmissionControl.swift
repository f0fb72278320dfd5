// AdmissionControl.swift: decides whether a sender is served, and what a connection needs before its lines are delivered.

/// What every new connection and every new sender of datagrams is measured by. Any thread may call the methods.
final class AdmissionControl: Sendable {
    let budget: ConnectionBudget
    private let options: AdmissionOptions
    private let peers: PeerRegistry
    private let outputs: Outputs
    private let tls: ReloadableTLS?

    /// The name of the logger of local sockets' lines.
    static let localName = "local"

    init(
        _ options: AdmissionOptions = AdmissionOptions(), budget: ConnectionBudget, peers: PeerRegistry,
        outputs: Outputs,
        tls: ReloadableTLS?
    ) {
        self.options = options
        self.budget = budget
        self.peers = peers
        self.outputs = outputs
        self.tls = tls
    }

    /// A peer with one more connection, and what that needs.
    typealias Admitted = (peer: Peer, facts: RouteFacts, admission: Admission)

    /// Registers the peer of a connection, and says what the connection needs.
    ///
    /// - Returns: `nil` where it is refused; then that is counted.
    func admit(_ accepted: borrowing Sockets.Accepted, to listener: Listener) -> Admitted? {
        let process = listener.kind.isLocal ? Sockets.credentials(of: accepted.socket) : nil
        let ip = listener.kind.isLocal ? nil : accepted.address.ip
        let isProxied = ip.map(options.isProxy) ?? false
        if let ip, !isProxied, !isAllowed(ip, listener) { return nil }
        let facts = facts(of: accepted.address, process, listener)
        if let most = options.maxConnections, budget.used >= most {
            let peer = peers.connected(facts.loggerName)
            return refuse(peer, .connectionLimit, listener, unreadBytes: Sockets.unreadBytes(in: accepted.socket))
        }
        if isProxied {
            // How many connections a load balancer has says nothing: the shares are those of who is behind it.
            return (peers.connected(facts.loggerName), facts, .proxied(Introduction(control: self, listener, facts)))
        }
        return admit(facts, listener, unreadBytes: Sockets.unreadBytes(in: accepted.socket))
    }

    /// Admits one whose address is allowed.
    ///
    /// - Parameter counted: how often the connection is among those of its peer already.
    fileprivate func admit(
        _ facts: RouteFacts, _ listener: Listener, counted: Int = 0, unreadBytes: @autoclosure () -> Int
    ) -> Admitted? {
        let peer = peers.connected(facts.loggerName)
        let context = listener.kind == .tls ? tls?.current : nil
        guard let reason = objection(to: peer, counted, facts, listener.kind, hasTLS: context != nil) else {
            return (peer, facts, context.map { .tls($0) } ?? .plain)
        }
        return refuse(peer, reason, listener, unreadBytes: unreadBytes())
    }

    private func refuse(_ peer: Peer, _ reason: ClosingReason, _ listener: Listener, unreadBytes: Int) -> Admitted? {
        listener.counts.countRefused(reason)
        budget.turnAway(peer, reason, unreadBytes: unreadBytes)
        peers.disconnected(peer)
        return nil
    }

    /// Whether an address may send. Others get no account, as there may be any number of them.
    fileprivate func isAllowed(_ address: IPAddress, _ listener: Listener) -> Bool {
        if options.allows(address) { return true }
        listener.counts.countRefused(.notAllowed)
        budget.report(
            .notAllowed, "\(address.text) sends to \(listener.name), and is not among the addresses of --allow")
        return false
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
    private func objection(
        to peer: Peer, _ counted: Int, _ facts: RouteFacts, _ kind: ListenerKind, hasTLS: Bool
    ) -> ClosingReason? {
        // The programs of this machine are many peers under one name.
        if !kind.isLocal, let most = options.maxConnectionsPerPeer, peer.openConnectionCount - counted > most {
            return .peerLimit
        }
        if budget.isOverShare(peer) { return .share }
        guard !hasTLS else { return nil }
        return budget.isStalled(peer.route(for: facts, by: outputs.router)) ? .stalled : nil
    }
}

// MARK: - Load balancers

/// What is left to decide of a load balancer's connection until its header has come.
struct Introduction: Sendable {
    private let control: AdmissionControl
    private let listener: Listener
    private let balancer: RouteFacts

    init(control: AdmissionControl, _ listener: Listener, _ balancer: RouteFacts) {
        self.control = control
        self.listener = listener
        self.balancer = balancer
    }

    /// As `AdmissionControl.admit`, for the sender that the header names; `nil` is the balancer itself.
    func admit(_ source: ProxyHeader.Source?, unreadBytes: Int) -> AdmissionControl.Admitted? {
        var facts = balancer
        if let source {
            guard control.isAllowed(source.address, listener) else { return nil }
            (facts.loggerName, facts.peerPort) = (source.address.text, source.port)
        }
        return control.admit(facts, listener, counted: source == nil ? 1 : 0, unreadBytes: unreadBytes)
    }
}

// MARK: - Datagrams

extension AdmissionControl {
    /// A sender of datagrams that its socket does not know yet; `nil` where it may not send, which is counted.
    func sender(of datagram: Int, in buffer: DatagramBuffer, to listener: Listener) -> DatagramSender? {
        let process = listener.kind.isLocal ? buffer.credentials(at: datagram) : nil
        let address = buffer.address(at: datagram)
        if !listener.kind.isLocal, let ip = address.ip, !isAllowed(ip, listener) { return nil }
        let facts = facts(of: address, process, listener)
        let peer = peers.heard(facts.loggerName)
        return DatagramSender(buffer.sender(at: datagram), peer, facts)
    }

    /// Its socket has not heard it for long.
    func forget(_ sender: DatagramSender) {
        peers.fellSilent(sender.peer)
    }

    /// Counts datagrams of a sender that has sent more than it may.
    func dropped(_ count: Int, of sender: DatagramSender, _ listener: Listener) {
        listener.counts.countRefused(.rateLimit, count)
        budget.report(
            .rateLimit,
            "\(listener.name): datagrams of \(sender.peer.address) are dropped, which sends more than --rate-limit")
    }
}
