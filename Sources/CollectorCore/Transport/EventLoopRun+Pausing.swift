// EventLoopRun+Pausing.swift: back-pressure: connections whose destination is full wait, and their peers with them.

extension EventLoopRun {
    /// Stops reading from a connection until `outbox` has room; TCP makes its peer wait.
    ///
    /// - Returns: false if there is room after all.
    mutating func pause(_ connection: Connection, for outbox: Outbox) -> Bool {
        guard outbox.waitForRoom(loop.room) else { return false }
        do throws(Errno) {
            try poller.modify(connection.arrival.socket, .peerLeft, token: connection.token)
        } catch {
            return false
        }
        connection.reading = .paused
        connection.blocker = outbox
        paused.append(connection.token)
        return true
    }

    /// Reads again from the connections whose routes have room.
    mutating func resumePaused() {
        guard !paused.isEmpty else { return }
        let waiting = paused
        paused.removeAll(keepingCapacity: true)
        for token in waiting {
            guard let connection = connections[token] else { continue }
            if let outbox = connection.route.fullOutbox, outbox.waitForRoom(loop.room) {
                connection.blocker = outbox
                paused.append(token)
            } else {
                resume(connection)
            }
        }
    }

    /// Resumes reading from a connection that has waited.
    mutating func resume(_ connection: Connection) {
        watch(connection, isNew: connection.reading == .pausedAfterPeerLeft)
        // The poller does not know what OpenSSL holds.
        if case .tls = connection.stream { tls.readAgain.append(connection.token) }
    }
}
