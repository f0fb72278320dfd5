// ConfigurationSummary.swift: the text of `--check`: the loggers as a tree, and what each of them reaches.

/// Shows a configuration:
///
/// ```text
/// root  WARNING  -> stdout
/// ├─ 10.0  DEBUG  -> nothing
/// └─ 127.0.0.1  INFO  -> localhost-file, stdout (from ERROR)
/// ```
///
/// A level in parentheses is inherited. `(from ERROR)` marks a handler that accepts only records of that level and
/// above.
public struct ConfigurationSummary: Sendable {
    private let configuration: LoggingConfiguration
    private let tree: LoggerTree

    public init(_ configuration: LoggingConfiguration) {
        self.configuration = configuration
        self.tree = configuration.tree
    }

    /// Lines, each with an LF at its end.
    public var text: String {
        lines(of: configuration.root, indent: "", childIndent: "", children: children()).map { $0 + "\n" }.joined()
    }

    /// The described loggers by the nearest described one above them; the root's name is "".
    private func children() -> [ExactName: [LoggerDescription]] {
        let known = Set(configuration.loggers.map { ExactName($0.name) })
        let sorted = configuration.loggers.sorted { ExactName($0.name) < ExactName($1.name) }
        return Dictionary(grouping: sorted) { logger in
            LoggerName.parents(of: logger.name).map { ExactName(String($0)) }.first { known.contains($0) } ?? ""
        }
    }

    private func lines(
        of logger: LoggerDescription, indent: String, childIndent: String, children: [ExactName: [LoggerDescription]]
    ) -> [String] {
        var lines = [indent + line(for: logger)]
        let below = children[ExactName(logger.name)] ?? []
        for (index, child) in below.enumerated() {
            let isLast = index == below.count - 1
            lines += self.lines(
                of: child, indent: childIndent + (isLast ? "└─ " : "├─ "),
                childIndent: childIndent + (isLast ? "   " : "│  "), children: children)
        }
        return lines
    }

    private func line(for logger: LoggerDescription) -> String {
        let isRoot = logger.name.isEmpty
        let level = tree.effectiveLevel(of: logger.name)
        let isOwn = logger.level == level && (isRoot || level != .notset)
        let name = isRoot ? "root" : logger.name.quotedIfNeeded(besides: "-.:")
        let stop = logger.propagates || isRoot ? "" : "  (stops here)"
        return "\(name)  \(isOwn ? level.name : "(\(level.name))")  -> \(reached(from: logger.name, at: level))\(stop)"
    }

    private func reached(from logger: String, at level: Level) -> String {
        let names = tree.handlersBelowLevels(for: logger).map { index in
            let handler = configuration.handlers[index]
            return handler.name.quotedIfNeeded(besides: "-.:")
                + (handler.level > level ? " (from \(handler.level.name))" : "")
        }
        return names.isEmpty ? "nothing" : names.joined(separator: ", ")
    }
}
