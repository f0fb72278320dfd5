// EventLoopRun+Datagrams.swift: datagrams: received many at a time, delivered in runs of one sender.

/// The datagram sockets of one loop.
struct DatagramTurn {
    var readers: [DatagramReader] = []
    /// How many there have been; the source of their tokens.
    var count: UInt64 = 0

    /// The limits of calls and of bytes received from one socket in a row, before another one has its turn.
    static let callsPerTurn = 16
    static let bytesPerTurn = 1 << 20
    /// The most that a batch of datagrams holds, in bytes: a block of the view's memory has room for it.
    static let longestBatch = 64 << 10
    /// Seconds between two checks of what the kernel drops, while datagrams come, and of the senders, otherwise.
    static let checkInterval = 1.0
    static let idleInterval = 600.0

    /// When something has to be done even if no datagram comes.
    var nextDue: Instant? { readers.lazy.compactMap(\.nextDue).min() }
}

extension EventLoopRun {
    /// Begins to read a socket.
    mutating func begin(_ arrival: DatagramArrival) {
        let reader = DatagramReader(arrival, token: EventLoop.firstDatagramToken + datagrams.count)
        do throws(Errno) {
            try poller.add(reader.listener.socket, .readable, token: reader.token)
        } catch {
            loop.setting.diagnostics.log(
                .error, "pysyslog.transport", "\(reader.listener.name): cannot wait for datagrams: \(error)")
            return
        }
        datagrams.count += 1
        datagrams.readers.append(reader)
        if isDraining { drain(reader) }
    }

    /// Called when a socket has datagrams.
    mutating func readDatagrams(_ token: UInt64) {
        guard let reader = datagrams.readers.first(where: { $0.token == token }) else { return }
        if isDraining { drain(reader) } else { read(reader) }
    }

    /// Receives and delivers what has come, until others have their turn or a destination is full.
    private mutating func read(_ reader: DatagramReader) {
        reader.isActive = true
        if reader.nextCheck == nil { reader.nextCheck = turnBegan.advanced(bySeconds: DatagramTurn.checkInterval) }
        var bytes = 0
        for _ in 0..<DatagramTurn.callsPerTurn where bytes < DatagramTurn.bytesPerTurn {
            guard deliver(reader, &bytes) else { return }
            switch reader.receive() {
            case .received(DatagramBuffer.slots): continue
            case .received:
                if deliver(reader, &bytes) { rest(reader) }
                return
            case .wouldBlock, .notNow: return
            case .endOfStream, .failed:
                // Errors of an unconnected socket belong to single datagrams, and are reported once each.
                return
            }
        }
        _ = deliver(reader, &bytes)
    }

    /// Does not read the socket for a moment if many datagrams come.
    private func rest(_ reader: DatagramReader) {
        if reader.beginRest(at: turnBegan) { watch(reader, for: []) }
    }

    /// Has the poller tell of a socket, or leave it alone; it stays in the poller, where it needs no memory that the
    /// kernel could refuse.
    private func watch(_ reader: DatagramReader, for interest: Poller.Interest) {
        // Fails only where the descriptor is in no poller.
        try? poller.modify(reader.listener.socket, interest, token: reader.token)
    }

    /// Makes the poller report again, including what came meanwhile.
    private mutating func endRest(_ reader: DatagramReader) {
        reader.restsUntil = nil
        if !reader.isPaused { watch(reader, for: .readable) }
    }

    /// Delivers what was received.
    ///
    /// - Parameter bytes: the count that the delivered bytes are added to.
    /// - Returns: false if a destination is full; then the rest waits, and nothing more is received.
    private mutating func deliver(_ reader: DatagramReader, _ bytes: inout Int) -> Bool {
        while !reader.isEmpty {
            guard let sender = reader.sender() else {
                reader.next += 1
                continue
            }
            if sender.routeGeneration != router.generation { sender.findRoute(by: router) }
            if let outbox = sender.route.fullOutbox, pause(reader, for: outbox) { return false }
            makeRoom()
            let size = Self.takeRun(
                of: sender, from: reader, limit: loop.setting.maxMessageSize, rateLimit(at: reader.listener.counts),
                at: turnBegan, into: &batch)
            bytes += size
            sender.lastHeard = turnBegan
            deliverBatch(of: sender.peer, along: sender.route, size: size, reader.listener.counts) { sender.source }
        }
        return true
    }

