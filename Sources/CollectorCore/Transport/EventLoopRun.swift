// EventLoopRun.swift: what an event loop does: waits, reads, delivers. Owned by the loop's thread.

/// The state of a running event loop: one receive buffer and one batch for all of its connections.
struct EventLoopRun: ~Copyable {
    let loop: EventLoop
    var poller: Poller
    var connections = ConnectionTable()
    /// The connections that wait for an outbox.
    var paused: [UInt64] = []
    var received = ReceiveBuffer(capacity: Route.longestRead)
    var batch = FrameBatch()
    /// Sleeping writers that got records are woken when this turn's events are done.
    private var scratch = DeliveryScratch()
    /// Finds the routes of connections.
    var router: Router
    /// The connections that still have routes of an earlier router.
    var rerouting = Rerouting()
    private(set) var isDraining = false
    var datagrams = DatagramTurn()
    private var isStopping = false
    /// What connections with TLS need besides the poller.
    var tls: TLSTurn
    /// Refused or half-closed connections whose peers have a moment to take the alert or to close.
    var leaving = DeadlineQueue(seconds: 2)
    /// What has to be done with single connections at certain times.
    var timers = TimerQueue()
    private var partials: PartialFrames
    /// When this turn began.
    private(set) var turnBegan = Instant.now

    /// A read of this many bytes wakes the writers at once, so that they work in parallel with the turn.
    private static let largeRead = 16 << 10

    /// - Parameter start: its poller waits for the loop's wakers, and for nothing else yet.
    init(_ loop: EventLoop, _ start: consuming EventLoop.Start) {
        self.loop = loop
        router = start.router
        poller = start.poller
        tls = TLSTurn(handshakeTimeout: loop.setting.handshakeTimeout)
        partials = PartialFrames(loops: loop.setting.loops, maxMessageSize: loop.setting.maxMessageSize)
    }

    /// Serves connections until the loop is drained or stopped.
    mutating func run() {
        while !isStopping, !isDraining || !connections.isEmpty || !datagrams.readers.isEmpty { turn() }
        endAll()
        discardDatagrams()
        scratch.wakeWriters()
        finishRerouting()
    }

    private mutating func turn() {
        var (hasMail, hasRoom) = (false, false)
        let events = poller.wait(timeout: timeout)
        turnBegan = .now
        for index in 0..<events {
            switch poller.token(at: index) {
            case EventLoop.wakerToken: hasMail = true
            case EventLoop.roomToken: hasRoom = true
            case EventLoop.firstDatagramToken...: readDatagrams(poller.token(at: index))
            case let token: ready(token)
            }
        }
        if !tls.isIdle { finishTurnOfTLS() }
        if leaving.next != nil { finishLeaving() }
        if timers.next != nil { fireTimers() }
        if !datagrams.readers.isEmpty { checkDatagrams() }
        scratch.wakeWriters()
        if hasRoom {
            loop.room.clear()
            resumePaused()
            resumeDatagrams()
        }
        if hasMail {
            loop.waker.clear()
            readMail()
        }
        if rerouting.isRunning { continueRerouting() }
        // A connection that ended meanwhile may have left a last line.
        scratch.wakeWriters()
    }

    /// How long the poller may wait, in milliseconds; -1: for ever.
    private var timeout: CInt {
        if !tls.readAgain.isEmpty || rerouting.isRunning { return 0 }
        let never = Instant(nanoseconds: .max)
        let next = min(
            tls.handshakes.next?.deadline ?? never, leaving.next?.deadline ?? never, datagrams.nextDue ?? never,
            timers.next ?? never)
        return next == never ? -1 : Instant.now.milliseconds(until: next)
    }

    private mutating func readMail() {
        let mail = loop.takeMail()
        if !mail.switches.isEmpty { beginRerouting(mail.switches) }
        for arrival in mail.arrivals { begin(arrival, halfClosed: isDraining) }
        for arrival in mail.datagrams { begin(arrival) }
        if mail.isDraining, !isDraining {
            isDraining = true
            drainDatagrams()
            resumeThrottled()
            for connection in connections.all { halfClose(connection) }
        }
        if mail.wantsRoom { makeRoomForOthers() }
        isStopping = mail.isStopping
    }
}

// MARK: - The life of a connection

extension EventLoopRun {
    private mutating func begin(_ arrival: Arrival, halfClosed: Bool) {
        let connection: Connection
        do throws(TLSSessionError) {
            connection = try Connection(
                arrival, framing: loop.setting.framing, maxMessageSize: loop.setting.maxMessageSize)
        } catch {
            loop.setting.diagnostics.logOfPeer(
                "pysyslog.tls", "\(arrival.peer.address): no TLS session: \(error.words)")
            return forget(arrival.peer, arrival.counts)
        }
        if connection.phase == .open { connection.findRoute(by: router) }
        connections.insert(connection)
        watch(connection, isNew: true)
        start(connection)
        if halfClosed, connections[connection.token] != nil { halfClose(connection) }
    }

    /// Begins a connection, or begins it anew when its PROXY header has named its sender.
    mutating func start(_ connection: Connection) {
        switch connection.phase {
        case .introducing:
            timers.add(connection.token, .header, at: turnBegan.advanced(bySeconds: Self.headerTime))
            return
        case .handshaking: tls.handshakes.add(connection.token)
        case .open, .refused: break
        }
        startLimits(of: connection)
    }

