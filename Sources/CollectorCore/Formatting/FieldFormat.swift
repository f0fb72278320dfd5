// FieldFormat.swift: one field of a format: which value, and how it is written.

/// How a value is written.
enum FieldFormat: Sendable, Hashable {
    case text(TextFormat)
    case number(NumberFormat)

    static let plain = FieldFormat.text(TextFormat())

    /// Appends `value`; texts are formatted by way of `converted`, which is scratch.
    func append(_ value: FieldValue, converted: inout ByteBuffer, to output: inout ByteBuffer) {
        switch self {
        case .number(let format): format.append(value, to: &output)
        case .text(let format):
            if case .text(let bytes) = value {
                return format.append(bytes.span, converted: &converted, to: &output)
            }
            // A number has neither quotes nor escapes, and JSON has its own names for infinity and NaN.
            var unconverted = format
            unconverted.conversion = .str
            let bytes =
                switch format.conversion {
                case .json: value.json
                case .pickle: value.pickle
                default: value.text
                }
            unconverted.append(bytes.span, converted: &converted, to: &output)
        }
    }

    /// The maximum size of such a text, or of any number, in bytes.
    func worstBytes(textOf length: LongestText) -> Int {
        switch self {
        case .text(let format): format.conversion.worstBytes(textOf: length) + format.fixedBytes
        case .number(let format): format.fixedBytes
        }
    }
}

/// The maximum length of a text, in bytes.
enum LongestText: Equatable, Sendable {
    case any(Int)
    /// Printable ASCII without quotes and backslashes, which is escaped only in forms.
    case plain(Int)

    var count: Int {
        switch self {
        case .any(let count), .plain(let count): count
        }
    }
}

/// Where the value of a field comes from.
enum FieldSource: Sendable, Hashable {
    case constant(FieldValue)
    case attribute(RecordField)

    var kind: FieldValue.Kind {
        switch self {
        case .constant(let value): value.kind
        case .attribute(let field): field.kind
        }
    }
}

/// A part of a compiled format.
enum FormatPart: Sendable, Hashable {
    case literal([UInt8])
    case field(RecordField, FieldFormat)

    /// Whether it can differ between two connections of one peer.
    var printsConnection: Bool {
        guard case .field(let field, _) = self else { return false }
        return [.peerPort, .peerPid, .peerUid, .listener, .tlsSubject, .tlsVersion].contains(field)
    }
}

/// The names that a format may use.
struct FieldNames {
    let process: ProcessFacts
    private let defaults: [String: FormatValue]

    init(process: ProcessFacts, defaults: [NamedFormatValue]) {
        self.process = process
        self.defaults = Dictionary(defaults.map { ($0.name, $0.value) }) { _, last in last }
    }

    /// The meaning of `name`: an attribute of Python's records, a default, or an attribute of our own, in this order,
    /// so that a configuration written for Python gives the same output.
    func source(_ name: String) throws(FormatError) -> FieldSource {
        let field = RecordField.named(name)
        if let field, field.isPython { return source(field) }
        if let value = defaults[name] {
            guard let constant = FieldValue(value) else {
                throw FormatError("the default of '\(name)' is a list or an object; expected a single value")
            }
            return .constant(constant)
        }
        if let field { return source(field) }
        let known = RecordField.names + defaults.keys.sorted()
        let hint = nearMiss(of: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
        throw FormatError("Formatting field not found in record: '\(name)'\(hint)")
    }

    /// The attribute `field`, or its value if already known.
    func source(_ field: RecordField) -> FieldSource {
        field.phase == .configuration ? .constant(field.value(in: process)) : .attribute(field)
    }
}

/// Collects the parts of a format; constants become text at once, and adjacent texts are joined.
struct FormatParts {
    private(set) var parts: [FormatPart] = []

    mutating func append(literal: [UInt8]) {
        guard !literal.isEmpty else { return }
        if case .literal(let before)? = parts.last {
            parts[parts.count - 1] = .literal(before + literal)
        } else {
            parts.append(.literal(literal))
        }
    }

    mutating func append(literal: some StringProtocol) {
        append(literal: Array(literal.utf8))
    }

    mutating func append(_ source: FieldSource, _ format: FieldFormat) {
        switch source {
        case .attribute(let field): parts.append(.field(field, format))
        case .constant(let value):
            var text = ByteBuffer()
            var converted = ByteBuffer()
            format.append(value, converted: &converted, to: &text)
            append(literal: text.bytes.array)
        }
    }
}
