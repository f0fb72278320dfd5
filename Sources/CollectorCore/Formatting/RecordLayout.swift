// RecordLayout.swift: makes the text of records; all that a batch has in common is made once.

/// The scratch of one event loop: laid out for a batch of records, then used for each of them.
///
/// Nothing is allocated for a record, and for a batch only until the buffers have found their size. Formats with
/// numbers of the time (`%(msecs)d`) allocate a few bytes for each batch.
struct RecordLayout: ~Copyable {
    /// What is done for each record, in order. It holds no references.
    private enum Step {
        case literal(Range<Int>)
        case text(RecordField, TextFormat)
    }

    /// The batch's bytes: what the literals of `steps` are, or the prefix and the suffix.
    private var text = ByteBuffer()
    private var steps: [Step] = []
    private var prefixCount = 0
    private var isPlain = false
    private var isCounted = false

    private var timeText = TimeText()
    private var source = ByteBuffer()
    private var converted = ByteBuffer()
    private var unencoded = ByteBuffer()

    /// The largest scratch that is kept from one record to the next, in bytes.
    private static let scratchLimit = 1 << 20

    /// How often `strftime` was called so far; for tests.
    var timeRenderings: Int { timeText.renderings }

    /// Lays out `bound` for records that arrived at `time`.
    mutating func prepare(_ bound: borrowing BoundFormatter, at time: WallTime) {
        text.clear(keeping: RecordLayout.scratchLimit)
        steps.removeAll(keepingCapacity: true)
        // A count is not known before the end: such a record is never plain.
        isPlain = bound.isPlain && !bound.isCounted
        isCounted = bound.isCounted
        var literalStart = 0
        for place in bound.pieces.indices {
            switch bound.pieces[place] {
            case .literal(let range): text.append(bound.literals.span.extracting(range))
            case .time(let field, let format): append(field, format, RecordTime(time), bound)
            case .text(let field, let format):
                if text.count > literalStart { steps.append(.literal(literalStart..<text.count)) }
                steps.append(.text(field, format))
                literalStart = text.count
                prefixCount = text.count
            }
        }
        if text.count > literalStart { steps.append(.literal(literalStart..<text.count)) }
    }

    /// Appends the text of one record, with the terminator that the formatter was bound with.
    ///
    /// - Precondition: a batch is prepared.
    @inline(__always)
    mutating func append(message: Bytes, to output: inout ByteBuffer) {
        guard isPlain else { return appendSteps(message, to: &output) }
        output.reserve(text.count + message.count)
        output.append(text.bytes.extracting(0..<prefixCount))
        output.append(message)
        output.append(text.bytes.extracting(prefixCount..<text.count))
    }

    /// As `append(message:to:)`, in an encoding other than UTF-8.
    ///
    /// - Returns: false if the text cannot be encoded; then nothing is appended.
    mutating func append(message: Bytes, encodedBy encoder: TextEncoder, to output: inout ByteBuffer) -> Bool {
        var text = ByteBuffer()
        swap(&text, &unencoded)
        append(message: message, to: &text)
        let isEncoded = encoder.append(text.bytes, to: &output)
        text.clear(keeping: RecordLayout.scratchLimit)
        swap(&text, &unencoded)
        return isEncoded
    }

    @inline(never)
    private mutating func appendSteps(_ message: Bytes, to output: inout ByteBuffer) {
        let start = output.count
        defer {
            if isCounted { output.overwrite(UInt32(output.count - start - 4).bigEndian, at: start) }
        }
        for place in steps.indices {
            switch steps[place] {
            case .literal(let range): output.append(text.bytes.extracting(range))
            case .text(let field, let format) where field.isMessage:
                format.append(message, converted: &converted, to: &output)
            case .text(let field, let format):
                source.clear()
                if let priority = SyslogPriority(message) {
                    source.append(field == .facility ? priority.facility : priority.severity)
                }
                format.append(source, converted: &converted, to: &output)
            }
        }
    }

    /// Appends a field of the batch to its text.
    private mutating func append(
        _ field: RecordField, _ format: FieldFormat, _ time: RecordTime, _ bound: borrowing BoundFormatter
    ) {
        switch field {
        case .asctime:
            guard case .text(let textFormat) = format else { return }
            if textFormat.isPlain { return timeText.append(time, bound.timeFormat, to: &text) }
            source.clear(keeping: RecordLayout.scratchLimit)
            timeText.append(time, bound.timeFormat, to: &source)
            textFormat.append(source, converted: &converted, to: &text)
        case .timestamp: format.append(.text(time.isoformat), converted: &converted, to: &text)
        case .created: format.append(.float(time.created), converted: &converted, to: &text)
        case .msecs: format.append(.float(time.msecs), converted: &converted, to: &text)
        default:
            let elapsed = (time.created - RecordTime(bound.start).created) * 1000
            format.append(.float(elapsed), converted: &converted, to: &text)
        }
    }
}
