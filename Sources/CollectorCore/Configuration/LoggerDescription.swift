// LoggerDescription.swift: a logger as a configuration describes it.

/// What a configuration says about one logger.
public struct LoggerDescription: Hashable, Sendable {
    /// Dotted; empty for the root logger.
    public var name: String
    /// `nil` if the configuration does not set it: then it is `notset`, and `warning` on the root.
    public var level: Level?
    /// Whether records go on to the handlers of the loggers above.
    public var propagates: Bool
    /// Indices into the handlers of the configuration, in the order of calls, each once.
    public var handlers: [Int]
    /// Applied only to records logged on this logger itself; all must pass.
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

/// The checks before a handler: records below `level`, or rejected by a filter, do not reach it from a logger.
public struct HandlerGate: Hashable, Sendable {
    public var level: Level
    public var filters: [NameFilter]

    public init(level: Level = .notset, filters: [NameFilter] = []) {
        self.level = level
        self.filters = filters
    }
}
