// Route.swift: where the records of one connection go; decided when it connects.

/// The handlers that records of one logger and level reach, ready to be used.
final class Route: Sendable {
    /// One handler's part in a route.
    struct Delivery: Sendable {
        let handler: Handler
        let formatter: BoundFormatter
    }

    /// The deliveries into one outbox, in the order in which Python would call the handlers.
    struct Lane: Sendable {
        let outbox: Outbox
        /// What the records wait in before.
        let memory: MemoryBuffer?
        let deliveries: [Delivery]
        /// Whether texts are written straight into the outbox.
        fileprivate let isDirect: Bool

        fileprivate init(_ end: RouteEnd, _ outbox: Outbox, _ deliveries: [Delivery]) {
            self.outbox = outbox
            memory = end.memory
            self.deliveries = deliveries
            isDirect = deliveries.count == 1 && end.memory == nil && deliveries[0].handler.form.encoder == nil
        }
    }

    let facts: RouteFacts
    /// Where lines go whose `<PRI>` decides their level; `nil` where all have the level of `facts`.
    let bySeverity: SeverityRoutes?
    /// Deliveries that end at once: handlers that go nowhere.
    private let discarding: [Handler]
    let lanes: [Lane]
    /// Whether each record goes through all lanes before the next one does. Memories want that: they pass on in the
    /// middle of a batch, and what they pass on meets what came straight, in the order in which Python calls handlers.
    private let takesTurns: Bool
    /// Whether records can be dropped on their way into an outbox, which then has news of it.
    let mayDrop: Bool
    /// How many bytes to read at a time, so that what one read becomes in an outbox stays below 16 MiB.
    let readLimit: Int

    /// The most that is read at a time, in bytes.
    static let longestRead = 256 << 10

    init(facts: RouteFacts, ends: [RouteEnd], bySeverity: SeverityRoutes? = nil) {
        self.facts = facts
        self.bySeverity = bySeverity
        takesTurns = ends.contains { $0.memory != nil }
        var lanes: [Lane] = []
        var growth = 1
        for end in ends {
            guard let outbox = end.handler.outbox else { continue }
            let delivery = Delivery(handler: end.handler, formatter: end.handler.form.bound(to: facts))
            let text = delivery.formatter.fixedBytes + delivery.formatter.expansion
            growth = max(growth, text * (end.handler.form.encoder?.expansion ?? 1))
            let known = lanes.firstIndex { $0.outbox === outbox && $0.memory === end.memory }
            if let lane = known, !takesTurns {
                lanes[lane] = Lane(end, outbox, lanes[lane].deliveries + [delivery])
            } else {
                lanes.append(Lane(end, outbox, [delivery]))
            }
        }
        self.lanes = lanes
        discarding = ends.map(\.handler).filter { $0.outbox == nil }
        let mayDrop = lanes.contains { lane in
            lane.outbox.limit.whenFull != .block || lane.deliveries.contains { $0.handler.form.encoder != nil }
        }
        let others = bySeverity?.others ?? []
        self.mayDrop = mayDrop || others.contains { $0.mayDrop }
        let readLimit = min(Self.longestRead, max(4_096, (16 << 20) / growth))
        self.readLimit = others.reduce(readLimit) { min($0, $1.readLimit) }
    }

    /// The route of a connection that may not deliver anything yet.
    static let nowhere = Route(facts: RouteFacts(loggerName: "", level: .notset), ends: [])

    /// Whether no handler wants these records.
    var isEmpty: Bool { lanes.isEmpty && discarding.isEmpty }

    /// Whether nobody sees these records: no handler wants them, or a screen is in use where they would appear.
    var isUnseen: Bool { lanes.isEmpty && discarding.allSatisfy(\.isHeld) }

    /// An outbox of the route that is full, if there is one.
    var fullOutbox: Outbox? {
        for lane in lanes where lane.outbox.isFull { return lane.outbox }
        return bySeverity?.fullOutbox
    }

