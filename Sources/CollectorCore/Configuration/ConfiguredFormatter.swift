// ConfiguredFormatter.swift: an entry of `formatters`, checked.

/// A formatter of the configuration; its description has been compiled once as a check.
public struct ConfiguredFormatter: Sendable {
    public var name: String
    public var description: FormatterDescription
    public var position: SourcePosition
}

/// The known classes of formatters.
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

    static let plainKeys = ["format", "datefmt", "style", "validate", "class", "defaults"]

    static let jsonArguments = ["rename_fields", "static_fields", "timestamp", "json_ensure_ascii", "prefix"]

    static let names = allCases.flatMap(\.names)

    static func named(_ name: String) -> FormatterClass? {
        allCases.first { $0.names.contains(name) }
    }
}

extension Setting {
    /// A dotted name, or the class that `ext://` refers to; one of the known ones.
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
        throw problem("cannot load \(quoted(name)): pysyslog does not run Python; known names are \(list)\(hint)")
    }
}
