// LoggerDescription.swift: a logger as a configuration describes it.

/// What a configuration says of one logger.
public struct LoggerDescription: Hashable, Sendable {
    /// Dotted; empty for the root logger.
    public var name: String
    /// `nil` where the configuration is silent, which is `notset`; on the root it is `warning`.
    public var level: Level?
    /// Whether records go on to the handlers of the loggers above.
    public var propagates: Bool
    /// Indices into the handlers of the configuration, in the order of calls, each once.
    public var handlers: [Int]
    /// Asked only for records logged on this very logger; all must pass.
    public var filters: [NameFilter]

    public init(
        name: String, level: Level? = nil, propagates: Bool = true, handlers: [Int] = [], filters: [NameFilter] = []
    ) {
        self.name = name
        self.level = level
        self.propagates = propagates
        self.handlers = handlers
        self.filters = filters
    }
}

/// What stands before a handler: records below `level`, or kept back by a filter, do not reach it from a logger.
public struct HandlerGate: Hashable, Sendable {
    public var level: Level
    public var filters: [NameFilter]

    public init(level: Level = .notset, filters: [NameFilter] = []) {
        self.level = level
        self.filters = filters
    }
}
