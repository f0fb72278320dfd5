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
        return Route(facts: facts, handlers: reached.map { handlers[$0] })
    }
}
