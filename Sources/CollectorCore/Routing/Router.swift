// Router.swift: finds the route of a connection: the tree of loggers, joined to the handlers at work.

/// The loggers and handlers of one configuration.
final class Router: Sendable {
    private let tree: LoggerTree
    let handlers: [Handler]
    /// How many configurations were in force before this one.
    let generation: Int
    /// Whether any formatter prints what differs between two connections of one peer.
    private let printsConnection: Bool

    /// Whether the `<PRI>` of a line decides its level.
    private let levelFromPriority: Bool

    init(tree: LoggerTree, handlers: [Handler], levelFromPriority: Bool = false, generation: Int = 0) {
        self.generation = generation
        self.tree = tree
        self.levelFromPriority = levelFromPriority
        self.handlers = handlers
        printsConnection = handlers.contains { $0.form.printsConnection }
    }

    /// The route of a peer's lines, which have the level of `facts` unless their `<PRI>` decides it; `known` is used
    /// again where it serves as well.
    func route(forLines facts: RouteFacts, known: Route?) -> Route {
        var facts = facts
        if !printsConnection {
            facts = RouteFacts(loggerName: facts.loggerName, level: facts.level)
        }
        if let known, known.facts == facts { return known }
        return route(for: facts, levels: levelFromPriority ? SeverityLevels.all : [facts.level])
    }

    /// The route of records with these facts.
    func route(for facts: RouteFacts) -> Route {
        route(for: facts, levels: [facts.level])
    }

    private func route(for facts: RouteFacts, levels: [Level]) -> Route {
        let reached = tree.reach(of: facts.loggerName)
        return Route(
            facts: facts, levels: levels,
            ends: reached.flatMap { ends(of: $0.handler, from: $0.lowest, facts.loggerName) })
    }

    /// The names of the handlers that get such a line, each once: those at the end, not those that pass it on.
    func handlerNames(forLine line: Bytes, of peer: String) -> [String] {
        let level = levelFromPriority ? SeverityLevels.level(of: line) : .info
        let ends = tree.reach(of: peer).flatMap { self.ends(of: $0.handler, from: $0.lowest, peer) }
        let names = ends.filter { $0.lowest <= level }.map(\.handler.name)
        return names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// Where records end that are given to handler `index` if they have the level `lowest` or a higher one: itself, or
    /// those it passes them on to.
    private func ends(of index: Int, from lowest: Level, _ logger: String) -> [RouteEnd] {
        switch handlers[index].relay {
        case nil: return [RouteEnd(handler: handlers[index], lowest: lowest)]
        case .queue(let queue):
            return queue.handlers.filter { tree.passes($0, from: logger) }.flatMap { target in
                let level = queue.respectsHandlerLevel ? tree.level(ofHandler: target) : lowest
                return ends(of: target, from: max(lowest, level), logger)
            }
        case .memory(let memory, let target):
            guard tree.passes(target, from: logger) else { return [] }
            return ends(of: target, from: lowest, logger).map { end in
                guard let outbox = end.handler.outbox else { return end }
                return RouteEnd(
                    handler: end.handler, lowest: end.lowest,
                    memory: memory.buffer(toward: outbox, behind: end.memory))
            }
        }
    }
}
