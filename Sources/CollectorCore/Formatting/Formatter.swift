// Formatter.swift: a format, compiled once at configuration time, that produces the text of records.

/// Why a format cannot be used; `reason` is CPython's message if there is one.
public struct FormatError: Error, Equatable, Sendable {
    public var reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// A format as parts. It is made once, bound to every route that uses it, and laid out for every batch of records:
///
///     Formatter ──bound(to: facts)──▶ BoundFormatter ──RecordLayout.prepare(_:at:)──▶ append(message:to:)
///
/// A format that could never work is refused here: CPython accepts it, and then drops every record silently.
public struct Formatter: Sendable {
    public let description: FormatterDescription
    /// There are no two literals in a row, and their text is final.
    let parts: [FormatPart]
    let timeFormat: TimeFormat
    let process: ProcessFacts

    public init(_ description: FormatterDescription) throws(FormatError) {
        try self.init(description, process: .current)
    }

    /// The facts of the process are an argument for tests.
    init(_ description: FormatterDescription, process: ProcessFacts) throws(FormatError) {
        let format = description.format.flatMap { $0.isEmpty ? nil : $0 } ?? description.style.defaultFormat
        if description.validate { try description.style.validate(format) }
        let names = FieldNames(process: process, defaults: description.defaults)
        if let json = description.json {
            parts = try Formatter.jsonParts(
                json, fields: description.style.jsonFields(format, json.dialect), names: names,
                defaults: description.defaults)
        } else {
            switch description.style {
            case .percent: parts = try Formatter.percentParts(format, names)
            case .brace: parts = try Formatter.braceParts(format, names)
            case .dollar: parts = try Formatter.dollarParts(format, names)
            }
        }
        timeFormat = try TimeFormat(description.datefmt, description.defaultTime)
        self.process = process
        self.description = description
        try checkLength()
    }

    /// The maximum number of bytes that widths and literals of a format may add to each message. A queue holds at least
    /// one record, whatever its limit.
    private static let longestFrame = 16 << 20

    private func checkLength() throws(FormatError) {
        let length = parts.reduce(0) { sum, part in
            switch part {
            case .literal(let bytes): sum + bytes.count
            case .field(_, .text(let format)): sum + format.fixedBytes
            case .field(_, .number(let format)): sum + format.fixedBytes
            }
        }
        guard length > Self.longestFrame else { return }
        throw FormatError(
            "the fields of a record are up to \(length) bytes wide together; a record may have \(Self.longestFrame)")
    }
}

extension FormatterDescription.Style {
    var defaultFormat: String {
        switch self {
        case .percent: "%(message)s"
        case .brace: "{message}"
        case .dollar: "${message}"
        }
    }

    /// Checks `format` as CPython does when a formatter is created.
    func validate(_ format: String) throws(FormatError) {
        switch self {
        case .percent: try Formatter.validatePercent(format)
        case .brace: try Formatter.validateBrace(format)
        case .dollar: try Formatter.validateDollar(format)
        }
    }
}
