// LoggerTree.swift: which handlers a record of a logger reaches.

/// The loggers of a configuration, joined by the dots in their names, and the gates of its handlers.
///
/// It is used once per connection, so clarity matters more than speed.
///
/// Source: CPython `Lib/logging/__init__.py`, `Manager._fixupParents`, `Logger.getEffectiveLevel`,
/// `Logger.callHandlers`.
public struct LoggerTree: Sendable {
    private let loggers: [ExactName: LoggerDescription]
    private let root: LoggerDescription
    private let gates: [HandlerGate]

    /// `gates` has one element for each handler that the loggers name by its index.
    public init(loggers: [LoggerDescription], root: LoggerDescription, gates: [HandlerGate]) {
        self.loggers = Dictionary(loggers.map { (ExactName($0.name), $0) }, uniquingKeysWith: { _, last in last })
        self.root = root
        self.gates = gates
    }

    /// The first level that is not `notset` on the way up; without any it is the root's, `warning` by default.
    public func effectiveLevel(of name: String) -> Level {
        for logger in path(from: name).dropLast() {
            if let level = logger.level, level != .notset { return level }
        }
        return root.level ?? .warning
    }

    /// The handlers that a record of this logger and level reaches, in the order of calls.
    ///
    /// A handler of several loggers on the way up is listed several times, as in Python. Levels and filters of the
    /// loggers above are not checked.
    public func handlers(for name: String, at level: Level) -> [Int] {
        reach(of: name).filter { $0.lowest <= level }.map(\.handler)
    }

    /// The handlers that records of this logger reach, and the lowest level that each accepts, in the order of calls.
    func reach(of name: String) -> [(handler: Int, lowest: Level)] {
        // `Manager.disable` is 0, and what is not above it is off everywhere.
        let lowest = max(Level(rawValue: Level.notset.rawValue + 1), effectiveLevel(of: name))
        return handlersBelowLevels(for: name).map { ($0, max(lowest, gates[$0].level)) }
    }

    /// Whether a handler accepts records of this logger from another handler: its filters are checked.
    ///
    /// Source: CPython `Lib/logging/__init__.py`, `Handler.handle`.
    func passes(_ handler: Int, from name: String) -> Bool {
        gates[handler].filters.allSatisfy { $0.passes(Self.recordName(name)) }
    }

    /// The lowest level that a handler accepts.
    func level(ofHandler handler: Int) -> Level { gates[handler].level }

    /// What records of the logger `name` are named.
    private static func recordName(_ name: String) -> String { LoggerName.isRoot(name) ? "root" : name }

    /// The handlers that records of this logger reach if their level is high enough, in the order of calls.
    func handlersBelowLevels(for name: String) -> [Int] {
        let recordName = Self.recordName(name)
        let way = path(from: name)
        guard way[0].filters.allSatisfy({ $0.passes(recordName) }) else { return [] }
        var reached: [Int] = []
        for logger in way {
            reached += logger.handlers.filter { gates[$0].filters.allSatisfy { $0.passes(recordName) } }
            if !logger.propagates { break }
        }
        return reached
    }

    /// The loggers from the one named to the root, both included; one without a description has an empty one.
    private func path(from name: String) -> [LoggerDescription] {
        if LoggerName.isRoot(name) { return [root] }
        var path = [loggers[ExactName(name)] ?? LoggerDescription(name: name)]
        while let parent = parent(of: path[path.count - 1].name) { path.append(parent) }
        return path + [root]
    }

    /// The nearest described logger above; `nil` if that is the root.
    private func parent(of name: String) -> LoggerDescription? {
        for parent in LoggerName.parents(of: name) {
            if let described = loggers[ExactName(String(parent))] { return described }
        }
        return nil
    }
}

extension LoggingConfiguration {
    /// The loggers joined by their names.
    public var tree: LoggerTree {
        let gates = handlers.map { HandlerGate(level: $0.level, filters: $0.filters) }
        return LoggerTree(loggers: loggers, root: root, gates: gates)
    }
}
