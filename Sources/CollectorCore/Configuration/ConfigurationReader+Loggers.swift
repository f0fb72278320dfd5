// ConfigurationReader+Loggers.swift: the section `loggers`, and `root`.

extension ConfigurationReader {
    /// The loggers in the order of the file, and the root logger as it is after all of them.
    ///
    /// `""` and `"root"` in `loggers` are the root logger too. Each description of it replaces its handlers, sets its
    /// level if it has one, and adds to its filters.
    ///
    /// Source: CPython `Lib/logging/config.py`, `common_logger_config`, `configure_logger`, `configure_root`.
    mutating func loggers(
        handlers: [ExactName: Int], filters: [ExactName: NameFilter], isIncremental: Bool
    ) -> (loggers: [LoggerDescription], root: LoggerDescription) {
        let handlers = isIncremental ? nil : handlers
        var root = LoggerDescription(name: "")
        var loggers: [LoggerDescription] = []
        for entry in section("loggers") {
            guard entry.name.utf8.count <= LoggerName.longest else {
                let message =
                    "the name of a logger may have \(LoggerName.longest) bytes, this one has \(entry.name.utf8.count)"
                report(ConfigurationProblem(path: "loggers", position: entry.position, message: message))
                continue
            }
            let logger = logger(entry, handlers: handlers, filters: filters)
            if LoggerName.isRoot(entry.name) {
                Self.apply(logger, to: &root)
            } else {
                loggers.append(logger)
            }
        }
        let whole = Entry(path: "", name: "", object: document, position: SourcePosition(line: 1, column: 1))
        if let setting = truthful("root", of: whole), let entry = entry(setting, name: "") {
            Self.apply(logger(entry, handlers: handlers, filters: filters), to: &root)
        }
        return (loggers, root)
    }

    private static func apply(_ logger: LoggerDescription, to root: inout LoggerDescription) {
        root.level = logger.level ?? root.level
        root.handlers = logger.handlers
        root.filters += logger.filters
    }

    /// `handlers` is `nil` in an incremental configuration, of which only levels and propagation are used.
    private mutating func logger(
        _ entry: Entry, handlers: [ExactName: Int]?, filters: [ExactName: NameFilter]
    ) -> LoggerDescription {
        let isRoot = entry.path == "root"
        // Python ignores it for the root logger, which has no parent, so it is not checked.
        warnOfUnknownKeys(of: entry, known: ["level", "handlers", "filters", "propagate"])
        var logger = LoggerDescription(name: entry.name)
        logger.level = present("level", of: entry).map { level($0) }
        if let propagate = isRoot ? nil : present("propagate", of: entry) { logger.propagates = propagate.truth() }
        guard let handlers else { return logger }
        for handler in resolve(truthful("handlers", of: entry), "handler", in: handlers)
        where !logger.handlers.contains(handler) {
            logger.handlers.append(handler)
        }
        logger.filters = resolve(truthful("filters", of: entry), "filter", in: filters)
        return logger
    }
}
