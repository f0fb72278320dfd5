// PairScanner.swift: the pairs of a text such as `level=info took=4ms msg="no route"`, wherever they stand in it.
import CollectorCore

/// A name begins with a letter or `_`, at the beginning of a word; a value ends with the word, or with its quotes.
/// Words that are no pairs are passed over, as is text in quotes.
struct PairScanner: ~Escapable {
    let line: Bytes
    private var position: Int
    /// No quote of that sort follows any more: a text full of them is searched to its end only once.
    private var hasNoDouble = false
    private var hasNoSingle = false

    @_lifetime(copy line)
    init(_ line: Bytes, at start: Int) {
        self.line = line
        position = start
    }

    /// - Returns: whether the text consists of pairs only.
    mutating func readPairs(into list: inout FieldList) -> Bool {
        var isWhole = true
        while true {
            while position < line.count, line[position] <= 0x20 { position += 1 }
            guard position < line.count else { return isWhole }
            if !readPair(into: &list) {
                isWhole = false
                skipWord()
            }
        }
    }

    private mutating func readPair(into list: inout FieldList) -> Bool {
        var end = position
        while end < line.count, Self.isName(line[end], isFirst: end == position) { end += 1 }
        guard end > position, end < line.count, line[end] == UInt8(ascii: "=") else { return false }
        let name = Field.Name.text(FieldText(range: position..<end))
        let start = end + 1
        guard start < line.count else {
            list.add(name, .text, FieldText(range: start..<start))
            position = start
            return true
        }
        // "==" is a comparison, or the end of something in base64.
        guard line[start] != UInt8(ascii: "=") else { return false }
        if let close = closingQuote(of: start), close + 1 == line.count || Self.endsValue(line[close + 1]) {
            let isDouble = line[start] == UInt8(ascii: "\"")
            list.add(name, .text, FieldText(range: start + 1..<close, escapes: isDouble ? .json : .none))
            position = close + 1
            if position < line.count, line[position] > 0x20 { position += 1 }
            return true
        }
        end = start
        while end < line.count, line[end] > 0x20 { end += 1 }
        position = end
        // "a=1, b=2"
        if end > start, line[end - 1] == UInt8(ascii: ",") || line[end - 1] == UInt8(ascii: ";") { end -= 1 }
        list.add(name, Self.isNumber(line.extracting(start..<end)) ? .number : .text, FieldText(range: start..<end))
        return true
    }

    private mutating func skipWord() {
        if let close = closingQuote(of: position) {
            position = close + 1
            return
        }
        while position < line.count, line[position] > 0x20 { position += 1 }
    }

    /// Where the quotes end that begin at `start`, if any do.
    private mutating func closingQuote(of start: Int) -> Int? {
        let quote = line[start]
        switch quote {
        case UInt8(ascii: "\"") where !hasNoDouble: break
        case UInt8(ascii: "'") where !hasNoSingle: break
        default: return nil
        }
        var end = start + 1
        while end < line.count, line[end] != quote {
            end += line[end] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? 2 : 1
        }
        if end < line.count { return end }
        if quote == UInt8(ascii: "\"") { hasNoDouble = true } else { hasNoSingle = true }
        return nil
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
    }

    private static func isName(_ byte: UInt8, isFirst: Bool) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), 0x80...: true
        case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "@"): !isFirst
        default: false
        }
    }

    /// Whether it is shown as a number.
    private static func isNumber(_ value: Bytes) -> Bool {
        guard value.count > 0 else { return false }
        for index in value.indices {
            let isSign = index == 0 && value.count > 1 && value[0] == UInt8(ascii: "-")
            guard 0x30...0x39 ~= value[index] || value[index] == UInt8(ascii: ".") || isSign else { return false }
        }
        return true
    }
}
