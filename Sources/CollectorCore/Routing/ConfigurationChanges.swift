// ConfigurationChanges.swift: what a reload changes, in one line of the log.

/// The differences between a configuration and the one that replaces it.
struct ConfigurationChanges: Sendable {
    private var added: [String] = []
    private var removed: [String] = []
    private var changed: [String] = []
    /// Without a change of their settings, but their destinations were gone: a pipe without a reader.
    private var reopened: [String] = []
    private var unchanged = 0
    private let loggersChanged: Bool

    /// - Parameter closed: the names of the old handlers whose destinations are gone.
    init(from old: LoggingConfiguration, to new: LoggingConfiguration, closed: [String] = []) {
        let settings = Dictionary(
            old.handlerSettings.map { (ExactName($0.name), $0) }, uniquingKeysWith: { _, last in last })
        for handler in new.handlerSettings {
            switch settings[ExactName(handler.name)] {
            case nil: added.append(handler.name)
            case handler? where closed.contains(handler.name): reopened.append(handler.name)
            case handler?: unchanged += 1
            case _?: changed.append(handler.name)
            }
        }
        let names = Set(new.handlers.map { ExactName($0.name) })
        removed = old.handlers.map(\.name).filter { !names.contains(ExactName($0)) }
        loggersChanged = old.loggerSettings != new.loggerSettings
    }

    var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty && reopened.isEmpty && !loggersChanged }

    /// "1 handler added (b), 1 removed (a), 2 unchanged; loggers changed".
    var text: String {
        if isEmpty { return "nothing changed" }
        var parts: [String] = []
        let lists = [(added, "added"), (removed, "removed"), (changed, "changed"), (reopened, "opened again")]
        for (names, word) in lists where !names.isEmpty {
            parts.append("\(Self.count(names.count, isFirst: parts.isEmpty)) \(word) (\(Self.list(names)))")
        }
        if unchanged > 0 { parts.append("\(Self.count(unchanged, isFirst: parts.isEmpty)) unchanged") }
        if parts.isEmpty { parts = ["no handlers"] }
        return parts.joined(separator: ", ") + (loggersChanged ? "; loggers changed" : "")
    }

    private static func count(_ count: Int, isFirst: Bool) -> String {
        guard isFirst else { return "\(count)" }
        return count == 1 ? "1 handler" : "\(count) handlers"
    }

    /// The names, up to a number that a line of the log has room for.
    private static func list(_ names: [String]) -> String {
        let limit = 8
        let shown = names.prefix(limit).map { $0.quotedIfNeeded(besides: "-.:") }.joined(separator: ", ")
        return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
    }
}

/// The settings of a handler, wherever they stand in the file; handlers that it passes records on to by their names.
private struct HandlerSettings: Equatable {
    var name: String
    var kind: HandlerKind
    var targets: [String]
    var formatter: FormatterDescription?
    var level: Level
    var filters: [NameFilter]
    var queue: QueuePolicy
    var filePermissions: UInt32?
}

private struct LoggerSettings: Equatable {
    var level: Level?
    var propagates: Bool
    var handlers: [String]
    var filters: [NameFilter]
}

extension LoggingConfiguration {
    fileprivate var handlerSettings: [HandlerSettings] {
        handlers.map { handler in
            let (kind, targets) = handler.kind.withoutIndexes
            return HandlerSettings(
                name: handler.name, kind: kind, targets: targets.map { handlers[$0].name },
                formatter: handler.formatter, level: handler.level, filters: handler.filters, queue: handler.queue,
                filePermissions: handler.filePermissions)
        }
    }

    fileprivate var loggerSettings: [ExactName: LoggerSettings] {
        let all = (loggers + [root]).map { logger in
            let settings = LoggerSettings(
                level: logger.level, propagates: logger.propagates,
                handlers: logger.handlers.map { handlers[$0].name }, filters: logger.filters)
            return (ExactName(logger.name), settings)
        }
        return Dictionary(all, uniquingKeysWith: { _, last in last })
    }
}

extension HandlerKind {
    /// The kind without the indexes of other handlers, and these.
    fileprivate var withoutIndexes: (kind: HandlerKind, targets: [Int]) {
        switch self {
        case .memory(var arguments):
            let targets = arguments.target.map { [$0] } ?? []
            arguments.target = nil
            return (.memory(arguments), targets)
        case .queue(var arguments):
            let targets = arguments.handlers
            arguments.handlers = []
            return (.queue(arguments), targets)
        default: return (self, [])
        }
    }
}
