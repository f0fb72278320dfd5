// HeaderCursor.swift: reads the header of a line, and never beyond its end.
import CollectorCore

/// A position in a line. A method that does not find what it reads leaves the position unchanged.
struct HeaderCursor: ~Escapable {
    let line: Bytes
    private(set) var position: Int

    @_lifetime(copy line)
    init(_ line: Bytes, at position: Int) {
        self.line = line
        self.position = position
    }

    var isAtEnd: Bool { position >= line.count }
    /// JSON is neither the name of a host nor that of a program.
    var isAtObject: Bool { byte(0) == UInt8(ascii: "{") }

    private func byte(_ offset: Int) -> UInt8 {
        position + offset < line.count ? line[position + offset] : 0
    }

    mutating func skip(_ text: StaticString) -> Bool {
        let wanted = text.utf8CodeUnitCount
        guard position + wanted <= line.count else { return false }
        for (offset, expected) in "\(text)".utf8.enumerated() where line[position + offset] != expected { return false }
        position += wanted
        return true
    }

    /// Bytes up to a space, at least one.
    mutating func word() -> Range<Int>? {
        let start = position
        var end = position
        while end < line.count, line[end] > 0x20 { end += 1 }
        guard end > start else { return nil }
        position = end
        return start..<end
    }

    /// The range, or `nil` if the value is `-`.
    func given(_ range: Range<Int>) -> Range<Int>? {
        range.count == 1 && line[range.lowerBound] == UInt8(ascii: "-") ? nil : range
    }

    mutating func skipByteOrderMark() {
        if byte(0) == 0xEF, byte(1) == 0xBB, byte(2) == 0xBF { position += 3 }
    }

    /// `-`, or `[id name="value" ...]` any number of times; a quote, a backslash and a bracket are escaped in values.
    mutating func skipStructuredData() -> Bool {
        if byte(0) == UInt8(ascii: "-") {
            position += 1
            return true
        }
        var end = position
        guard end < line.count, line[end] == UInt8(ascii: "[") else { return false }
        while end < line.count, line[end] == UInt8(ascii: "[") {
            var isQuoted = false
            end += 1
            while end < line.count, isQuoted || line[end] != UInt8(ascii: "]") {
                if isQuoted, line[end] == UInt8(ascii: "\\") {
                    end += 1
                } else if line[end] == UInt8(ascii: "\"") {
                    isQuoted.toggle()
                }
                end += 1
            }
            guard end < line.count else { return false }
            end += 1
        }
        position = end
        return true
    }

    /// "Aug 29 14:03:21", "Aug  9 14:03:21" or "2026-08-29T14:03:21.003+02:00".
    mutating func timestamp() -> Range<Int>? {
        let start = position
        if matches("Lll dd dd:dd:dd") || matches("Lll  d dd:dd:dd") {
            position += 15
            return start..<position
        }
        guard matches("dddd-dd-ddTdd:dd:dd") else { return nil }
        return word()
    }

    /// Whether the line continues as in `pattern`: `L` is a capital letter, `l` a small one, `d` a digit.
    private func matches(_ pattern: String) -> Bool {
        guard position + pattern.utf8.count <= line.count else { return false }
        for (offset, expected) in pattern.utf8.enumerated() {
            let byte = line[position + offset]
            switch expected {
            case UInt8(ascii: "L"): guard 0x41...0x5A ~= byte else { return false }
            case UInt8(ascii: "l"): guard 0x61...0x7A ~= byte else { return false }
            case UInt8(ascii: "d"): guard 0x30...0x39 ~= byte else { return false }
            default: guard byte == expected else { return false }
            }
        }
        return true
    }

    /// "sshd[812]: " or "kernel: ": the name of the program, its process if given, and where the text begins.
    mutating func tag() -> (app: Range<Int>, process: Range<Int>?, text: Int)? {
        let start = position
        var end = start
        while end < line.count, end - start < 64, line[end] > 0x20, !Self.endsTag(line[end]) { end += 1 }
        guard end > start, end < line.count else { return nil }
        var process: Range<Int>?
        let app = start..<end
        if line[end] == UInt8(ascii: "[") {
            let first = end + 1
            var last = first
            while last < line.count, last - first < 64, line[last] > 0x20, line[last] != UInt8(ascii: "]") { last += 1 }
            guard last < line.count, line[last] == UInt8(ascii: "]") else { return nil }
            process = first..<last
            end = last + 1
        }
        guard end < line.count, line[end] == UInt8(ascii: ":") else { return nil }
        end += 1
        if end < line.count, line[end] == 0x20 { end += 1 }
        position = end
        return (app, process, end)
    }

    private static func endsTag(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ":") || byte == UInt8(ascii: "[")
    }
}
