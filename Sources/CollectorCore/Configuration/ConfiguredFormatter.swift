// ConfiguredFormatter.swift: an entry of `formatters`, checked.

/// A formatter of the configuration.
public struct ConfiguredFormatter: Sendable {
    public var name: String
    public var description: FormatterDescription
    /// Names used where a record has no such attribute, in the order of the file.
    public var defaults: [(name: String, value: JSONValue)] = []
    /// `default_time_format` and `default_msec_format`, for records without a `datefmt`; `nil` is Python's own.
    public var timeFormat: String?
    /// An inner `nil` is JSON's null: no milliseconds.
    public var millisecondsFormat: String??
    /// Present for a formatter that writes one JSON object for each record.
    public var json: JSONFormatterArguments?
    public var position: SourcePosition
}

/// What python-json-logger's `JsonFormatter` takes beyond the arguments of `logging.Formatter`.
public struct JSONFormatterArguments: Sendable {
    /// The dotted name: the module before version 3.1 of the package, or the one since.
    public var className: String
    /// Attributes of the record and the keys under which they are written, in the order of the file.
    public var renamedFields: [(name: String, key: String)] = []
    /// Keys that every record gets.
    public var staticFields: [(key: String, value: JSONValue)] = []
    /// The key of the time of the record in ISO 8601; `nil` leaves it out.
    public var timestampKey: String?
    /// Whether what is beyond ASCII is written `\u....`.
    public var escapesNonASCII = true
    /// Text before the object.
    public var prefix = ""
}

/// The classes of formatters that there are.
enum FormatterClass: CaseIterable {
    case plain, json

    /// The dotted names, oldest first.
    var names: [String] {
        switch self {
        case .plain: ["logging.Formatter"]
        case .json: ["pythonjsonlogger.jsonlogger.JsonFormatter", "pythonjsonlogger.json.JsonFormatter"]
        }
    }

    /// The arguments under `()`.
    var arguments: [String] {
        let plain = ["fmt", "format", "datefmt", "style", "validate", "defaults"]
        return self == .plain ? plain : plain + Self.jsonArguments
    }

    static let jsonArguments = ["rename_fields", "static_fields", "timestamp", "json_ensure_ascii", "prefix"]

    static let names = allCases.flatMap(\.names)

    static func named(_ name: String) -> FormatterClass? {
        allCases.first { $0.names.contains(name) }
    }
}

extension Setting {
    /// A dotted name, or the class that `ext://` led to; one of those that there are.
    func className(of what: String, among known: [String]) throws(ConfigurationProblem) -> String {
        var name = ""
        if case .external(let external) = value.kind {
            name = external
        } else {
            name = try text(as: "the dotted name of a class of \(what)s")
        }
        if known.contains(name) { return name }
        let hint = suggestion(for: name, among: known)
        let list = known.joined(separator: ", ")
        throw problem("cannot load \(quoted(name)): there is no Python here, known are \(list)\(hint)")
    }
}
