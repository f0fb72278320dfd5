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
            case steps(isCounted: Bool)
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
        for index in bound.pieces.indices {
            switch bound.pieces[index] {
            case .literal(let range): text.append(bound.literals.span.extracting(range))
            case .time(let field, let format): append(field, format, bound)
            case .text(let field, let format):
                if text.count > literalStart { steps.append(.literal(literalStart..<text.count)) }
                steps.append(.text(field, format))
                literalStart = text.count
                prefixEnd = text.count
            }
        }
        if text.count > literalStart { steps.append(.literal(literalStart..<text.count)) }
        let kind: Form.Kind =
            switch bound.wrapped {
            case nil: .steps(isCounted: bound.isCounted)
            case .str?: .plain
            case let conversion?: .wrapped(conversion)
            }
        forms.append(
            Form(
                kind: kind, prefix: textStart..<prefixEnd, suffix: prefixEnd..<text.count,
                steps: stepStart..<steps.count))
    }

    /// Adds a form that no record of the batch has.
    mutating func addEmpty() {
        forms.append(Form(kind: .steps(isCounted: false), prefix: 0..<0, suffix: 0..<0, steps: 0..<0))
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
        case .steps(let isCounted): appendSteps(message, form.steps, isCounted: isCounted, to: &output)
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
    private mutating func appendSteps(
        _ message: Bytes, _ range: Range<Int>, isCounted: Bool, to output: inout ByteBuffer
    ) {
        let start = output.count
        defer {
            if isCounted { output.overwrite(UInt32(output.count - start - 4).bigEndian, at: start) }
        }
        for index in range {
            switch steps[index] {
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
