// MaskScanner.swift: finds the parts of a text that differ from line to line; each byte is looked at a few times at most.
import CollectorCore

/// Walks through a text word by word, and through each word part by part.
///
/// Masked are numbers with their units, and what is made of numbers: times, versions, addresses, hexadecimal numbers,
/// UUIDs; the digits at the end of a name; long words with digits; mail addresses; paths; and text in quotes, unless a
/// colon behind it makes it a name.
struct MaskScanner: ~Escapable {
    let line: Bytes
    let end: Int
    private(set) var position: Int
    private var wordStart: Int
    /// No quote of that sort is closed any more: a text full of them is searched to its end only once.
    private var hasNoDouble = false
    private var hasNoSingle = false
    /// Where the next "@" stands, or the end of the text; and before which byte no mail address begins.
    private var nextAt = -1
    private var mailStart = 0

    /// A word of that length with a digit in it is a number of something, such as a session.
    private static let longWord = 16
    /// A word of that length that could be a hexadecimal number is one.
    private static let longHexadecimal = 8

    @_lifetime(copy line)
    init(_ line: Bytes, from start: Int, to end: Int) {
        self.line = line
        self.end = end
        position = min(start, end)
        wordStart = position
    }

    /// Where the next word begins.
    mutating func nextWord() -> Int? {
        while position < end, line[position] <= 0x20 { position += 1 }
        guard position < end else { return nil }
        wordStart = position
        return position
    }

    /// The next part of the word; `nil` at its end.
    mutating func nextPart() -> (range: Range<Int>, isMasked: Bool)? {
        guard position < end, line[position] > 0x20 else { return nil }
        let start = position
        let (end, isMasked) = part(start)
        position = end
        return (start..<end, isMasked)
    }

    private mutating func part(_ start: Int) -> (end: Int, isMasked: Bool) {
        switch line[start] {
        case let byte where byte.isWord:
            if let end = mailEnd(start) { return (end, true) }
            let run = run(start)
            if run.isNumber || isNumber(run) { return (numberEnd(run.end), true) }
            // The digits at the end of "eth0" are the next part.
            return (run.digits, false)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            if let quoted = quoted(start) { return quoted }
        case UInt8(ascii: "/"):
            if let end = pathEnd(start) { return (end, true) }
        case UInt8(ascii: "-"), UInt8(ascii: "+"):
            if start + 1 < end, line[start + 1].isDigit, startsPart(start) {
                return (numberEnd(run(start + 1).end), true)
            }
        case UInt8(ascii: ":"):
            // The short form of an IPv6 address.
            guard start + 2 < end, line[start + 1] == UInt8(ascii: ":"), startsPart(start) else { break }
            let run = run(start + 2)
            if run.isNumber || run.isHexadecimal { return (numberEnd(run.end), true) }
        default: break
        }
        return (start + 1, false)
    }

    /// Whether no name or number goes on at `start`.
    private func startsPart(_ start: Int) -> Bool { start == wordStart || !line[start - 1].isWord }
}

// MARK: - Names and numbers

extension MaskScanner {
    /// Letters and digits that follow each other.
    private struct Run {
        var range: Range<Int>
        /// Where its first digit stands, or its end.
        var digits: Int
        /// Whether all of it could be a hexadecimal number; not if it is empty.
        var isHexadecimal: Bool

        var end: Int { range.upperBound }
        var hasDigit: Bool { digits < range.upperBound }
        /// It begins with a digit, is hexadecimal with a digit, or too long for a name.
        var isNumber: Bool {
            hasDigit && (isHexadecimal || digits == range.lowerBound || range.count >= MaskScanner.longWord)
        }
    }

    private func run(_ start: Int) -> Run {
        var index = start
        var digits = -1
        var isHexadecimal = true
        while index < end, line[index].isWord {
            if line[index].isDigit {
                if digits < 0 { digits = index }
            } else if !line[index].isHexadecimalLetter {
                isHexadecimal = false
            }
            index += 1
        }
        return Run(
            range: start..<index, digits: digits < 0 ? index : digits, isHexadecimal: isHexadecimal && index > start)
    }

    /// Whether letters are a number: long ones, and the first of a hardware address.
    private func isNumber(_ run: Run) -> Bool {
        guard run.isHexadecimal else { return false }
        if run.range.count >= Self.longHexadecimal { return true }
        guard run.range.count == 2, run.end + 3 < end else { return false }
        let next = self.run(run.end + 1)
        return line[run.end].isPairSeparator && next.isHexadecimal && next.range.count == 2 && next.end < end
            && line[next.end].isPairSeparator
    }

