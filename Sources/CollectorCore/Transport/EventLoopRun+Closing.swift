// EventLoopRun+Closing.swift: connections that the collector closes by itself; each is counted, with what stays unread.

extension EventLoopRun {
    /// Connections that are closed at a time.
    private static let closedAtOnce = 8

    /// Others find no room: closes some of the connections that have been silent longest. Where all speak, those go that
    /// wait for a destination which takes nothing, and whose peers have left.
    mutating func makeRoomForOthers() {
        // Those of the last time have yet to go.
        guard !connections.all.contains(where: { $0.closing == .silent || $0.phase == .refused }) else { return }
        let cutoff = Instant.now.advanced(bySeconds: -loop.setting.silence)
        let idle = connections.all.filter { $0.closing == nil && $0.lastHeard <= cutoff }
            .sorted { $0.lastHeard < $1.lastHeard }
        let silent = idle.lazy.filter { $0.isWaitingForPeer }.prefix(Self.closedAtOnce)
        for connection in silent { leave(connection, .silent) }
        guard silent.isEmpty else { return }
        let left = idle.lazy.filter { $0.reading == .pausedAfterPeerLeft && !$0.isThrottled }.prefix(Self.closedAtOnce)
        for connection in Array(left) { turnAway(connection, .stalled) }
    }

    /// Asks the peer to end, and gives it a moment: what it has sent by then is read.
    mutating func leave(_ connection: Connection, _ reason: ClosingReason) {
        connection.closing = reason
        connection.arrival.counts.countRefused(reason)
        loop.setting.budget.turnAway(connection.peer, reason, unreadBytes: 0)
        halfClose(connection)
        guard connections[connection.token] != nil else { return }
        leaving.add(connection.token)
    }

    /// Ends a connection, whatever its peer still has to say.
    ///
    /// - Parameter fault: what the peer has done wrong, if that is the reason.
    mutating func turnAway(_ connection: Connection, _ reason: ClosingReason, fault: String = "") {
        connection.arrival.counts.countRefused(reason)
        loop.setting.budget.turnAway(connection.peer, reason, unreadBytes: connection.unreadBytes, fault: fault)
        end(connection)
    }

    /// Ends the connections whose moment is over.
    mutating func finishLeaving() {
        let now = Instant.now
        while let (deadline, token) = leaving.next {
            let connection = connections[token]
            guard connection == nil || deadline <= now else { break }
            leaving.removeNext()
            guard let connection else { continue }
            // Has sent more than a destination took at once: it is read to its end.
            if connection.phase == .open, connection.reading != .active {
                leaving.add(token)
                continue
            }
            if let reason = connection.closing { connection.peer.countUnread(connection.unreadBytes, reason) }
            end(connection)
        }
    }

    /// Ends every connection, as the time for draining is over.
    mutating func endAll() {
        for connection in connections.all {
            if connection.phase == .open, connection.unreadBytes > 0 {
                turnAway(connection, .drainDeadline)
            } else {
                end(connection)
            }
        }
    }
}

extension Connection {
    /// Whether it is open, and all that has come is read.
    var isWaitingForPeer: Bool {
        phase == .open && reading == .active && unreadBytes == 0
    }
}
