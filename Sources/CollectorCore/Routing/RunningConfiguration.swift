// RunningConfiguration.swift: one configuration at work: its handlers, their destinations, and the router to them.

/// A configuration and everything that was made from it.
struct RunningConfiguration: Sendable {
    let configuration: LoggingConfiguration
    let handlers: [Handler]
    let destinations: [Destination]
    let router: Router

    /// Makes the handlers, and opens their files.
    ///
    /// - Parameters:
    ///   - screen: the terminal that nothing may be written to.
    ///   - past: what is at work now, if this is to replace it.
    ///   - leaving: destinations of earlier configurations whose writers may still run.
    init(
        _ configuration: LoggingConfiguration, limit: QueueLimit, levelFromPriority: Bool, screen: TerminalDevice?,
        replacing past: RunningConfiguration? = nil, leaving: [Destination] = []
    ) throws(HandlerError) {
        let factory = try HandlerFactory(
            configuration.handlers, limit: limit, screen: screen,
            replacing: .init(
                handlers: past?.handlers ?? [], destinations: past?.destinations ?? [], leaving: leaving))
        self.configuration = configuration
        handlers = factory.handlers
        destinations = factory.destinations
        router = Router(
            tree: configuration.tree, handlers: factory.handlers, levelFromPriority: levelFromPriority,
            generation: past.map { $0.router.generation + 1 } ?? 0)
    }

    /// The names of the handlers whose destinations are gone for good.
    var closedHandlers: [String] { handlers.filter { $0.outbox?.isClosed ?? false }.map(\.name) }

    /// Has every memory pass on what it holds, the last made first: it may pass it on to another one.
    ///
    /// Source: CPython `Lib/logging/__init__.py`, `shutdown`.
    func flushMemories() {
        for handler in handlers.reversed() {
            if case .memory(let memory, _) = handler.relay { memory.flush() }
        }
    }

    /// The destinations that `other` does not use.
    func destinations(notIn other: RunningConfiguration) -> [Destination] {
        destinations.filter { destination in !other.destinations.contains { $0 === destination } }
    }

    /// The handlers whose accounts `other` does not continue.
    func accounts(notIn other: RunningConfiguration) -> [Handler] {
        handlers.filter { handler in
            handler.relay == nil && !other.handlers.contains { handler.isContinued(by: $0) }
        }
    }
}
