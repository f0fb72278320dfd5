// EventScanner.swift: CEF and LEEF, the formats of security products: parts between bars, then pairs.
import CollectorCore

/// A part that has its name from its place. The names are those of the pairs that mean the same, where there are any.
enum EventPlace: String, CaseIterable {
    case version, deviceVendor, deviceProduct, deviceVersion
    case deviceEventClassId, name, severity
    case eventID, delimiter

    /// Its name as bytes.
    var bytes: [UInt8] { Self.names[Self.allCases.firstIndex(of: self) ?? 0] }

    private static let names = allCases.map { Array($0.rawValue.utf8) }

    static let cef: [Self] = [
        .version, .deviceVendor, .deviceProduct, .deviceVersion, .deviceEventClassId, .name, .severity,
    ]
    static let leef: [Self] = [.version, .deviceVendor, .deviceProduct, .deviceVersion, .eventID]
}

/// Source: "ArcSight Common Event Format", version 27, and IBM's "Log Event Extended Format", version 2.
struct EventScanner: ~Escapable {
    let line: Bytes
    private var position: Int

    static let cef = Array("CEF:".utf8)
    static let leef = Array("LEEF:".utf8)

    /// - Parameter start: behind one of these.
    @_lifetime(copy line)
    init(_ line: Bytes, at start: Int) {
        self.line = line
        position = start
    }

    /// - Returns: whether it is right.
    mutating func readCEF(into list: inout FieldList) -> Bool {
        for place in EventPlace.cef { guard readPart(place, into: &list) else { return false } }
        while true {
            while position < line.count, line[position] <= 0x20 { position += 1 }
            guard position < line.count else { return true }
            guard let name = nameOfPair(at: position) else { return false }
            position = name.upperBound + 1
            list.add(.text(FieldText(range: name)), .text, valueInBlanks())
        }
    }

    /// - Returns: whether it is right.
    mutating func readLEEF(into list: inout FieldList) -> Bool {
        let start = position
        for place in EventPlace.leef { guard readPart(place, into: &list) else { return false } }
        var delimiter: UInt8 = 0x09
        if line[start] == UInt8(ascii: "2"), let given = readDelimiter(into: &list) { delimiter = given }
        while position < line.count {
            let end = line.offset(of: delimiter, from: position)
            if end > position {
                let equals = line.extracting(..<end).offset(of: UInt8(ascii: "="), from: position)
                guard equals < end, equals > position else { return false }
                list.add(
                    .text(FieldText(range: position..<equals)), .text, FieldText(range: equals + 1..<end))
            }
            position = min(end + 1, line.count)
        }
        return true
    }

    /// What stands up to the next bar.
    private mutating func readPart(_ place: EventPlace, into list: inout FieldList) -> Bool {
        let start = position
        var escapes = Escapes.none
        while position < line.count, line[position] != UInt8(ascii: "|") {
            if line[position] == UInt8(ascii: "\\") {
                escapes = .event
                position += 1
            }
            position += 1
        }
        guard position < line.count else { return false }
        list.add(.place(place), .text, FieldText(range: start..<position, escapes: escapes))
        position += 1
        return true
    }

    /// LEEF 2: a character, or its code as in `x5E` or `0x5E`; without it, a tabulator. Some senders leave the part out.
    private mutating func readDelimiter(into list: inout FieldList) -> UInt8? {
        let end = line.offset(of: UInt8(ascii: "|"), from: position)
        guard end < line.count, end - position <= 4 else { return nil }
        let part = line.extracting(position..<end)
        var delimiter: UInt8?
        if part.count <= 1 {
            delimiter = part.count == 1 ? part[0] : 0x09
        } else {
            let text = part.lossyText.lowercased()
            delimiter = text.hasPrefix("0x") ? UInt8(text.dropFirst(2), radix: 16) : nil
            if text.hasPrefix("x") { delimiter = UInt8(text.dropFirst(), radix: 16) }
        }
        guard let delimiter else { return nil }
        list.add(.place(.delimiter), .text, FieldText(range: position..<end))
        position = end + 1
        return delimiter
    }

    /// A name with `=` behind it, if one stands there.
    private func nameOfPair(at start: Int) -> Range<Int>? {
        var end = start
        while end < line.count {
            switch line[end] {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "["), UInt8(ascii: "]"):
                end += 1
            case UInt8(ascii: "="): return end > start ? start..<end : nil
            default: return nil
            }
        }
        return nil
    }

    /// A value that may hold blanks: it ends where the name of the next pair begins.
    private mutating func valueInBlanks() -> FieldText {
        let start = position
        var (end, escapes) = (position, Escapes.none)
        while position < line.count {
            let byte = line[position]
            if byte == UInt8(ascii: "\\") {
                escapes = .event
                position = min(position + 2, line.count)
                end = position
            } else if byte > 0x20 {
                position += 1
                end = position
            } else {
                position += 1
                if position < line.count, line[position] > 0x20, nameOfPair(at: position) != nil { break }
            }
        }
        return FieldText(range: start..<end, escapes: escapes)
    }
}
