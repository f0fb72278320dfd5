// JSONValue.swift: the values of a JSON document, with their positions.

/// A position in a text: both count from 1, columns in code points.
public struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public var description: String { "line \(line), column \(column)" }
}

/// A value of a JSON document in Python's terms.
public struct JSONValue: Sendable {
    public indirect enum Kind: Sendable {
        case null
        case bool(Bool)
        /// Clamped to `Int`; levels and sizes are only compared, so the result is the same.
        case integer(Int)
        case number(Double)
        case string(String)
        case array([JSONValue])
        case object(JSONObject)
        /// A Python object by its dotted name; never in a document, only the result of `ext://`.
        case external(String)
    }

    public var kind: Kind
    public var position: SourcePosition

    /// Python's `bool(value)`.
    var isTrue: Bool {
        switch kind {
        case .null: false
        case .bool(let truth): truth
        case .integer(let integer): integer != 0
        case .number(let number): number != 0
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.members.isEmpty
        case .external: true
        }
    }

    var isNull: Bool {
        if case .null = kind { true } else { false }
    }

    /// The value in a few words, for the end of "expected a number, got ...".
    var summary: String {
        switch kind {
        case .null: "null"
        case .bool(let truth): "\(truth)"
        case .integer(let integer): "\(integer)"
        case .number(let number): "\(number)"
        case .string(let text): text.unicodeScalars.count > 60 ? quoted(text.prefix(60)) + "..." : quoted(text)
        case .array(let elements): elements.isEmpty ? "an empty list" : "a list"
        case .object(let object): object.members.isEmpty ? "an empty object" : "an object"
        case .external(let name): "the Python object \(name)"
        }
    }
}

/// The members of an object in the order of the document.
public struct JSONObject: Sendable {
    public struct Member: Sendable {
        public var key: String
        public var keyPosition: SourcePosition
        public var value: JSONValue
    }

    public private(set) var members: [Member] = []
    private var indexes: [ExactName: Int] = [:]

    public subscript(key: String) -> JSONValue? {
        indexes[ExactName(key)].map { members[$0].value }
    }

    /// As in a Python dictionary, a repeated key keeps its position and gets the new value.
    mutating func set(_ member: Member) {
        if let index = indexes[ExactName(member.key)] {
            members[index] = member
        } else {
            indexes[ExactName(member.key)] = members.count
            members.append(member)
        }
    }
}
