// FieldCondition.swift: "field:user.id=7": a value that a message must have under a name, and how it is written.
import CollectorCore

/// A term of a filter about a field of the message. Written again, it has the same meaning, also inside parentheses.
struct FieldCondition: Equatable {
    enum Test: Equatable {
        /// The message has the field, whatever its value.
        case exists
        case values([FieldPattern])
        case number(Comparison, Double, text: String)
    }

    let path: String
    let test: Test

    init(_ path: String, _ test: Test = .exists) {
        self.path = path
        self.test = test
    }

    var text: String {
        let isPlain = path.allSatisfy { FieldPattern.isPlain($0) && !":=<>!".contains($0) }
        let name = "field:" + (isPlain ? path : FilterEdit.Term.quoted(path))
        switch test {
        case .exists: return name
        case .values(let patterns): return name + "=" + patterns.map(\.text).joined(separator: ",")
        case .number(let comparison, _, let text): return name + comparison.rawValue + text
        }
    }

    /// Whether its text, read again, means the same: a mark that combines with the quotation mark before it changes that.
    var canBeTyped: Bool {
        guard case .all(let nodes)? = try? FilterParser.parse(text).kind else { return false }
        return nodes.map(\.kind) == [.term(.field(self))]
    }

    /// Whether the field has such a value. Of a value that is cut nobody knows what it is.
    ///
    /// - Parameter memory: used for values with escapes.
    func isMet(by field: Field, in line: Bytes, _ memory: inout [UInt8]) -> Bool {
        if case .exists = test { return true }
        guard !field.isGroup, !field.isCut else { return false }
        let bytes = line.extracting(field.value.range)
        guard field.value.escapes != .none else { return isMet(by: bytes) }
        memory.removeAll(keepingCapacity: true)
        field.value.escapes.undo(bytes, into: &memory)
        return isMet(by: memory.span)
    }

    private func isMet(by value: Bytes) -> Bool {
        switch test {
        case .exists: return true
        case .values(let patterns):
            for pattern in patterns where pattern.glob.matches(value) { return true }
            return false
        case .number(let comparison, let limit, _):
            guard let number = Self.number(value) else { return false }
            return comparison.holds(number, limit)
        }
    }

    /// The number that a value consists of: in decimal digits, without a unit.
    static func number(_ value: Bytes) -> Double? {
        guard 1...longestNumber ~= value.count else { return nil }
        for index in value.indices {
            switch value[index] {
            case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"),
                UInt8(ascii: "E"):
                continue
            default: return nil
            }
        }
        return Double(value.lossyText).flatMap { $0.isFinite ? $0 : nil }
    }

    private static let longestNumber = 64
}

/// A value, in which `*` and `?` outside of quotes stand for other bytes: `/api/*`, `"a b"*`.
struct FieldPattern: Equatable {
    let parts: [Glob.Part]
    let glob: Glob

    init(_ parts: [Glob.Part]) {
        self.parts = parts
        glob = Glob(parts)
    }

    var text: String {
        guard parts.contains(where: { $0 != .text("") }) else { return "\"\"" }
        return parts.reduce(into: "") { written, part in
            switch part {
            case .text(let text): written += text.allSatisfy(Self.isPlain) ? text : FilterEdit.Term.quoted(text)
            case .anyBytes: written += "*"
            case .oneByte: written += "?"
            }
        }
    }

    /// The longest text that is part of every value that matches.
    var longestText: String {
        parts.reduce(into: "") { longest, part in
            if case .text(let text) = part, text.utf8.count > longest.utf8.count { longest = text }
        }
    }

    /// Whether a character needs no quotes.
    static func isPlain(_ character: Character) -> Bool {
        !character.isWhitespace && !"\",|()*?".contains(character)
    }
}
