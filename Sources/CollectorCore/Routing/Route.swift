// Route.swift: where the records of one connection go; decided when it connects.

/// The handlers that records of one logger reach, ready to be used.
///
/// All records of a route have one level, or each the one of several that its `<PRI>` decides. Levels are known by their
/// index in `levels`, and a handler that takes one takes all above it as well.
final class Route: Sendable {
    let facts: RouteFacts
    private let levels: [Level]
    let lanes: [Lane]
    /// Handlers that go nowhere, and the lowest level that each takes.
    private let discarding: [(handler: Handler, lowest: Int)]
    /// The lowest level that any handler takes.
    private let lowest: Int
    /// Whether each record goes through all lanes before the next one does. Memories want that: they pass on in the
    /// middle of a batch, and what they pass on meets what came straight, in the order in which Python calls handlers.
    private let takesTurns: Bool
    /// Whether records can be dropped on their way into an outbox, which then has news of it.
    private let mayDrop: Bool
    /// How many bytes to read at a time, so that what one read becomes in an outbox stays within `longestBatch`.
    let readLimit: Int

    /// The most that is read at a time, in bytes.
    static let longestRead = 256 << 10
    /// The most that one read becomes in one outbox, in bytes, beside the one message that earlier reads began.
    static let longestBatch = 8 << 20

    /// - Parameter levels: the lowest first.
    init(facts: RouteFacts, levels: [Level], ends: [RouteEnd]) {
        self.facts = facts
        let ends = ends.filter { $0.lowest <= levels[levels.count - 1] }
        // Where no handler cares for the level, none has to be read.
        let isRead = levels.count > 1 && ends.contains { $0.dependsOnLevel(levels, facts) }
        let levels = isRead ? levels : [facts.level]
        self.levels = levels
        takesTurns = ends.contains { $0.memory != nil }
        lowest = ends.map { levels.index(from: $0.lowest) }.min() ?? levels.count
        discarding = ends.filter { $0.handler.outbox == nil }.map { ($0.handler, levels.index(from: $0.lowest)) }
        lanes = Self.lanes(of: ends, takeTurns: takesTurns, facts, levels)
        mayDrop = lanes.contains { lane in
            lane.outbox.limit.whenFull != .block || lane.deliveries.contains { $0.handler.form.encoder != nil }
        }
        readLimit = min(Self.longestRead, max(1, Self.longestBatch / Lane.growth(of: lanes)))
    }

    /// The ends by their outboxes; where they take turns, each has a lane of its own.
    private static func lanes(
        of ends: [RouteEnd], takeTurns: Bool, _ facts: RouteFacts, _ levels: [Level]
    ) -> [Lane] {
        var groups: [(outbox: Outbox, ends: [RouteEnd])] = []
        for end in ends {
            guard let outbox = end.handler.outbox else { continue }
            if !takeTurns, let known = groups.firstIndex(where: { $0.outbox === outbox }) {
                groups[known].ends.append(end)
            } else {
                groups.append((outbox, [end]))
            }
        }
        // Numbered in the order in which `layOut` adds them.
        var forms = 0
        return groups.map { group in
            let deliveries = group.ends.map { end in
                let delivery = Delivery(end, facts, levels, firstForm: forms)
                forms += delivery.formatters.count
                return delivery
            }
            return Lane(group.outbox, group.ends[0].memory, deliveries)
        }
    }

    /// The route of a connection that may not deliver anything yet.
    static let nowhere = Route(facts: RouteFacts(loggerName: "", level: .notset), levels: [.notset], ends: [])

    /// Whether nobody sees these records: no handler wants them, or a screen is in use where they would appear.
    var isUnseen: Bool { lanes.isEmpty && discarding.allSatisfy(\.handler.isHeld) }

    /// An outbox of the route that is full, if there is one.
    var fullOutbox: Outbox? {
        for lane in lanes where lane.outbox.isFull { return lane.outbox }
        return nil
    }

    /// Passes on what waits in memories before its outboxes: nothing of this route comes there any more.
    func flushMemories() {
        for lane in lanes {
            if let memory = lane.memory, memory.flushToOutbox() { memory.outbox.wakeWriter() }
        }
    }

    /// Tells of what its outboxes have dropped. Not to be called from within a report.
    func tellLosses(to reports: any WriterReports) {
        guard mayDrop else { return }
        for lane in lanes {
            for news in lane.outbox.lossNews() { reports.lost(lane.outbox, news) }
        }
    }
}

// MARK: - Delivery

extension Route {
    /// Appends a record of each frame to every outbox of the route, and notes in `scratch` which writers have to be
    /// woken.
    ///
    /// - Returns: how many of the records no handler wants.
    func deliver(_ frames: ArrivedFrames, using scratch: inout DeliveryScratch) -> Int {
        let counts = scratch.readLevels(of: frames, among: levels.count)
        layOut(at: frames.time, counts, &scratch.layout)
        if takesTurns {
            for index in 0..<frames.count {
                let level = scratch.level(of: index)
                for lane in lanes {
                    let wakes = lane.append(frames[index], at: level, levels[level], &scratch.layout)
                    if wakes { scratch.noteSleeping(lane.outbox) }
                }
            }
        } else {
            for lane in lanes {
                let wakes = lane.append(frames, counts, using: &scratch)
                if wakes { scratch.noteSleeping(lane.outbox) }
            }
        }
        for (handler, lowest) in discarding { handler.discard(counts.count(from: lowest)) }
        return counts.count(from: 0) - counts.count(from: lowest)
    }

    /// Appends one record of the collector itself, but for what goes to `avoided`.
    ///
    /// - Returns: whether it went anywhere.
    func deliverOwn(_ text: Bytes, at time: WallTime, layout: inout RecordLayout, avoiding avoided: Outbox?) -> Bool {
        layOut(at: time, LevelCounts(all: 1), &layout)
        // A handler that goes nowhere is one that somebody chose.
        var delivered = !discarding.isEmpty
        for lane in lanes where lane.outbox !== avoided && !lane.outbox.isClosed {
            if lane.appendOwn(text, levels[0], &layout) { lane.outbox.wakeWriter() }
            delivered = true
        }
        return delivered
    }

    /// Lays out the forms of all deliveries, in their order; those of levels that no record has stay empty.
    private func layOut(at time: WallTime, _ counts: LevelCounts, _ layout: inout RecordLayout) {
        layout.begin(at: time)
        for lane in lanes {
            for delivery in lane.deliveries { delivery.layOut(counts, &layout) }
        }
    }
}

extension Formatter {
    /// Whether two connections of one peer can get different texts.
    var printsConnection: Bool {
        parts.contains { part in
            guard case .field(let field, _) = part else { return false }
            return [.peerPort, .peerPid, .peerUid, .listener, .tlsSubject, .tlsVersion].contains(field)
        }
    }
}
