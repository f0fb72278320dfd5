// LoggingConfiguration.swift: a configuration of `logging.config.dictConfig` in JSON, checked and typed.

/// What a configuration says, ready to be built from. Reading it opens no file and no socket.
public struct LoggingConfiguration: Sendable {
    /// In the order of the file.
    public var formatters: [ConfiguredFormatter]
    /// In CPython's order of creation; they are closed in reverse order.
    public var handlers: [HandlerDescription]
    /// In the order of the file, without the root logger.
    public var loggers: [LoggerDescription]
    public var root: LoggerDescription
    /// Matters when a configuration replaces another: loggers that only the old one has are disabled.
    public var disablesExistingLoggers: Bool
    /// Whether it changes only levels and propagation of existing loggers; on its own it outputs nothing.
    public var isIncremental: Bool
    /// What CPython ignores, and what is probably not intended.
    public var warnings: [ConfigurationProblem]

    /// The default without a configuration file: `logging.basicConfig(stream=sys.stdout, level=20)`.
    public static let basic = LoggingConfiguration(
        formatters: [],
        handlers: [
            HandlerDescription(
                name: "stdout", kind: .stream(StreamArguments(stream: .output, terminator: "\n")), formatterName: nil,
                formatter: .basic, level: .notset, filters: [], queue: QueuePolicy(),
                position: SourcePosition(line: 1, column: 1))
        ],
        loggers: [], root: LoggerDescription(name: "", level: .info, handlers: [0]), disablesExistingLoggers: true,
        isIncremental: false, warnings: [])

    /// Reads a configuration; `file` is its name in messages. All errors are reported together.
    ///
    /// Source: CPython `Lib/logging/config.py`, `DictConfigurator.configure`.
    public static func read(_ bytes: [UInt8], file: String) throws(ConfigurationError) -> LoggingConfiguration {
        let document: JSONValue
        do {
            document = try JSONReader.read(bytes)
        } catch {
            let problem = ConfigurationProblem(path: "", position: error.position, message: error.reason)
            throw ConfigurationError(file: file, problems: [problem])
        }
        guard case .object(let object) = document.kind else {
            let problem = Setting(path: "", value: document).expected("an object {...}")
            throw ConfigurationError(file: file, problems: [problem])
        }
        var reader = ConfigurationReader(document: object)
        var configuration = reader.configuration(at: document.position)
        let problems = reader.problems.inOrderOfFile
        if problems.contains(where: { $0.severity == .error }) {
            throw ConfigurationError(file: file, problems: problems)
        }
        configuration.warnings = problems
        return configuration
    }
}

extension ConfigurationReader {
    fileprivate static let sections = [
        "version", "formatters", "filters", "handlers", "loggers", "root", "incremental", "disable_existing_loggers",
    ]

    fileprivate mutating func configuration(at position: SourcePosition) -> LoggingConfiguration {
        let whole = Entry(path: "", name: "", object: document, position: position)
        checkVersion(of: whole)
        let isIncremental = setting("incremental", of: whole)?.truth() ?? false
        let formatters = isIncremental ? [] : formatters()
        let filters = isIncremental ? [:] : filters()
        let handlers = isIncremental ? refuseHandlers() : handlers(formatters: formatters, filters: filters)
        var handlerIndexes: [ExactName: Int] = withBroken("handlers", .max, [:])
        for (index, handler) in handlers.enumerated() { handlerIndexes[ExactName(handler.name)] = index }
        let (loggers, root) = loggers(handlers: handlerIndexes, filters: filters, isIncremental: isIncremental)
        let disables = isIncremental ? false : setting("disable_existing_loggers", of: whole)?.truth() ?? true
        warnOfUnknownKeys(of: whole, known: Self.sections)
        return LoggingConfiguration(
            formatters: formatters, handlers: handlers, loggers: loggers, root: root,
            disablesExistingLoggers: disables, isIncremental: isIncremental, warnings: [])
    }

    private mutating func checkVersion(of whole: Entry) {
        guard whole.object["version"] != nil else {
            let message = "\"version\": 1 is missing"
            return report(ConfigurationProblem(path: "", position: whole.position, message: message))
        }
        guard let version = setting("version", of: whole) else { return }
        if (try? version.number()) != 1 { report(version.expected("1")) }
    }

    /// An incremental configuration refers to the handlers of an earlier one, and here there is none.
    private mutating func refuseHandlers() -> [HandlerDescription] {
        for entry in section("handlers") {
            let message = "there is no such handler: an incremental configuration makes none"
            report(ConfigurationProblem(path: entry.path, position: entry.position, message: message))
        }
        return []
    }
}

extension [ConfigurationProblem] {
    /// Sorted by line and column, without duplicates: a value with several references to it is checked several times.
    fileprivate var inOrderOfFile: [ConfigurationProblem] {
        let sorted = enumerated().sorted { left, right in
            let (first, second) = (left.element.position, right.element.position)
            return (first.line, first.column, left.offset) < (second.line, second.column, right.offset)
        }
        var result: [ConfigurationProblem] = []
        for (_, problem) in sorted where !result.contains(problem) { result.append(problem) }
        return result
    }
}