    /// Appends the records of a batch, which arrived at `time`, to every outbox of the route.
    ///
    /// - Parameter sleeping: gets the outboxes whose writers have to be woken.
    /// - Returns: how many of the records no handler wants.
    func deliver(
        _ batch: borrowing FrameBatch, of received: borrowing ReceiveBuffer, at time: WallTime,
        layout: inout RecordLayout, sleeping: inout [Outbox]
    ) -> Int {
        guard let bySeverity else {
            return deliver(batch, batch.frames.indices, of: received, at: time, layout: &layout, sleeping: &sleeping)
        }
        var unrouted = 0
        var start = 0
        while start < batch.count {
            let (route, end) = bySeverity.run(of: batch, in: received.bytes, from: start, info: self)
            unrouted += route.deliver(
                batch, start..<end, of: received, at: time, layout: &layout, sleeping: &sleeping)
            start = end
        }
        return unrouted
    }

    /// Appends the records `range` of a batch, which all have the level of `facts`.
    private func deliver(
        _ batch: borrowing FrameBatch, _ range: Range<Int>, of received: borrowing ReceiveBuffer, at time: WallTime,
        layout: inout RecordLayout, sleeping: inout [Outbox]
    ) -> Int {
        if takesTurns {
            for index in range {
                append(batch, index..<index + 1, of: received, at: time, layout: &layout, sleeping: &sleeping)
            }
        } else {
            append(batch, range, of: received, at: time, layout: &layout, sleeping: &sleeping)
        }
        for handler in discarding { handler.discard(range.count) }
        return isEmpty ? range.count : 0
    }

    @inline(__always)
    private func append(
        _ batch: borrowing FrameBatch, _ range: Range<Int>, of received: borrowing ReceiveBuffer, at time: WallTime,
        layout: inout RecordLayout, sleeping: inout [Outbox]
    ) {
        for lane in lanes {
            let wakes =
                lane.isDirect
                ? lane.append(batch, range, of: received.bytes, at: time, &layout)
                : lane.appendInTurns(batch, range, of: received.bytes, at: time, at: facts.level, &layout)
            if wakes { sleeping.append(lane.outbox) }
        }
    }

    /// Tells of what its outboxes have dropped. Not to be called from within a report.
    func tellLosses(to reports: any WriterReports) {
        guard mayDrop else { return }
        for lane in lanes {
            for news in lane.outbox.lossNews() { reports.lost(lane.outbox, news) }
        }
        for route in bySeverity?.others ?? [] { route.tellLosses(to: reports) }
    }

    /// Appends one record of the collector itself, but for what goes to `avoided`.
    ///
    /// - Returns: whether it went anywhere.
    func deliverOwn(_ text: Bytes, at time: WallTime, layout: inout RecordLayout, avoiding avoided: Outbox?) -> Bool {
        // A handler that goes nowhere is one that somebody chose.
        var delivered = !discarding.isEmpty
        for lane in lanes where lane.outbox !== avoided && !lane.outbox.isClosed {
            if lane.appendOwn(text, at: time, at: facts.level, &layout) { lane.outbox.wakeWriter() }
            delivered = true
        }
        return delivered
    }
}

extension Route.Lane {
    /// The usual case: one handler of the route writes to this destination.
    @inline(__always)
    fileprivate func append(
        _ batch: borrowing FrameBatch, _ range: Range<Int>, of received: Bytes, at time: WallTime,
        _ layout: inout RecordLayout
    ) -> Bool {
        let delivery = deliveries[0]
        layout.prepare(delivery.formatter, at: time)
        delivery.handler.lines.accept(range.count)
        return outbox.append { buffer in
            for index in range {
                buffer.append { layout.append(message: batch.bytes(of: batch.frames[index], in: received), to: &$0) }
            }
            buffer.account(range.count, to: delivery.handler.lines)
        }
    }
}

extension Formatter {
    /// Whether two connections of one peer can get different texts.
    var printsConnection: Bool {
        parts.contains { part in
            guard case .field(let field, _) = part else { return false }
            return [.peerPort, .listener, .tlsSubject, .tlsVersion].contains(field)
        }
    }
}
