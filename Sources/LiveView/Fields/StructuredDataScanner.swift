// StructuredDataScanner.swift: the elements of the structured data of RFC 5424: `[id name="value"]`.
import CollectorCore

struct StructuredDataScanner: ~Escapable {
    let line: Bytes
    private var position: Int
    private let end: Int

    /// - Parameter range: all elements, as the header gives them.
    @_lifetime(copy line)
    init(_ line: Bytes, _ range: Range<Int>) {
        self.line = line
        position = range.lowerBound
        end = range.upperBound
    }

    /// Reads each element as a group of its parameters.
    ///
    /// - Returns: whether all are right.
    mutating func readElements(into list: inout FieldList) -> Bool {
        while position < end {
            let start = position
            guard skip(Self.opening) else { return false }
            guard let id = name() else { return false }
            list.openGroup(.text(FieldText(range: id)), .object, at: start)
            while skip(Self.blank) {
                while skip(Self.blank) {}
                // Some senders put a blank in front of the bracket.
                if position < end, line[position] == UInt8(ascii: "]") { break }
                guard let name = name(), skip(Self.assignment), let value = value() else { return false }
                list.add(.text(FieldText(range: name)), .text, value)
            }
            guard skip(Self.closing) else { return false }
            list.closeGroup(at: position)
        }
        return true
    }

    private static let opening = Array("[".utf8)
    private static let closing = Array("]".utf8)
    private static let blank = Array(" ".utf8)
    private static let assignment = Array("=\"".utf8)

    private mutating func skip(_ text: [UInt8]) -> Bool {
        guard position + text.count <= end, line.stands(text, at: position) else { return false }
        position += text.count
        return true
    }

    /// Bytes other than blanks, `=`, `]` and quotation marks.
    private mutating func name() -> Range<Int>? {
        let start = position
        while position < end, line[position] > 0x20 {
            switch line[position] {
            case UInt8(ascii: "="), UInt8(ascii: "]"), UInt8(ascii: "\""):
                return start < position ? start..<position : nil
            default: position += 1
            }
        }
        return start < position ? start..<position : nil
    }

    private mutating func value() -> FieldText? {
        let start = position
        var escapes = Escapes.none
        while position < end {
            if line[position] == UInt8(ascii: "\"") {
                position += 1
                return FieldText(range: start..<position - 1, escapes: escapes)
            }
            if line[position] == UInt8(ascii: "\\") {
                escapes = .structured
                position += 1
            }
            position += 1
        }
        return nil
    }
}
