// FieldReader.swift: finds out how a message names its values, and reads them.
import CollectorCore

/// How the text of a message names values.
enum FieldFormat: String {
    case none = ""
    case json = "JSON"
    case pairs = "key=value"
    case cef = "CEF"
    case leef = "LEEF"
}

/// Reads the fields of one line after the other. What is malformed has none: it stays text.
struct FieldReader {
    private(set) var list = FieldList()
    private(set) var format = FieldFormat.none
    /// How many fields are of the structured data of RFC 5424; they come first.
    private(set) var structuredCount = 0
    /// The text that is not in fields: all of it where there are none, or where words stand between them.
    private(set) var rest = 0..<0
    /// The message ends within its JSON, as more of it was not kept, or never came.
    private(set) var isCut = false
    /// Its JSON is nested too deeply.
    private(set) var isTooDeep = false

    var fields: [Field] { list.fields }

    /// Reads a line.
    ///
    /// - Parameter isCut: whether more of it was sent than is here.
    mutating func read(_ line: Bytes, _ header: MessageHeader, isCut: Bool) {
        list.removeAll()
        (format, structuredCount, rest) = (.none, 0, header.text..<line.count)
        (self.isCut, isTooDeep) = (false, false)
        if let structured = header.structured {
            var scanner = StructuredDataScanner(line, structured)
            if scanner.readElements(into: &list) { structuredCount = fields.count } else { list.removeAll() }
        }
        guard !readEvent(line, header), !readJSON(line, from: header.text, isCut: isCut) else { return }
        var scanner = PairScanner(line, at: header.text)
        let isWhole = scanner.readPairs(into: &list)
        guard fields.count > structuredCount else { return }
        format = .pairs
        if isWhole { rest = line.count..<line.count }
    }

    /// Forgets what a try has read.
    private mutating func takeBack() { list.remove(from: structuredCount) }

    // MARK: - JSON

    /// An object at the end of the text, or as the whole of it.
    private mutating func readJSON(_ line: Bytes, from start: Int, isCut: Bool) -> Bool {
        let first = line.offset(of: UInt8(ascii: "{"), from: start)
        guard first < line.count, first == start || line[first - 1] <= 0x20 || line[first - 1] == UInt8(ascii: ":")
        else { return false }
        var scanner = JSONScanner(line, at: first)
        let end = scanner.readObject(into: &list)
        switch end {
        case .complete(var end):
            while end < line.count, JSONScanner.isBlank(line[end]) { end += 1 }
            guard end == line.count else {
                takeBack()
                return false
            }
        case .cut where isCut: list.endGroups(at: line.count)
        case .tooDeep:
            takeBack()
            isTooDeep = true
            return false
        case .cut, .malformed:
            takeBack()
            return false
        }
        // An empty object has nothing to lay out.
        guard fields.count > structuredCount else { return false }
        format = .json
        self.isCut = end == .cut
        rest = Self.textBefore(first, in: line, from: start)
        return true
    }

    /// What stands in front of the object, without blanks and without the cookie of "lumberjack" messages.
    private static func textBefore(_ end: Int, in line: Bytes, from start: Int) -> Range<Int> {
        var end = end
        while end > start, line[end - 1] <= 0x20 { end -= 1 }
        return end - start == cookie.count && line.stands(cookie, at: start) ? end..<end : start..<end
    }

    private static let cookie = Array("@cee:".utf8)

    // MARK: - CEF and LEEF

    private mutating func readEvent(_ line: Bytes, _ header: MessageHeader) -> Bool {
        // Behind a header without a program, "CEF:" looks like the name of one.
        let start = header.process == nil ? header.app?.lowerBound ?? header.text : header.text
        for start in start == header.text ? [start] : [header.text, start] {
            if line.stands(EventScanner.cef, at: start) {
                var scanner = EventScanner(line, at: start + EventScanner.cef.count)
                if scanner.readCEF(into: &list) { return isEvent(.cef, line) }
            } else if line.stands(EventScanner.leef, at: start) {
                var scanner = EventScanner(line, at: start + EventScanner.leef.count)
                if scanner.readLEEF(into: &list) { return isEvent(.leef, line) }
            }
            takeBack()
        }
        return false
    }

    private mutating func isEvent(_ format: FieldFormat, _ line: Bytes) -> Bool {
        self.format = format
        rest = line.count..<line.count
        return true
    }
}
