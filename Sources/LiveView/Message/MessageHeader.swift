// MessageHeader.swift: what a line says about itself: severity, time, host, program; best effort, for display.
import CollectorCore

/// The ranges of the parts of a syslog message in its bytes. Nothing is copied or trusted.
///
/// Source: RFC 5424 section 6, RFC 3164 section 4.1, and the practice of senders.
struct MessageHeader: Equatable {
    enum Form: Equatable {
        /// No header was found. The line is shown whole, apart from its priority.
        case none
        case rfc3164
        case rfc5424
    }

    var form = Form.none
    /// Facility times 8 plus severity, or `nil` for a line without one.
    var priority: UInt8?
    var time: Range<Int>?
    var host: Range<Int>?
    var app: Range<Int>?
    var process: Range<Int>?
    /// MSGID of RFC 5424.
    var messageID: Range<Int>?
    /// The structured data, if there is any. It precedes the text and is shown after it.
    var structured: Range<Int>?
    /// Where the text begins. The parts before it are shown in columns.
    var text = 0

    /// Where the part begins that is not shown in columns.
    var content: Int { structured?.lowerBound ?? text }

    var severity: Severity? { priority.flatMap { Severity(rawValue: $0 & 7) } }

    /// Reads the header of `line`, which may be cut anywhere.
    init(_ line: Bytes) {
        var start = 0
        if let known = SyslogPriority(line) {
            priority = known.number
            while line[start] != UInt8(ascii: ">") { start += 1 }
            start += 1
        }
        text = start
        var cursor = HeaderCursor(line, at: start)
        if priority != nil, cursor.skip("1 "), readRFC5424(&cursor) { return }
        cursor = HeaderCursor(line, at: start)
        readRFC3164(&cursor)
    }

    /// The severity alone, for counting.
    static func severity(of line: Bytes) -> Severity? {
        SyslogPriority(line).flatMap { Severity(rawValue: $0.number & 7) }
    }

    /// "TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]"; `-` is a missing value.
    private mutating func readRFC5424(_ cursor: inout HeaderCursor) -> Bool {
        var fields = InlineArray<5, Range<Int>>(repeating: 0..<0)
        for index in fields.indices {
            guard let field = cursor.word(), cursor.skip(" ") else { return false }
            fields[index] = field
        }
        let structured = cursor.position
        guard cursor.skipStructuredData() else { return false }
        let end = cursor.position
        guard cursor.isAtEnd || cursor.skip(" ") else { return false }
        form = .rfc5424
        time = cursor.given(fields[0])
        host = cursor.given(fields[1])
        app = cursor.given(fields[2])
        process = cursor.given(fields[3])
        messageID = cursor.given(fields[4])
        if cursor.line[structured] != UInt8(ascii: "-") { self.structured = structured..<end }
        cursor.skipByteOrderMark()
        text = cursor.position
        return true
    }

    /// "Mmm dd hh:mm:ss HOST TAG[PID]: text"; the time may follow RFC 3339, and the host or the tag may be missing.
    private mutating func readRFC3164(_ cursor: inout HeaderCursor) {
        guard let stamp = cursor.timestamp() else { return }
        guard cursor.isAtEnd || cursor.skip(" ") else { return }
        form = .rfc3164
        time = stamp
        text = cursor.position
        guard !cursor.isAtObject else { return }
        if let tag = cursor.tag() {
            (app, process, text) = tag
            return
        }
        let before = cursor.position
        guard let name = cursor.word(), name.count <= 255, cursor.skip(" ") else {
            text = before
            return
        }
        host = cursor.given(name)
        text = cursor.position
        if !cursor.isAtObject, let tag = cursor.tag() { (app, process, text) = tag }
    }
}
