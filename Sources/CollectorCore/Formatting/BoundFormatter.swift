// BoundFormatter.swift: a formatter for one route, in which only the time and the message are open.

/// A formatter bound to the facts of a route; made when a peer connects.
struct BoundFormatter: Sendable, Equatable {
    /// A part that is not known yet, or a range of `literals`. It holds no references.
    enum Piece: Sendable, Equatable {
        case literal(Range<Int>)
        case time(RecordField, FieldFormat)
        case text(RecordField, TextFormat)
        /// The time in the form of one of `clocks`.
        case clock(Int)
        /// The time in milliseconds since the epoch: eight bytes, big-endian.
        case milliseconds
        /// Begins a section, whose length is known with the batch if it `isFixed`.
        case begin(isFixed: Bool)
        case end
    }

    private(set) var pieces: [Piece] = []
    private(set) var literals: [UInt8] = []
    private(set) var clocks: [TimeFormat] = []
    let timeFormat: TimeFormat
    let start: WallTime

    /// Set if a record is a prefix, the message in this conversion, and a suffix; prefix and suffix are the same for a
    /// batch.
    private(set) var wrapped: TextConversion?
    /// The maximum number of text bytes per byte of a message, besides `fixedBytes`.
    private(set) var expansion = 0
    /// The maximum number of text bytes per byte received: the byte may be escaped in its frame first.
    private(set) var growth = 0
    /// The maximum size of a record with an empty message, in bytes. A bound for memory, not an estimate.
    private(set) var fixedBytes = 0

    init(_ formatter: borrowing Formatter, facts: RouteFacts, head: RecordHead, terminator: [UInt8]) {
        timeFormat = formatter.timeFormat
        start = formatter.process.start
        for piece in head.pieces(for: facts) { append(piece, facts) }
        append(formatter.parts, facts)
        append(literal: terminator.span)
        closeSection()
        measure()
    }

    private mutating func append(_ piece: HeadPiece, _ facts: RouteFacts) {
        switch piece {
        case .literal(let bytes): append(literal: bytes.span)
        case .clock(let format):
            pieces.append(.clock(clocks.count))
            clocks.append(format)
        case .fields(let parts): append(parts, facts)
        case .milliseconds: pieces.append(.milliseconds)
        case .begin: pieces.append(.begin(isFixed: false))
        case .end: closeSection()
        }
    }

    /// Ends the section that is open, if there is one.
    private mutating func closeSection() {
        guard let start = pieces.lastIndex(where: \.isBorder), case .begin = pieces[start] else { return }
        let varies = pieces[start...].contains { if case .text = $0 { true } else { false } }
        pieces[start] = .begin(isFixed: !varies)
        pieces.append(.end)
    }

    private mutating func append(_ parts: [FormatPart], _ facts: RouteFacts) {
        var converted = ByteBuffer()
        for part in parts {
            switch part {
            case .literal(let bytes): append(literal: bytes.span)
            case .field(let field, let format) where field.phase == .route:
                var text = ByteBuffer()
                format.append(field.value(in: facts), converted: &converted, to: &text)
                append(literal: text.bytes)
            case .field(let field, let format): append(field, format)
            }
        }
    }

    private mutating func append(literal bytes: Bytes) {
        guard bytes.count > 0 else { return }
        let start = literals.count
        literals += bytes.array
        if case .literal(let before)? = pieces.last {
            pieces[pieces.count - 1] = .literal(before.lowerBound..<literals.count)
        } else {
            pieces.append(.literal(start..<literals.count))
        }
    }

    private mutating func append(_ field: RecordField, _ format: FieldFormat) {
        if field.phase == .record, case .text(let text) = format {
            pieces.append(.text(field, text))
        } else {
            pieces.append(.time(field, format))
        }
    }

    /// Computes the properties that callers read.
    private mutating func measure() {
        var fields = 0
        var sectionVaries = false
        for piece in pieces {
            switch piece {
            case .literal(let range): fixedBytes += range.count
            case .clock(let index): fixedBytes += clocks[index].longestText.count
            case .milliseconds: fixedBytes += 8
            case .begin(let isFixed):
                fixedBytes += 4
                if !isFixed { sectionVaries = true }
            case .end: break
            case .time(.asctime, let format): fixedBytes += format.worstBytes(textOf: timeFormat.longestText)
            // A number of seconds or milliseconds, or a date in ISO 8601.
            case .time(_, let format): fixedBytes += format.worstBytes(textOf: .plain(40))
            case .text(let field, let format):
                fields += 1
                fixedBytes += format.fixedBytes
                if field.isMessage {
                    expansion += format.conversion.expansion
                    growth += format.conversion.growth
                    wrapped = format.isUncut ? format.conversion : nil
                } else {
                    fixedBytes += format.conversion.expansion * 16
                }
            }
        }
        // A length is not known before the end of the record.
        if fields != 1 || sectionVaries { wrapped = nil }
    }
}

extension BoundFormatter.Piece {
    /// Whether a section begins or ends here.
    fileprivate var isBorder: Bool {
        switch self {
        case .begin, .end: true
        case .literal, .time, .text, .clock, .milliseconds: false
        }
    }
}

extension Formatter {
    /// The formatter for all records of a route; each text is preceded by `head` and followed by `terminator`.
    func bound(to facts: RouteFacts, head: RecordHead = .none, terminator: [UInt8] = []) -> BoundFormatter {
        BoundFormatter(self, facts: facts, head: head, terminator: terminator)
    }
}

extension RecordField {
    /// Whether it is the message: `msg` and `message` are the same, as lines have no arguments.
    @inline(__always)
    var isMessage: Bool { self == .message || self == .msg }
}
