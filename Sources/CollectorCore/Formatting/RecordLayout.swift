// RecordLayout.swift: produces the text of records; what a batch has in common is produced once.

/// The scratch memory of one event loop: the forms of the records of a batch, laid out once per batch.
///
/// Nothing is allocated per record, and per batch only until the buffers have reached their size. Formats with numeric
/// times (`%(msecs)d`) allocate a few bytes per batch.
struct RecordLayout: ~Copyable {
    /// The text that one formatter adds to the records of the batch, as offsets into the layout. It holds no
    /// references.
    struct Form {
        fileprivate enum Kind {
            /// Prefix, message, suffix: the usual case.
            case plain
            case wrapped(TextConversion)
            case steps
        }

        fileprivate let kind: Kind
        fileprivate let prefix: Range<Int>
        fileprivate let suffix: Range<Int>
        fileprivate let steps: Range<Int>
    }

    /// The steps for each record, in order. It holds no references.
    private enum Step {
        case literal(Range<Int>)
        case text(RecordField, TextFormat)
        /// Begins and ends a section that is preceded by its length.
        case begin, end
    }

    /// The batch's bytes, with literals, prefixes and suffixes.
    private var text = ByteBuffer()
    private var steps: [Step] = []
    private var forms: [Form] = []
    private var time = RecordTime(WallTime(nanoseconds: 0))

    private var timeText = TimeText()
    private var source = ByteBuffer()
    private var converted = ByteBuffer()
    private var unencoded = ByteBuffer()

    /// The largest scratch memory kept from one record to the next, in bytes.
    private static let scratchLimit = 1 << 20

    /// How often `strftime` was called so far; for tests.
    var timeRenderings: Int { timeText.renderings }

    /// Begins a batch of records that arrived at `time`; it has no forms yet.
    mutating func begin(at time: WallTime) {
        text.clear(keeping: RecordLayout.scratchLimit)
        steps.removeAll(keepingCapacity: true)
        forms.removeAll(keepingCapacity: true)
        self.time = RecordTime(time)
    }

    /// The form that was added to the batch as number `index`, from 0 on.
    subscript(index: Int) -> Form {
        @inline(__always) get { forms[index] }
    }

    /// Adds the form of `bound` to the batch.
    mutating func add(_ bound: borrowing BoundFormatter) {
        let textStart = text.count
        let stepStart = steps.count
        var literalStart = textStart
        var prefixEnd = textStart
        var sectionStart: Int?
        for index in bound.pieces.indices {
            switch bound.pieces[index] {
            case .literal(let range): text.append(bound.literals.span.extracting(range))
            case .time(let field, let format): append(field, format, bound)
            case .text(let field, let format):
                endLiteral(&literalStart)
                steps.append(.text(field, format))
                prefixEnd = text.count
            case .clock(let index): timeText.append(time, bound.clocks[index], to: &text)
            case .milliseconds: text.append(bigEndian: UInt64(bitPattern: time.milliseconds))
            case .begin(isFixed: true):
                sectionStart = text.count
                text.append("\0\0\0\0")
            case .begin(isFixed: false):
                endLiteral(&literalStart)
                steps.append(.begin)
            case .end:
                if let start = sectionStart {
                    text.endSection(from: start)
                    sectionStart = nil
                } else {
                    endLiteral(&literalStart)
                    steps.append(.end)
                }
            }
        }
        endLiteral(&literalStart)
        let kind: Form.Kind =
            switch bound.wrapped {
            case nil: .steps
            case .str?: .plain
            case let conversion?: .wrapped(conversion)
            }
        forms.append(
            Form(
                kind: kind, prefix: textStart..<prefixEnd, suffix: prefixEnd..<text.count,
                steps: stepStart..<steps.count))
    }

    /// Makes a step of the text from `start` on; the next one begins behind it.
    private mutating func endLiteral(_ start: inout Int) {
        if text.count > start { steps.append(.literal(start..<text.count)) }
        start = text.count
    }

    /// Adds a form that no record of the batch has.
    mutating func addEmpty() {
        forms.append(Form(kind: .steps, prefix: 0..<0, suffix: 0..<0, steps: 0..<0))
    }

    /// Appends the text of one record, with the terminator of its formatter.
    ///
    /// - Precondition: `form` belongs to this batch.
    @inline(__always)
    mutating func append(message: Bytes, as form: Form, to output: inout ByteBuffer) {
        switch form.kind {
        case .plain:
            output.reserve(form.prefix.count + message.count + form.suffix.count)
            output.append(text.bytes.extracting(form.prefix))
            output.append(message)
            output.append(text.bytes.extracting(form.suffix))
        case .wrapped(let conversion): appendWrapped(message, conversion, form, to: &output)
        case .steps: appendSteps(message, form.steps, to: &output)
        }
    }

    /// As `append(message:as:to:)`, in an encoding other than UTF-8.
    ///
    /// - Returns: false if the text cannot be encoded; then nothing is appended.
    mutating func append(
        message: Bytes, as form: Form, encodedBy encoder: TextEncoder, to output: inout ByteBuffer
    ) -> Bool {
        var text = ByteBuffer()
        swap(&text, &unencoded)
        append(message: message, as: form, to: &text)
        let isEncoded = encoder.append(text.bytes, to: &output)
        text.clear(keeping: RecordLayout.scratchLimit)
        swap(&text, &unencoded)
        return isEncoded
    }

    @inline(never)
    private func appendWrapped(
        _ message: Bytes, _ conversion: TextConversion, _ form: Form, to output: inout ByteBuffer
    ) {
        output.append(text.bytes.extracting(form.prefix))
        conversion.append(message, to: &output)
        output.append(text.bytes.extracting(form.suffix))
    }

    @inline(never)
    private mutating func appendSteps(_ message: Bytes, _ range: Range<Int>, to output: inout ByteBuffer) {
        var sectionStart = 0
        for index in range {
            switch steps[index] {
            case .begin:
                sectionStart = output.count
                output.append("\0\0\0\0")
            case .end: output.endSection(from: sectionStart)
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
        _ field: RecordField, _ format: FieldFormat, _ bound: borrowing BoundFormatter
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

extension ByteBuffer {
    /// Writes the length of a section, which began at `start` with four bytes for it.
    fileprivate mutating func endSection(from start: Int) {
        overwrite(UInt32(count - start - 4).bigEndian, at: start)
    }
}
