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
        fileprivate(set) var deliveries: [Delivery]
    }

    let facts: RouteFacts
    /// Deliveries that end at once: handlers that go nowhere.
    private let discarding: [Handler]
    let lanes: [Lane]
    /// How many bytes to read at a time, so that what one read becomes in an outbox stays below 16 MiB.
    let readLimit: Int

    /// The most that is read at a time, in bytes.
    static let longestRead = 256 << 10

    init(facts: RouteFacts, handlers: [Handler]) {
        self.facts = facts
        var lanes: [Lane] = []
        var growth = 1
        for handler in handlers {
            guard let outbox = handler.outbox else { continue }
            let delivery = Delivery(handler: handler, formatter: handler.bound(to: facts))
            growth = max(growth, delivery.formatter.fixedBytes + delivery.formatter.expansion)
            if let lane = lanes.firstIndex(where: { $0.outbox === outbox }) {
                lanes[lane].deliveries.append(delivery)
            } else {
                lanes.append(Lane(outbox: outbox, deliveries: [delivery]))
            }
        }
        self.lanes = lanes
        discarding = handlers.filter { $0.outbox == nil }
        readLimit = min(Self.longestRead, max(4_096, (16 << 20) / growth))
    }

    /// The route of a connection that may not deliver anything yet.
    static let nowhere = Route(facts: RouteFacts(loggerName: "", level: .notset), handlers: [])

    /// Whether no handler wants these records.
    var isEmpty: Bool { lanes.isEmpty && discarding.isEmpty }

    /// An outbox of the route that is full, if there is one.
    var fullOutbox: Outbox? {
        for lane in lanes where lane.outbox.isFull { return lane.outbox }
        return nil
    }

    /// Appends the records of a batch, which arrived at `time`, to every outbox of the route.
    ///
    /// - Parameter sleeping: gets the outboxes whose writers have to be woken.
    func deliver(
        _ batch: borrowing FrameBatch, of received: borrowing ByteBuffer, at time: WallTime,
        layout: inout RecordLayout, sleeping: inout [Outbox]
    ) {
        for lane in lanes {
            let wakes =
                lane.deliveries.count == 1
                ? lane.append(batch, of: received.bytes, at: time, &layout)
                : lane.appendInTurns(batch, of: received.bytes, at: time, &layout)
            if wakes { sleeping.append(lane.outbox) }
        }
        for handler in discarding {
            handler.lines.accept(batch.count)
            handler.lines.write(batch.count)
        }
    }

    /// Appends one record of the collector itself, but for what goes to `avoided`.
    ///
    /// - Returns: whether it went anywhere.
    func deliverOwn(_ text: Bytes, at time: WallTime, layout: inout RecordLayout, avoiding avoided: Outbox?) -> Bool {
        var delivered = false
        for lane in lanes where lane.outbox !== avoided && !lane.outbox.isClosed {
            for delivery in lane.deliveries {
                layout.prepare(delivery.formatter, at: time)
                let ledger = delivery.handler.ownRecords
                ledger.accept(1)
                let wakes = lane.outbox.append { buffer in
                    buffer.append { layout.append(message: text, to: &$0) }
                    buffer.account(1, to: ledger)
                }
                if wakes { lane.outbox.wakeWriter() }
                delivered = true
            }
        }
        return delivered
    }
}

extension Route.Lane {
    /// The usual case: one handler of the route writes to this destination.
    @inline(__always)
    fileprivate func append(
        _ batch: borrowing FrameBatch, of received: Bytes, at time: WallTime, _ layout: inout RecordLayout
    ) -> Bool {
        let delivery = deliveries[0]
        layout.prepare(delivery.formatter, at: time)
        delivery.handler.lines.accept(batch.count)
        return outbox.append { buffer in
            for index in batch.frames.indices {
                buffer.append { layout.append(message: batch.bytes(of: batch.frames[index], in: received), to: &$0) }
            }
            buffer.account(batch.count, to: delivery.handler.lines)
        }
    }

    /// Several handlers write to this destination: they take turns record by record, as in Python.
    fileprivate func appendInTurns(
        _ batch: borrowing FrameBatch, of received: Bytes, at time: WallTime, _ layout: inout RecordLayout
    ) -> Bool {
        for delivery in deliveries { delivery.handler.lines.accept(batch.count) }
        return outbox.append { buffer in
            for index in batch.frames.indices {
                for delivery in deliveries {
                    layout.prepare(delivery.formatter, at: time)
                    buffer.append {
                        layout.append(message: batch.bytes(of: batch.frames[index], in: received), to: &$0)
                    }
                    buffer.account(1, to: delivery.handler.lines)
                }
            }
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
