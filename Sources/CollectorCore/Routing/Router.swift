// Router.swift: finds the route of a connection: the tree of loggers, joined to the handlers at work.

/// The loggers and handlers of one configuration.
final class Router: Sendable {
    private let tree: LoggerTree
    let handlers: [Handler]
    /// Whether any formatter prints what differs between two connections of one peer.
    private let printsConnection: Bool

    /// Whether the `<PRI>` of a line decides its level.
    private let levelFromPriority: Bool

    init(tree: LoggerTree, handlers: [Handler], levelFromPriority: Bool = false) {
        self.tree = tree
        self.levelFromPriority = levelFromPriority
        self.handlers = handlers
        printsConnection = handlers.contains { $0.form.formatter.printsConnection }
    }

    /// The route of a peer's lines, which have the level of `facts` unless their `<PRI>` decides it; `known` is used
    /// again where it serves as well.
    func route(forLines facts: RouteFacts, known: Route?) -> Route {
        var facts = facts
        if !printsConnection {
            facts = RouteFacts(loggerName: facts.loggerName, level: facts.level)
        }
        if let known, known.facts == facts { return known }
        guard levelFromPriority else { return route(for: facts) }
        let bySeverity = SeverityRoutes { level in
            var facts = facts
            facts.level = level
            return route(for: facts)
        }
        return route(for: facts, bySeverity: bySeverity)
    }

    /// The route of records with these facts.
    func route(for facts: RouteFacts, bySeverity: SeverityRoutes? = nil) -> Route {
        let reached = tree.handlers(for: facts.loggerName, at: facts.level)
        return Route(facts: facts, ends: reached.flatMap { ends(of: $0, facts) }, bySeverity: bySeverity)
    }

    /// The names of the handlers that get such a line, each once: those at the end, not those that pass it on.
    func handlerNames(forLine line: Bytes, of peer: String) -> [String] {
        let level = levelFromPriority ? SeverityRoutes.level(of: line) : .info
        let indexes = tree.handlers(for: peer, at: level).flatMap { targets(of: $0, from: peer, at: level) }
        return indexes.map { handlers[$0].name }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func targets(of index: Int, from logger: String, at level: Level) -> [Int] {
        switch handlers[index].relay {
        case nil: return [index]
        case .queue(let queue):
            let known = queue.respectsHandlerLevel ? level : nil
            return queue.handlers.filter { tree.passes($0, from: logger, at: known) }
                .flatMap { targets(of: $0, from: logger, at: level) }
        case .memory(_, let target):
            guard tree.passes(target, from: logger, at: nil) else { return [] }
            return targets(of: target, from: logger, at: level)
        }
    }

    /// Where records end that are given to handler `index`: itself, or those it passes them on to.
    private func ends(of index: Int, _ facts: RouteFacts) -> [RouteEnd] {
        switch handlers[index].relay {
        case nil: return [RouteEnd(handler: handlers[index])]
        case .queue(let queue):
            let level = queue.respectsHandlerLevel ? facts.level : nil
            let targets = queue.handlers.filter { tree.passes($0, from: facts.loggerName, at: level) }
            return targets.flatMap { ends(of: $0, facts) }
        case .memory(let memory, let target):
            guard tree.passes(target, from: facts.loggerName, at: nil) else { return [] }
            return ends(of: target, facts).map { end in
                guard let outbox = end.handler.outbox else { return end }
                return RouteEnd(handler: end.handler, memory: memory.buffer(toward: outbox, behind: end.memory))
            }
        }
    }
}