    /// Takes consecutive datagrams of one sender, as many as may be delivered at a time.
    ///
    /// - Returns: their bytes.
    private static func takeRun(
        of sender: DatagramSender, from reader: DatagramReader, limit: Int, _ rate: RateLimit?, at time: Instant,
        into batch: inout FrameBatch
    ) -> Int {
        let buffer = reader.buffer
        let longest = min(sender.route.readLimit, DatagramTurn.longestBatch)
        var (size, dropped) = (0, 0)
        repeat {
            let index = reader.next
            reader.next += 1
            if let rate, !sender.peer.takeOne(rate, at: time) {
                dropped += 1
                continue
            }
            let length = buffer.length(at: index)
            if buffer.isCut(at: index) { reader.listener.counts.countTruncated(1) }
            DatagramText.add(buffer.bytes(at: index), length: length, limit: limit, to: &batch)
            size += length
        } while !reader.isEmpty && size + buffer.length(at: reader.next) <= longest
            && buffer.sender(at: reader.next) == sender.key
        if dropped > 0 { reader.control.dropped(dropped, of: sender, reader.listener) }
        return size
    }
}

// MARK: - Pausing

extension EventLoopRun {
    /// Leaves further datagrams in the kernel until `outbox` has room. What does not fit into the socket's buffer is
    /// lost there, and counted.
    ///
    /// - Returns: false if there is room after all.
    private mutating func pause(_ reader: DatagramReader, for outbox: Outbox) -> Bool {
        guard outbox.waitForRoom(loop.room) else { return false }
        guard !reader.isPaused else { return true }
        watch(reader, for: [])
        setPaused(reader, true)
        return true
    }

    private func setPaused(_ reader: DatagramReader, _ isPaused: Bool) {
        reader.isPaused = isPaused
        guard reader.listener.kind == .udp else { return }
        reader.listener.counts.drops.setPaused(isPaused, Sockets.kernelDrops(of: reader.listener.socket))
    }

    /// Reads again from the sockets whose destinations have room.
    mutating func resumeDatagrams() {
        for reader in datagrams.readers where reader.isPaused {
            var bytes = 0
            guard deliver(reader, &bytes) else { continue }
            setPaused(reader, false)
            watch(reader, for: .readable)
            if isDraining { drain(reader) }
        }
    }
}

// MARK: - Periodic work, and the end

extension EventLoopRun {
    /// Ends pauses, checks what the kernel has dropped, and forgets silent senders.
    mutating func checkDatagrams() {
        let now = turnBegan
        for reader in datagrams.readers {
            if let end = reader.restsUntil, end <= now { endRest(reader) }
            guard let due = reader.nextCheck, due <= now else { continue }
            reader.checkDrops(loop.setting.diagnostics)
            reader.forgetSilent(at: now)
            let isBusy = reader.isActive || reader.isPaused
            reader.isActive = false
            let interval = isBusy ? DatagramTurn.checkInterval : DatagramTurn.idleInterval
            reader.nextCheck = isBusy || !reader.senders.isEmpty ? now.advanced(bySeconds: interval) : nil
        }
    }

    /// Makes all sockets be read to their ends.
    mutating func drainDatagrams() {
        for reader in datagrams.readers {
            reader.listener.refuseDatagrams()
            if !reader.isPaused { drain(reader) }
        }
    }

    /// Delivers what the socket still holds. Nothing more is added to it. Goes on when the poller tells of it again, so
    /// that the end of the time for draining is noticed.
    private mutating func drain(_ reader: DatagramReader) {
        var bytes = 0
        for _ in 0..<DatagramTurn.callsPerTurn {
            guard deliver(reader, &bytes) else { return }
            switch reader.readsToEnd ? reader.receive() : .wouldBlock {
            case .received: continue
            case .notNow: return
            case .wouldBlock, .endOfStream, .failed: return end(reader)
            }
        }
        _ = deliver(reader, &bytes)
    }

    private mutating func end(_ reader: DatagramReader) {
        // Fails only if the poller does not have the descriptor, which is the result wanted.
        try? poller.remove(reader.listener.socket)
        reader.checkDrops(loop.setting.diagnostics)
        datagrams.readers.removeAll { $0 === reader }
    }

    /// Ends all sockets when the time for draining is over; what they hold is counted.
    mutating func discardDatagrams() {
        for reader in datagrams.readers {
            reader.listener.refuseDatagrams()
            discard(reader, .drainDeadline)
        }
    }

    private mutating func discard(_ reader: DatagramReader, _ reason: ClosingReason) {
        var count = 0
        repeat { count += reader.buffer.count - reader.next } while reader.readsToEnd && reader.receive().hasReceived
        if count > 0 { reader.listener.counts.countRefused(reason, count) }
        end(reader)
    }
}

extension ReadOutcome {
    fileprivate var hasReceived: Bool {
        if case .received = self { true } else { false }
    }
}
