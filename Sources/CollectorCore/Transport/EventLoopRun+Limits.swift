// EventLoopRun+Limits.swift: connections that have to wait, or to end, at certain times.

extension EventLoopRun {
    /// Notes when a newly opened connection has to end.
    mutating func startLimits(of connection: Connection) {
        let admission = loop.setting.admission
        if let seconds = admission.idleTimeout {
            timers.add(connection.token, .idle, at: turnBegan.advanced(bySeconds: seconds))
        }
        if let seconds = admission.maxConnectionAge {
            // A random part keeps connections that began together from ending together.
            let age = seconds * Double.random(in: 0.9...1.1)
            timers.add(connection.token, .age, at: turnBegan.advanced(bySeconds: age))
        }
    }

    /// Does what is due.
    mutating func fireTimers() {
        while let entry = timers.removeDue(at: turnBegan) {
            guard let connection = connections[entry.token] else { continue }
            switch entry.purpose {
            case .resume: if connection.isThrottled { resume(connection) }
            case .header:
                let fault = "no PROXY header within \(Int(Self.headerTime)) s"
                if connection.phase == .introducing { turnAway(connection, .proxyHeader, fault: fault) }
            case .idle: if connection.closing == nil { endIfIdle(connection) }
            case .age: if connection.closing == nil { endByAge(connection) }
            }
        }
        // Connections that ended early have left entries.
        if timers.count > 8 * (connections.count + 256) { removeStaleTimers() }
    }

    private mutating func removeStaleTimers() {
        let live = Set(connections.all.map(\.token))
        timers.removeStale { live.contains($0) }
    }

    private mutating func endIfIdle(_ connection: Connection) {
        guard let seconds = loop.setting.admission.idleTimeout else { return }
        let due = connection.lastHeard.advanced(bySeconds: seconds)
        if due <= turnBegan, connection.isWaitingForPeer { return leave(connection, .idle) }
        // It has sent something since, or the collector keeps it waiting.
        let next = due > turnBegan ? due : turnBegan.advanced(bySeconds: seconds)
        timers.add(connection.token, .idle, at: next)
    }

    /// Seconds to wait for the end of a message. With a peer that sends without a pause, there may never be one.
    private static let ageGrace = 2.0

    private mutating func endByAge(_ connection: Connection) {
        // If the collector keeps it waiting, it would lose what it has sent.
        guard connection.phase == .open, connection.reading == .active else {
            return timers.add(connection.token, .age, at: turnBegan.advanced(bySeconds: Self.ageGrace))
        }
        if connection.isAged { return leave(connection, .age) }
        connection.isAged = true
        leaveIfAged(connection)
        timers.add(connection.token, .age, at: turnBegan.advanced(bySeconds: Self.ageGrace))
    }

    /// Makes a peer connect anew if its connection is old enough, at the end of a message.
    mutating func leaveIfAged(_ connection: Connection) {
        guard connection.isAged, connection.closing == nil, connection.phase == .open else { return }
        guard connection.framer.isAtFrameEnd else { return }
        leave(connection, .age)
    }
}

// MARK: - Rates

extension EventLoopRun {
    /// Pauses reading from a peer that has exceeded its rate; TCP makes it wait. If the collector or the connection is
    /// ending, the rate does not apply.
    ///
    /// - Returns: false if it may continue.
    mutating func throttle(_ connection: Connection) -> Bool {
        guard let limit = rateLimit(at: connection.arrival.counts), !isDraining, connection.closing == nil else {
            return false
        }
        let seconds = connection.peer.wait(limit, at: turnBegan)
        guard seconds > 0 else { return false }
        do throws(Errno) {
            try poller.modify(connection.arrival.socket, .peerLeft, token: connection.token)
        } catch {
            return false
        }
        connection.reading = .paused
        timers.add(connection.token, .resume, at: turnBegan.advanced(bySeconds: seconds))
        return true
    }

    /// The rate limit of a peer, if there is one. Local programs have none: they are many peers under one name.
    func rateLimit(at listener: ListenerCounts) -> RateLimit? {
        listener.kind.isLocal ? nil : loop.setting.admission.rateLimit
    }

    /// Reads from all connections again that wait for their rates.
    mutating func resumeThrottled() {
        for connection in connections.all where connection.isThrottled { resume(connection) }
    }
}
