// Route.swift: where the records of a connection go; decided when it connects.

/// The handlers that the records of a logger reach, prepared for delivery.
///
/// Either all records of a route have the same level, or the `<PRI>` of each decides. Levels are given by their index
/// in `levels`. A handler that takes a level also takes all higher ones.
final class Route: Sendable {
    let facts: RouteFacts
    private let levels: [Level]
    let lanes: [Lane]
    /// Handlers that write nowhere, and the lowest level that each takes.
    private let discarding: [(handler: Handler, lowest: Int)]
    /// The lowest level that any handler takes.
    private let lowest: Int
    /// Whether each record goes through all lanes before the next one. Memory handlers require this: they flush in the
    /// middle of a batch, and their records and those of other handlers must be in the order in which Python calls
    /// handlers.
    private let takesTurns: Bool
    /// Whether an outbox of the route may drop records, and then has losses to report.
    private let mayDrop: Bool
    /// How many bytes to read at a time, so that the records of one read stay within `longestBatch` in an outbox.
    let readLimit: Int

    /// The most that is read at a time, in bytes.
    static let longestRead = 256 << 10
    /// The most that one read may become in one outbox, in bytes, besides a message that earlier reads began.
    static let longestBatch = 8 << 20

    /// - Parameter levels: the lowest first.
    init(facts: RouteFacts, levels: [Level], ends: [RouteEnd]) {
        self.facts = facts
        let ends = ends.filter { $0.lowest <= levels[levels.count - 1] }
        // If no handler depends on the level, it need not be parsed.
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

    /// The deliveries by outbox; if records alternate between them, each delivery has its own lane.
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
        // The numbers follow the order in which `layOut` adds them.
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

    /// The route of a connection that must not deliver anything yet.
    static let nowhere = Route(facts: RouteFacts(loggerName: "", level: .notset), levels: [.notset], ends: [])

    /// Whether these records go nowhere: no handler takes them, or their terminal is in use by the screen.
    var isUnseen: Bool { lanes.isEmpty && discarding.allSatisfy(\.handler.isHeld) }

    /// A full outbox of the route, if there is one.
    var fullOutbox: Outbox? {
        for lane in lanes where lane.outbox.isFull { return lane.outbox }
        return nil
    }

    /// Flushes the memory handlers before its outboxes. Must be called when the route will not be used again.
    func flushMemories() {
        for lane in lanes {
            if let memory = lane.memory, memory.flushToOutbox() { memory.outbox.wakeWriter() }
        }
    }

    /// Reports what its outboxes have dropped. Must not be called from within a report.
    func tellLosses(to reports: any WriterReports) {
        guard mayDrop else { return }
        for lane in lanes {
            for news in lane.outbox.lossNews() { reports.lost(lane.outbox, news) }
        }
    }
}

// MARK: - Delivery

extension Route {
    /// Appends a record for each frame to every outbox of the route, and notes in `scratch` which writers must be
    /// woken.
    ///
    /// - Returns: how many of the records no handler takes.
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

    /// Appends a record of the collector itself, except to `avoided`.
    ///
    /// - Returns: whether any handler got it.
    func deliverOwn(_ text: Bytes, at time: WallTime, layout: inout RecordLayout, avoiding avoided: Outbox?) -> Bool {
        layOut(at: time, LevelCounts(all: 1), &layout)
        // A handler that writes nowhere counts: the user chose it.
        var delivered = !discarding.isEmpty
        for lane in lanes where lane.outbox !== avoided && !lane.outbox.isClosed {
            if lane.appendOwn(text, levels[0], &layout) { lane.outbox.wakeWriter() }
            delivered = true
        }
        return delivered
    }

    /// Lays out the formats of all deliveries, in their order. Those of levels that no record has stay empty.
    private func layOut(at time: WallTime, _ counts: LevelCounts, _ layout: inout RecordLayout) {
        layout.begin(at: time)
        for lane in lanes {
            for delivery in lane.deliveries { delivery.layOut(counts, &layout) }
        }
    }
}

extension RecordForm {
    /// Whether two connections of one peer can get different texts.
    var printsConnection: Bool { formatter.printsConnection || head.printsConnection }
}

extension Formatter {
    fileprivate var printsConnection: Bool { parts.contains(where: \.printsConnection) }
}
