// SeverityRoutes.swift: the `<PRI>` of a line decides its level, and so its route.

/// The routes of one peer by the severities of its lines; each is resolved once.
struct SeverityRoutes: Sendable {
    /// The level of each severity, emerg to debug.
    static let levels: [Level] = [.critical, .critical, .critical, .error, .warning, .info, .info, .debug]

    /// By severity; `nil` stands for the route of level INFO, which is also that of lines without a `<PRI>`.
    private let routes: [Route?]

    /// - Parameter resolve: makes the route of a level; asked once for each level but INFO.
    init(_ resolve: (Level) -> Route) {
        var known: [Level: Route] = [:]
        routes = Self.levels.map { level in
            guard level != .info else { return nil }
            let route = known[level] ?? resolve(level)
            known[level] = route
            return route
        }
    }

    /// The routes of all levels but INFO, each once.
    var others: [Route] {
        routes.compactMap { $0 }.reduce(into: []) { found, route in
            if !found.contains(where: { $0 === route }) { found.append(route) }
        }
    }

    /// An outbox that is full, of any of the routes.
    var fullOutbox: Outbox? {
        for route in routes {
            if let outbox = route?.fullOutbox { return outbox }
        }
        return nil
    }

    /// The longest run of records from `start` on that go one way, and where it ends.
    func run(
        of batch: borrowing FrameBatch, in received: Bytes, from start: Int, info: Route
    ) -> (route: Route, end: Int) {
        let level = Self.level(of: batch.bytes(of: batch.frames[start], in: received))
        var end = start + 1
        while end < batch.count, Self.level(of: batch.bytes(of: batch.frames[end], in: received)) == level { end += 1 }
        return (
            Self.severity(of: batch.bytes(of: batch.frames[start], in: received)).flatMap { routes[$0] } ?? info, end
        )
    }

    private static func severity(of message: Bytes) -> Int? {
        SyslogPriority(message).map { Int($0.number & 7) }
    }

    /// The level of a message by its `<PRI>`.
    static func level(of message: Bytes) -> Level {
        severity(of: message).map { levels[$0] } ?? .info
    }
}
