// JSONScanner.swift: the members of a JSON object, without recursion and without copying a byte.
import CollectorCore

/// How reading ended.
enum ScanEnd: Equatable {
    /// At this position, behind the last byte that was read.
    case complete(Int)
    /// The line ends first; up to there it was right.
    case cut
    case malformed
    /// Groups are nested too deeply to be shown.
    case tooDeep
}

/// Reads one object.
///
/// Accepted beyond RFC 8259 is what senders write: `NaN` and `Infinity`, as Python does; control characters and bytes
/// that are not UTF-8 in strings. Numbers are never converted.
struct JSONScanner: ~Escapable {
    let line: Bytes
    private var position: Int
    /// Bit n: the group at depth n is an array.
    private var arrays: UInt64 = 0
    private var depth = 0

    static let depthLimit = 64

    private enum Next { case firstMember, member, separator }

    @_lifetime(copy line)
    init(_ line: Bytes, at start: Int) {
        self.line = line
        position = start
    }

    /// Reads the object that begins here; its members are not in a group.
    mutating func readObject(into list: inout FieldList) -> ScanEnd {
        guard position < line.count, line[position] == UInt8(ascii: "{") else { return .malformed }
        position += 1
        depth = 1
        var next = Next.firstMember
        while true {
            skipBlanks()
            guard position < line.count else { return .cut }
            let isEnd = line[position] == (isInArray ? UInt8(ascii: "]") : UInt8(ascii: "}"))
            if isEnd, next != .member {
                position += 1
                depth -= 1
                guard depth > 0 else { return .complete(position) }
                list.closeGroup(at: position)
                next = .separator
            } else if next == .separator {
                guard line[position] == UInt8(ascii: ",") else { return .malformed }
                position += 1
                next = .member
            } else {
                switch readMember(into: &list) {
                case .opened: next = .firstMember
                case .value: next = .separator
                case .failed(let end): return end
                }
            }
        }
    }

    private var isInArray: Bool { arrays >> UInt64(depth - 1) & 1 == 1 }

    private enum Member {
        case opened, value
        case failed(ScanEnd)
    }

    /// A name and its value, or an element; of a group only its first bracket.
    private mutating func readMember(into list: inout FieldList) -> Member {
        var name = Field.Name.element
        if !isInArray {
            switch readString() {
            case .complete(let text): name = .text(text)
            case .cut: return .failed(.cut)
            case .malformed: return .failed(.malformed)
            }
            skipBlanks()
            guard position < line.count else { return .failed(.cut) }
            guard line[position] == UInt8(ascii: ":") else { return .failed(.malformed) }
            position += 1
            skipBlanks()
            guard position < line.count else { return .failed(.cut) }
        }
        switch line[position] {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth < Self.depthLimit else { return .failed(.tooDeep) }
            let isArray = line[position] == UInt8(ascii: "[")
            list.openGroup(name, isArray ? .array : .object, at: position)
            let bit: UInt64 = 1 << UInt64(depth)
            arrays = isArray ? arrays | bit : arrays & ~bit
            depth += 1
            position += 1
            return .opened
        case UInt8(ascii: "\""):
            let start = position + 1
            switch readString() {
            case .complete(let text): list.add(name, .text, text)
            case .cut:
                list.add(name, .text, FieldText(range: start..<line.count, escapes: .json), isCut: true)
                return .failed(.cut)
            case .malformed: return .failed(.malformed)
            }
            return .value
        default: return readWord(name, into: &list)
        }
    }

    private enum StringEnd {
        case complete(FieldText)
        case cut, malformed
    }

    private mutating func readString() -> StringEnd {
        guard line[position] == UInt8(ascii: "\"") else { return .malformed }
        let start = position + 1
        var end = start
        var escapes = Escapes.none
        while end < line.count {
            let byte = line[end]
            if byte == UInt8(ascii: "\"") {
                position = end + 1
                return .complete(FieldText(range: start..<end, escapes: escapes))
            }
            guard byte == UInt8(ascii: "\\") else {
                end += 1
                continue
            }
            escapes = .json
            guard end + 1 < line.count else { return .cut }
            switch line[end + 1] {
            case UInt8(ascii: "u"):
                guard end + 6 <= line.count else { return .cut }
                guard Escapes.codeUnit(line, at: end) != nil else { return .malformed }
                end += 6
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                end += 2
            default: return .malformed
            }
        }
        return .cut
    }

    /// A number or a word. One that ends with the line may go on.
    private mutating func readWord(_ name: Field.Name, into list: inout FieldList) -> Member {
        let start = position
        while position < line.count, Self.isPart(line[position]) { position += 1 }
        guard position < line.count else { return .failed(.cut) }
        let word = line.extracting(start..<position)
        let isNumber = Self.isNumber(word)
        guard isNumber || Self.isWord(word) else { return .failed(.malformed) }
        list.add(name, isNumber ? .number : .word, FieldText(range: start..<position))
        return .value
    }

    private static let words = ["true", "false", "null", "NaN", "Infinity", "-Infinity"].map { Array($0.utf8) }

    private static func isWord(_ word: Bytes) -> Bool {
        for known in words where known.count == word.count && word.stands(known, at: 0) { return true }
        return false
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."): true
        default: false
        }
    }

    /// RFC 8259 section 6.
    private static func isNumber(_ word: Bytes) -> Bool {
        var index = 0
        func at(_ character: UInt8) -> Bool { index < word.count && word[index] == character }
        func skipDigits() -> Int {
            let start = index
            while index < word.count, 0x30...0x39 ~= word[index] { index += 1 }
            return index - start
        }
        if at(UInt8(ascii: "-")) { index += 1 }
        let beginsWithZero = at(UInt8(ascii: "0"))
        let digits = skipDigits()
        guard digits > 0, !beginsWithZero || digits == 1 else { return false }
        if at(UInt8(ascii: ".")) {
            index += 1
            guard skipDigits() > 0 else { return false }
        }
        if at(UInt8(ascii: "e")) || at(UInt8(ascii: "E")) {
            index += 1
            if at(UInt8(ascii: "+")) || at(UInt8(ascii: "-")) { index += 1 }
            guard skipDigits() > 0 else { return false }
        }
        return index == word.count
    }

    private mutating func skipBlanks() {
        while position < line.count, Self.isBlank(line[position]) { position += 1 }
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
