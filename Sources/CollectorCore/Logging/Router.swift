// Router.swift: finds the route of a connection: the tree of loggers, joined to the handlers at work.

/// The loggers and handlers of one configuration.
final class Router: Sendable {
    private let tree: LoggerTree
    let handlers: [Handler]
    /// Whether any formatter prints what differs between two connections of one peer.
    private let printsConnection: Bool

    init(tree: LoggerTree, handlers: [Handler]) {
        self.tree = tree
        self.handlers = handlers
        printsConnection = handlers.contains { $0.formatter.printsConnection }
    }

    /// The route of records with these facts; `known` is used again where it serves as well.
    func route(for facts: RouteFacts, known: Route? = nil) -> Route {
        var facts = facts
        if !printsConnection {
            facts = RouteFacts(loggerName: facts.loggerName, level: facts.level)
        }
        if let known, known.facts == facts { return known }
        let reached = tree.handlers(for: facts.loggerName, at: facts.level)
        return Route(facts: facts, ends: reached.flatMap { ends(of: $0, facts) })
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