    mutating func halfClose(_ connection: Connection) {
        // A half-closed one could not answer in its handshake; it is half-closed when its header has come.
        if connection.phase == .introducing, connection.arrival.counts.kind == .tls { return }
        guard case .plain = connection.stream else { return halfCloseTLS(connection) }
        Sockets.halfClose(connection.arrival.socket)
    }

    private func forget(_ peer: Peer, _ counts: ListenerCounts) {
        counts.closed()
        loop.setting.peers.disconnected(peer)
        loop.countEnd()
    }

    /// Makes the poller report when there is something to read.
    mutating func watch(_ connection: Connection, isNew: Bool) {
        do throws(Errno) {
            if isNew {
                try poller.add(connection.arrival.socket, .readable, token: connection.token)
            } else {
                try poller.modify(connection.arrival.socket, .readable, token: connection.token)
            }
            connection.reading = .active
            connection.blocker = nil
            connection.interest = .readable
        } catch {
            turnAway(connection, .unwatched, fault: "\(error)")
        }
    }

    /// The connection with this token can be read, or its peer has left.
    private mutating func ready(_ token: UInt64) {
        guard let connection = connections[token] else { return }
        guard case .open = connection.phase else {
            return connection.phase == .introducing ? readHeader(connection) : advance(connection)
        }
        guard case .active = connection.reading else {
            // Fails only where the descriptor is in no poller, which is what is wanted.
            try? poller.remove(connection.arrival.socket)
            connection.reading = .pausedAfterPeerLeft
            return
        }
        read(connection)
    }

    /// Reads what has come, unless the peer has exceeded its rate or an outbox of the route is full.
    mutating func read(_ connection: Connection) {
        if connection.routeGeneration != router.generation { reroute(connection) }
        if throttle(connection) { return }
        if let outbox = connection.route.fullOutbox, pause(connection, for: outbox) { return }
        makeRoom()
        guard case .plain = connection.stream else { return receiveTLS(connection) }
        let limit = connection.route.readLimit
        switch Sockets.receive(from: connection.arrival.socket, into: &received, limit: limit) {
        case .received: takeReceived(for: connection)
        case .wouldBlock, .notNow: break
        case .endOfStream, .failed: end(connection)
        }
    }

    /// Makes room for a read. Earlier bytes stay in place only while a view is open.
    mutating func makeRoom() {
        if let feed = loop.setting.feed, feed.isWatched { return feed.makeRoom(in: &received) }
        received.clear()
        if received.isShared { received = ReceiveBuffer(capacity: Route.longestRead) }
    }

    /// Delivers the frames that the received bytes complete.
    @inline(__always)
    mutating func takeReceived(for connection: Connection) {
        Self.frame(received, of: connection, into: &batch)
        if let limit = rateLimit(at: connection.arrival.counts) {
            connection.peer.take(batch.count, limit, at: turnBegan)
        }
        deliver(for: connection)
        partials.update(connection)
        if partials.isTooLarge { cutLongestPartials() }
        if connection.isAged { leaveIfAged(connection) }
    }

    /// Delivers the longest partial frames as they are, because all together take too much memory.
    @inline(never)
    private mutating func cutLongestPartials() {
        received.clear()
        for connection in partials.longest(among: connections.all) {
            connection.framer.cut(into: &batch)
            deliver(for: connection)
            partials.update(connection)
        }
    }

    private static func frame(
        _ received: borrowing ReceiveBuffer, of connection: Connection, into batch: inout FrameBatch
    ) {
        connection.framer.read(received.bytes, into: &batch)
    }

    private mutating func deliver(for connection: Connection) {
        connection.lastHeard = turnBegan
        deliverBatch(
            of: connection.peer, along: connection.route, size: received.count, connection.arrival.counts
        ) { connection.source }
    }

    /// Counts and delivers the frames of the batch.
    ///
    /// - Parameters:
    ///   - size: the number of bytes they arrived in.
    ///   - source: who sent them, for views.
    @inline(__always)
    mutating func deliverBatch(
        of peer: Peer, along route: Route, size: Int, _ counts: ListenerCounts, source: () -> FeedSource
    ) {
        let now = WallTime.now
        peer.count(batch, bytes: size, at: now)
        counts.count(records: batch.count, bytes: size)
        if !batch.isEmpty {
            let unrouted = Self.deliver(batch, of: received, at: now, along: route, using: &scratch)
            if unrouted > 0 { peer.countUnrouted(unrouted) }
            route.tellLosses(to: loop.setting.reports)
            if let feed = loop.setting.feed, feed.isWatched {
                feed.add(batch, of: &received, peer: source(), at: now)
            }
        }
        batch.clear()
        if size >= Self.largeRead { scratch.wakeWriters() }
    }

    private static func deliver(
        _ batch: borrowing FrameBatch, of received: borrowing ReceiveBuffer, at time: WallTime, along route: Route,
        using scratch: inout DeliveryScratch
    ) -> Int {
        route.deliver(ArrivedFrames(batch, of: received, at: time), using: &scratch)
    }

    /// Delivers the rest of a last line when nothing more comes.
    mutating func end(_ connection: Connection) {
        if case .tls = connection.stream { closeTLS(connection) }
        received.clear()
        connection.framer.finish(into: &batch)
        deliver(for: connection)
        connection.blocker = nil
        partials.update(connection)
        partials.giveBack()
        connections.remove(connection)
        forget(connection.peer, connection.arrival.counts)
    }
}
