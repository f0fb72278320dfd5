// EventLoopRun+Rerouting.swift: after a reload, connections change to their new routes, each between two of its reads.

/// The connections of a loop that have yet to change to the routes of the current router.
struct Rerouting {
    fileprivate var remaining: [UInt64] = []
    /// The switches to acknowledge when none is left.
    fileprivate var switches: [RouterSwitch] = []

    var isRunning: Bool { !switches.isEmpty }

    /// Seconds of this work between two polls, so that no connection waits for all others.
    fileprivate static let slice = 0.002
}

extension EventLoopRun {
    /// Begins to use the newest of several routers. A connection changes when it is next read, or when its turn comes.
    mutating func beginRerouting(_ switches: [RouterSwitch]) {
        router = switches[switches.count - 1].router
        rerouting.switches += switches
        rerouting.remaining = connections.all.map(\.token)
        for reader in datagrams.readers { reader.senders.forgetRoutes() }
    }

    mutating func continueRerouting() {
        let end = Instant.now.advanced(bySeconds: Rerouting.slice)
        while let token = rerouting.remaining.popLast() {
            if let connection = connections[token] { reroute(connection) }
            if Instant.now >= end, !rerouting.remaining.isEmpty { return }
        }
        // Paused connections may have other destinations now.
        resumePaused()
        resumeDatagrams()
        finishSwitches()
    }

    /// Called when the loop ends: nothing more is delivered, neither along old routes nor along new ones.
    mutating func finishRerouting() {
        rerouting.switches += loop.takeLastMail().switches
        finishSwitches()
    }

    private mutating func finishSwitches() {
        for change in rerouting.switches { change.acknowledge() }
        rerouting.switches = []
    }

    /// Finds the route of a connection again. The memory handlers of its old route are flushed first, so that the order
    /// is kept. A partial frame stays in the framer, and takes the new route.
    mutating func reroute(_ connection: Connection) {
        guard connection.phase == .open, connection.routeGeneration != router.generation else { return }
        connection.route.flushMemories()
        connection.findRoute(by: router)
    }
}
