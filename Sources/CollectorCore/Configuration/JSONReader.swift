// JSONReader.swift: reads a JSON document as Python does, and records the position of each value.

/// Why a document is not JSON, and at which position.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    public var position: SourcePosition
    public var reason: String

    public var description: String { "\(position): \(reason)" }
}

/// A reader of our own, for Python's dialect of JSON: `NaN` and `Infinity` are numbers, integers have no bound, the
/// last of several equal keys wins, the order of keys is kept. No available library does that, or gives the line and
/// column of every value, which the messages about a configuration need.
///
/// Source: CPython `Lib/json/scanner.py`, `Lib/json/decoder.py`.
struct JSONReader {
    /// Python gives up near 1000 levels; no configuration has ten.
    static let deepest = 500

    let bytes: [UInt8]
    private(set) var offset = 0
    private(set) var position = SourcePosition(line: 1, column: 1)

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The one value of a document in UTF-8.
    static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try checkEncoding(bytes)
        var reader = JSONReader(bytes: bytes)
        reader.skipBlanks()
        guard reader.next != nil else { throw reader.error("the file is empty; the least is {\"version\": 1}") }
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.next == nil else { throw reader.error("expected the end of the file, found \(reader.found)") }
        return value
    }

    /// The byte that is read next; `nil` at the end.
    var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Skips one byte. A UTF-8 continuation byte does not count as a column.
    mutating func advance() {
        let byte = bytes[offset]
        offset += 1
        if byte == UInt8(ascii: "\n") {
            position = SourcePosition(line: position.line + 1, column: 1)
        } else if byte & 0xC0 != 0x80 {
            position.column += 1
        }
    }

    mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D { advance() }
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        let start = position
        guard depth < Self.deepest else { throw error("lists and objects are nested more than \(Self.deepest) deep") }
        let kind: JSONValue.Kind
        switch next {
        case UInt8(ascii: "{"): kind = .object(try object(depth: depth))
        case UInt8(ascii: "["): kind = .array(try array(depth: depth))
        case UInt8(ascii: "\""): kind = .string(try string())
        case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "-"): kind = try number()
        default: kind = try word()
        }
        return JSONValue(kind: kind, position: start)
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        var object = JSONObject()
        advance()
        skipBlanks()
        if skip("}") { return object }
        repeat {
            skipBlanks()
            let start = position
            guard next == UInt8(ascii: "\"") else { throw keyError(isFirst: object.members.isEmpty) }
            let key = try string()
            skipBlanks()
            guard skip(":") else { throw error("expected ':' after a key, found \(found)") }
            skipBlanks()
            object.set(.init(key: key, keyPosition: start, value: try value(depth: depth + 1)))
            skipBlanks()
        } while skip(",")
        guard skip("}") else { throw separatorError(closing: "}") }
        return object
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        advance()
        skipBlanks()
        if skip("]") { return elements }
        repeat {
            skipBlanks()
            elements.append(try value(depth: depth + 1))
            skipBlanks()
        } while skip(",")
        guard skip("]") else { throw separatorError(closing: "]") }
        return elements
    }

    /// Skips `character` if it is next.
    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        advance()
        return true
    }
}
