// Delivery.swift: one handler's part in a route: the levels it accepts, and the texts it produces.

/// A handler with its formatters, bound to the facts of a route.
struct Delivery: Sendable {
    let handler: Handler
    /// The index of the lowest level that it accepts, among those of the route.
    let lowest: Int
    /// One for each level of the route, or one for all of them where the level is not printed.
    let formatters: [BoundFormatter]
    /// The number of the first of its forms in the layout of a batch.
    private let firstForm: Int

    init(_ end: RouteEnd, _ facts: RouteFacts, _ levels: [Level], firstForm: Int) {
        handler = end.handler
        lowest = levels.index(from: end.lowest)
        formatters = end.handler.formatters(for: levels, facts)
        self.firstForm = firstForm
    }

    /// The number of the form that records of level `level` have in the layout of a batch.
    @inline(__always)
    func form(at level: Int) -> Int { formatters.count == 1 ? firstForm : firstForm + level }

    /// Adds its forms to the layout of a batch.
    func layOut(_ counts: LevelCounts, _ layout: inout RecordLayout) {
        guard formatters.count > 1 else { return layout.add(formatters[0]) }
        for level in formatters.indices {
            if counts[level] > 0 { layout.add(formatters[level]) } else { layout.addEmpty() }
        }
    }

    /// The most bytes that one byte from the socket becomes: each byte of a message grows, and its end, which takes a
    /// byte as well, brings all that is around it, and where it ends.
    var growth: Int {
        let text = formatters.map { max($0.fixedBytes, $0.growth) }.max() ?? 0
        return text * (handler.form.encoder?.expansion ?? 1) + RecordBuffer.endSize
    }
}

extension Handler {
    /// What makes the texts of a route's records: for each level, or for all where that makes no difference.
    fileprivate func formatters(for levels: [Level], _ facts: RouteFacts) -> [BoundFormatter] {
        let formatters = levels.map { level in
            var facts = facts
            facts.level = level
            return form.bound(to: facts)
        }
        return formatters.allSatisfy { $0 == formatters[0] } ? [formatters[0]] : formatters
    }
}

extension RouteEnd {
    /// Whether it makes a difference which of `levels` a record has.
    func dependsOnLevel(_ levels: [Level], _ facts: RouteFacts) -> Bool {
        memory != nil || lowest > levels[0] || handler.formatters(for: levels, facts).count > 1
    }
}

extension [Level] {
    /// The index of the first level that is `lowest` or above; all above it are so too.
    func index(from lowest: Level) -> Int { firstIndex { $0 >= lowest } ?? count }
}
