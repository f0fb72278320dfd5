// FieldValue.swift: the values of fields, and the constants of a configuration.

/// A constant in a configuration, for `defaults` and `static_fields`.
public indirect enum FormatValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case float(Double)
    case string(String)
    /// Only in the static fields of a JSON formatter.
    case array([FormatValue])
    case object([NamedFormatValue])
}

/// A constant with its name.
public struct NamedFormatValue: Hashable, Sendable {
    public var name: String
    public var value: FormatValue

    public init(name: String, value: FormatValue) {
        self.name = name
        self.value = value
    }
}

/// What a field holds, in Python's types.
enum FieldValue: Hashable, Sendable {
    case text([UInt8])
    case integer(Int)
    case float(Double)
    case boolean(Bool)
    case none
    /// The arguments of a message, always empty: `()`.
    case emptyTuple

    enum Kind: Sendable {
        case text, integer, float, boolean, none, emptyTuple

        /// Python's name of the type.
        var name: String {
            switch self {
            case .text: "str"
            case .integer: "int"
            case .float: "float"
            case .boolean: "bool"
            case .none: "NoneType"
            case .emptyTuple: "tuple"
            }
        }
    }

    static func text(_ string: String) -> FieldValue { .text(Array(string.utf8)) }

    /// The value of a default, or `nil` for a list or an object.
    init?(_ value: FormatValue) {
        switch value {
        case .null: self = .none
        case .boolean(let boolean): self = .boolean(boolean)
        case .integer(let number): self = .integer(number)
        case .float(let number): self = .float(number)
        case .string(let string): self = .text(string)
        case .array, .object: return nil
        }
    }

    var kind: Kind {
        switch self {
        case .text: .text
        case .integer: .integer
        case .float: .float
        case .boolean: .boolean
        case .none: .none
        case .emptyTuple: .emptyTuple
        }
    }

    /// `str(value)`.
    var text: [UInt8] {
        switch self {
        case .text(let bytes): bytes
        case .integer(let number): Array(String(number).utf8)
        case .float(let number): PythonFloat.repr(number)
        case .boolean(let boolean): Array((boolean ? "True" : "False").utf8)
        case .none: Array("None".utf8)
        case .emptyTuple: Array("()".utf8)
        }
    }

    /// A value other than a string as `json.dumps` writes it.
    var json: [UInt8] {
        switch self {
        case .text: []
        case .integer: text
        case .float(let number):
            number.isFinite ? text : Array((number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity").utf8)
        case .boolean(let boolean): Array((boolean ? "true" : "false").utf8)
        case .none: Array("null".utf8)
        case .emptyTuple: Array("[]".utf8)
        }
    }
}
