// EventLoopRun+Proxy.swift: connections of load balancers, whose PROXY headers name the real sender.

extension EventLoopRun {
    /// Seconds within which the header must arrive.
    static let headerTime = 3.0

    /// Called when bytes of a header have come. Exactly the header is taken: what follows may be for OpenSSL.
    mutating func readHeader(_ connection: Connection) {
        let arrival = connection.arrival
        let held = connection.header.count
        let peeked = Sockets.peek(arrival.socket, limit: ProxyHeader.longest - held)
        guard !peeked.isEmpty else {
            guard Sockets.isAtEnd(arrival.socket) else { return }
            // Nothing was sent: a health check of the port by a load balancer.
            if held == 0 { return end(connection) }
            return turnAway(connection, .proxyHeader, fault: "it ended inside its PROXY header")
        }
        connection.header += peeked
        switch ProxyHeader.read(connection.header.span) {
        case .incomplete: if !Sockets.skip(peeked.count, of: arrival.socket) { end(connection) }
        case .complete(let header):
            guard Sockets.skip(header.size - held, of: arrival.socket) else { return end(connection) }
            connection.header = []
            introduce(connection, header.source)
        case .invalid(let fault): turnAway(connection, .proxyHeader, fault: fault)
        }
    }

    /// Admits the connection like any other, now that the header has named its sender.
    private mutating func introduce(_ connection: Connection, _ source: ProxyHeader.Source?) {
        guard case .proxied(let introduction) = connection.admission else { return }
        guard let admitted = introduction.admit(source, unreadBytes: connection.unreadBytes) else {
            return end(connection)
        }
        let balancer = connection.peer
        do throws(TLSSessionError) {
            defer { loop.setting.peers.disconnected(balancer) }
            try connection.belongs(to: admitted)
        } catch {
            loop.setting.diagnostics.logOfPeer(
                "pysyslog.tls", "\(admitted.peer.address): no TLS session: \(error.words)")
            return end(connection)
        }
        if connection.phase == .open { connection.findRoute(by: router) }
        start(connection)
        if isDraining, connections[connection.token] != nil { halfClose(connection) }
    }
}
