// FormatterDescription.swift: a formatter as a configuration describes it, before it is compiled.

/// The arguments of `logging.Formatter`, as the JSON of a configuration gives them.
public struct FormatterDescription: Hashable, Sendable {
    /// How fields are written in a format: `%(name)s`, `{name}` or `$name`.
    public enum Style: Character, Hashable, Sendable, CaseIterable {
        case percent = "%"
        case brace = "{"
        case dollar = "$"
    }

    /// The format; `nil` or empty is the style's default, the message alone.
    public var format: String?
    /// For `strftime(3)`; `nil` or empty is `defaultTime`.
    public var datefmt: String?
    /// The form of the time without a `datefmt`: `2026-05-06 12:34:56,007`, unless `"."` changes it.
    public var defaultTime: DefaultTime
    public var style: Style
    /// Whether to check the format as CPython does, beyond what is needed to apply it.
    public var validate: Bool
    /// Values for names that Python's records do not have; the last of equal names wins.
    public var defaults: [NamedFormatValue]
    /// Not `nil` for a formatter that writes a JSON object; the format then only names its members.
    public var json: JSONFormatterDescription?

    public init(
        format: String? = nil, datefmt: String? = nil, style: Style = .percent, validate: Bool = true,
        defaults: [NamedFormatValue] = [], json: JSONFormatterDescription? = nil,
        defaultTime: DefaultTime = DefaultTime()
    ) {
        self.defaultTime = defaultTime
        self.format = format
        self.datefmt = datefmt
        self.style = style
        self.validate = validate
        self.defaults = defaults
        self.json = json
    }

    /// The formatter of `logging.basicConfig()`: `INFO:127.0.0.2:text`.
    public static let basic = FormatterDescription(format: "%(levelname)s:%(name)s:%(message)s")
}

/// The attributes of a formatter for the time without a `datefmt`.
///
/// Source: CPython `Lib/logging/__init__.py`, `Formatter.formatTime`.
public struct DefaultTime: Hashable, Sendable {
    /// `default_time_format`, for `strftime(3)`.
    public var format: String
    /// `default_msec_format`, with two conversions, for the text of the time and the milliseconds; `nil` or empty
    /// leaves out the milliseconds.
    public var milliseconds: String?

    public init(format: String = "%Y-%m-%d %H:%M:%S", milliseconds: String? = "%s,%03d") {
        self.format = format
        self.milliseconds = milliseconds
    }
}

/// The arguments of python-json-logger's `JsonFormatter` beyond those of `logging.Formatter`.
public struct JSONFormatterDescription: Hashable, Sendable {
    /// The version of the package whose output is produced.
    public enum Dialect: Hashable, Sendable {
        /// `pythonjsonlogger.jsonlogger.JsonFormatter` of 2.0: renamed members move to the end.
        case jsonlogger
        /// `pythonjsonlogger.json.JsonFormatter` of 3.2 and later: they keep their position; `defaults` are members.
        case json
    }

    public struct Rename: Hashable, Sendable {
        public var name: String
        public var newName: String

        public init(name: String, newName: String) {
            self.name = name
            self.newName = newName
        }
    }

    public var dialect: Dialect
    /// New names of members, in order: `message` to `@message`.
    public var renameFields: [Rename]
    /// Members that are the same in every record.
    public var staticFields: [NamedFormatValue]
    /// The name of a member for the time in ISO 8601 and UTC; `true` in a configuration is "timestamp".
    public var timestamp: String?
    /// Whether non-ASCII characters are escaped.
    public var ensureASCII: Bool
    /// Text before the object.
    public var prefix: String

    public init(
        dialect: Dialect, renameFields: [Rename] = [], staticFields: [NamedFormatValue] = [],
        timestamp: String? = nil, ensureASCII: Bool = true, prefix: String = ""
    ) {
        self.dialect = dialect
        self.staticFields = staticFields
        self.timestamp = timestamp
        self.ensureASCII = ensureASCII
        self.prefix = prefix
        self.renameFields = renameFields
    }
}