    /// The end of the number whose first digits end at `start`: "10.0.0.1:514", "14:03:21.003+02:00", "1,204".
    private func numberEnd(_ start: Int) -> Int {
        var last = start
        while last + 1 < end, line[last].joinsNumbers {
            // An IPv6 address has two colons in one place.
            let isDoubled = line[last] == UInt8(ascii: ":") && line[last + 1] == UInt8(ascii: ":")
            let next = run(last + (isDoubled ? 2 : 1))
            guard next.isNumber || next.isHexadecimal || line[last].joinsVersion && isVersion(next) else { break }
            last = next.end
        }
        return last
    }
}

// MARK: - Versions and mail addresses

extension MaskScanner {
    /// Whether letters go on with a version: "deb12u1", and "dfsg" in "2.9.14+dfsg-1.3".
    private func isVersion(_ run: Run) -> Bool {
        if run.hasDigit { return true }
        return !run.range.isEmpty && run.end < end && line[run.end].joinsVersion && self.run(run.end + 1).hasDigit
    }

    /// The end of the mail address that begins at `start`; `nil` if there is none.
    private mutating func mailEnd(_ start: Int) -> Int? {
        if nextAt < start {
            nextAt = start
            while nextAt < end, line[nextAt] != UInt8(ascii: "@") { nextAt += 1 }
        }
        guard nextAt + 1 < end, start >= mailStart, startsPart(start) else { return nil }
        var index = start
        while index < nextAt, line[index].isWord || line[index].joinsMail { index += 1 }
        guard index == nextAt, line[nextAt + 1].isWord else {
            // What begins before that byte ends there as well.
            mailStart = index + 1
            return nil
        }
        index += 1
        while index < end, line[index].isWord || line[index].joinsMail { index += 1 }
        while line[index - 1].joinsMail { index -= 1 }
        return index
    }
}

// MARK: - Quotes and paths

extension MaskScanner {
    /// The text in quotes that begins at `start`; `nil` if the sign is not a quote.
    private mutating func quoted(_ start: Int) -> (end: Int, isMasked: Bool)? {
        let quote = line[start]
        let isSingle = quote == UInt8(ascii: "'")
        // An apostrophe stands within a word.
        if isSingle ? hasNoSingle || !startsPart(start) : hasNoDouble { return nil }
        var index = start + 1
        while index < end {
            if line[index] == UInt8(ascii: "\\") {
                index += 2
                continue
            }
            if line[index] == quote, !isSingle || index + 1 == end || !line[index + 1].isWord {
                let isName = index + 1 < end && line[index + 1] == UInt8(ascii: ":")
                return (index + 1, !isName)
            }
            index += 1
        }
        if isSingle { hasNoSingle = true } else { hasNoDouble = true }
        return nil
    }

    private func pathEnd(_ start: Int) -> Int? {
        guard startsPart(start), start + 1 < end, line[start + 1].isWord || line[start + 1].beginsFileName else {
            return nil
        }
        var index = start + 1
        while index < end, line[index] > 0x20, !line[index].endsPath { index += 1 }
        while index > start + 1, line[index - 1].isPunctuation { index -= 1 }
        return index
    }
}

// MARK: - Bytes

extension UInt8 {
    fileprivate var isDigit: Bool { self &- 0x30 < 10 }
    fileprivate var isHexadecimalLetter: Bool { (self | 0x20) &- 0x61 < 6 }
    /// Letters, digits, `_` and whatever is no ASCII.
    fileprivate var isWord: Bool {
        (self | 0x20) &- 0x61 < 26 || isDigit || self >= 0x80 || self == UInt8(ascii: "_")
    }
    fileprivate var isPairSeparator: Bool { self == UInt8(ascii: ":") || self == UInt8(ascii: "-") }
    /// Stands between the numbers of a time, an address, a version or a list.
    fileprivate var joinsNumbers: Bool {
        switch self {
        case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "+"),
            UInt8(ascii: ","), UInt8(ascii: "~"):
            true
        default: false
        }
    }
    /// Stands between the parts of a version besides.
    fileprivate var joinsVersion: Bool {
        switch self {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "~"): true
        default: false
        }
    }
    fileprivate var joinsMail: Bool {
        switch self {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "%"): true
        default: false
        }
    }
    fileprivate var beginsFileName: Bool {
        self == UInt8(ascii: "/") || self == UInt8(ascii: ".") || self == UInt8(ascii: "~")
    }
    fileprivate var endsPath: Bool {
        switch self {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"):
            true
        default: false
        }
    }
    fileprivate var isPunctuation: Bool { self == UInt8(ascii: ":") || self == UInt8(ascii: ".") }
}
