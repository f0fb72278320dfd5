// EventLoopRun+TLS.swift: handshakes and reading through TLS, on the same loop as all other connections.

/// The state that an event loop keeps for its TLS connections.
struct TLSTurn {
    /// Connections to read even if the poller does not report them: OpenSSL may hold more than one read took.
    var readAgain: [UInt64] = []
    /// Connections whose handshakes must be complete in time.
    var handshakes: DeadlineQueue
    /// Handshake steps left for this turn. A step may sign, which takes a millisecond. The poller reports the others
    /// again, after the open connections.
    var budget = TLSTurn.stepsPerTurn
    let handshakeTimeout: Double

    static let stepsPerTurn = 8
    /// Bytes that a refused peer may still send before it is cut off.
    static let longestRefusal = 1 << 20
    /// Bytes of plain text to show in the log.
    static let excerpt = 33

    init(handshakeTimeout: Double) {
        self.handshakeTimeout = handshakeTimeout
        handshakes = DeadlineQueue(seconds: handshakeTimeout)
    }

    /// Whether there is nothing to do at the end of a turn.
    var isIdle: Bool { readAgain.isEmpty && handshakes.next == nil }
}

// MARK: - Turns

extension EventLoopRun {
    mutating func finishTurnOfTLS() {
        tls.budget = TLSTurn.stepsPerTurn
        readOn()
        let now = Instant.now
        while let (deadline, token) = tls.handshakes.next {
            let connection = connections[token].flatMap { $0.phase == .handshaking ? $0 : nil }
            guard connection == nil || deadline <= now else { break }
            tls.handshakes.removeNext()
            if let connection { refuse(connection, .timedOut(after: tls.handshakeTimeout)) }
        }
    }

    /// Reads from the connections for which OpenSSL may hold something: once each, so that none takes more than its
    /// turn.
    private mutating func readOn() {
        guard !tls.readAgain.isEmpty else { return }
        let waiting = tls.readAgain
        tls.readAgain.removeAll(keepingCapacity: true)
        for token in waiting {
            guard let connection = connections[token], connection.phase == .open, case .active = connection.reading
            else { continue }
            read(connection)
        }
    }

    /// Makes the poller wait for what OpenSSL needs.
    private mutating func wait(_ connection: Connection, for interest: Poller.Interest) {
        guard connection.interest != interest else { return }
        do throws(Errno) {
            try poller.modify(connection.arrival.socket, interest, token: connection.token)
            connection.interest = interest
        } catch {
            loop.setting.diagnostics.logOfPeer("pysyslog.tls", "\(connection.peer.address): cannot wait: \(error)")
            end(connection)
        }
    }
}

// MARK: - Handshakes

extension EventLoopRun {
    /// Called when something has come for a connection that is not open yet.
    mutating func advance(_ connection: Connection) {
        guard connection.phase == .handshaking else { return discard(connection) }
        guard tls.budget > 0, case .tls(let session) = connection.stream else { return }
        tls.budget -= 1
        connection.lookAtFirstBytes()
        switch session.handshake() {
        case .complete: open(connection, session.facts)
        case .wantsRead: wait(connection, for: .readable)
        case .wantsWrite: wait(connection, for: .writable)
        case .failed(let refusal): refuse(connection, refusal)
        }
    }

    private mutating func open(_ connection: Connection, _ facts: TLSFacts) {
        connection.findRoute(by: router)
        connection.handshake.number = connection.peer.tls.opened(facts)
        connection.phase = .open
        if loop.setting.budget.isStalled(connection.route) { return turnAway(connection, .stalled) }
        if isDraining { halfCloseTLS(connection) }
        wait(connection, for: .readable)
        // The first lines may have come with the end of the handshake.
        tls.readAgain.append(connection.token)
    }

    private mutating func refuse(_ connection: Connection, _ refusal: Refusal) {
        let refusal = connection.handshake.plainText.map { Refusal.plainText($0) } ?? refusal
        let peer = connection.peer
        // A check whether the port is open, such as a load balancer's, is no handshake.
        if refusal.reason == .left, connection.hasBeenSilent { return end(connection) }
        peer.tls.count(refusal.reason)
        warn(peer, "TLS handshake refused: \(refusal.words)")
        guard refusal.reason != .left, refusal.reason != .timedOut else { return end(connection) }
        connection.phase = .refused
        Sockets.halfClose(connection.arrival.socket)
        leaving.add(connection.token)
        wait(connection, for: .readable)
    }

    /// Logs a warning about a peer, unless there was one a moment ago.
    private func warn(_ peer: Peer, _ text: String) {
        guard let unsaid = peer.tls.maySay(at: .now) else { return }
        let more = unsaid == 0 ? "" : " (\(unsaid) more since the last such line are only counted)"
        loop.setting.diagnostics.logOfPeer("pysyslog.tls", "\(peer.address): \(text)\(more)")
    }

    /// Discards what a refused peer sends: closing with unread bytes would reset the connection before the alert
    /// arrives.
    private mutating func discard(_ connection: Connection) {
        makeRoom()
        switch Sockets.receive(from: connection.arrival.socket, into: &received, limit: 64 << 10) {
        case .received(let count):
            connection.handshake.discarded += count
            if connection.handshake.discarded > TLSTurn.longestRefusal { end(connection) }
        case .wouldBlock, .notNow: break
        case .endOfStream, .failed: end(connection)
        }
    }
}

// MARK: - Open connections

extension EventLoopRun {
    /// Reads through TLS into `received`, which must be empty.
    mutating func receiveTLS(_ connection: Connection) {
        guard case .tls(let session) = connection.stream else { return }
        let stop = session.read(into: &received, limit: connection.route.readLimit)
        if !received.isEmpty { takeReceived(for: connection) }
        switch stop {
        case .full: tls.readAgain.append(connection.token)
        case .wantsRead: wait(connection, for: .readable)
        case .wantsWrite: wait(connection, for: .writable)
        case .closed: end(connection)
        case .failed(let words):
            warn(connection.peer, "TLS failed: \(words); what came before is kept, and the connection is closed")
            end(connection)
        }
    }

    /// Half-closes the connection. A handshake in progress continues; one that the peer has not begun does not.
    mutating func halfCloseTLS(_ connection: Connection) {
        guard case .tls(let session) = connection.stream else { return }
        switch connection.phase {
        case .open:
            session.sendCloseNotify()
            Sockets.halfClose(connection.arrival.socket)
        case .handshaking: if connection.hasBeenSilent { end(connection) }
        case .introducing, .refused: break
        }
    }

    /// Called before the socket of a TLS connection is closed.
    func closeTLS(_ connection: Connection) {
        guard case .tls(let session) = connection.stream, let number = connection.handshake.number else { return }
        session.sendCloseNotify()
        connection.peer.tls.ended(number)
    }
}

extension Connection {
    /// Checks once whether the peer speaks TLS: it begins with a handshake record, or with a hello of SSL 2, which
    /// OpenSSL answers itself. RFC 8446 section 5.1.
    fileprivate func lookAtFirstBytes() {
        guard !handshake.hasBegun else { return }
        let bytes = Sockets.peek(arrival.socket, limit: TLSTurn.excerpt)
        guard let first = bytes.first else { return }
        handshake.hasBegun = true
        if first != 0x16, first < 0x80 { handshake.plainText = bytes }
    }

    /// Whether the peer has not sent a byte.
    fileprivate var hasBeenSilent: Bool {
        guard case .tls(let session) = stream else { return false }
        return session.receivedBytes == 0 && Sockets.peek(arrival.socket, limit: 1).isEmpty
    }
}
