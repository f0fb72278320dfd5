// TextFormat.swift: how a text is cut, converted and padded; widths count code points.

/// The position of the padding.
enum Alignment: Sendable, Hashable {
    /// Text to the left, padding after it.
    case left
    case right
    /// An odd blank goes to the right.
    case center
    /// Between the sign (and `0x`) of a number and its digits.
    case afterSign
}

/// The format of a text: `%-10.5s`, `{name!r:*^20}`. It holds no references, so that copying it is cheap.
struct TextFormat: Sendable, Hashable {
    /// The index of the code point to use instead of the whole text, `{name[3]}`; nothing if the text is too short.
    var index: Int?
    var conversion = TextConversion.str
    /// The most code points, after the conversion.
    var precision = Int.max
    /// The fewest code points.
    var width = 0
    var fill: Unicode.Scalar = " "
    var alignment = Alignment.left

    /// Whether the text is used as a whole, without padding.
    var isUncut: Bool { index == nil && precision == .max && width == 0 }
    /// Whether the text passes unchanged.
    var isPlain: Bool { isUncut && conversion == .str }

    /// Appends `text`, formatted; `converted` is scratch memory for the duration of the call.
    func append(_ text: Bytes, converted: inout ByteBuffer, to output: inout ByteBuffer) {
        let range = index.map { text.offset(ofCodePoint: $0)..<text.offset(ofCodePoint: $0 + 1) } ?? 0..<text.count
        guard conversion != .str else { return appendPadded(text.extracting(range), to: &output) }
        if width == 0, precision == .max { return conversion.append(text.extracting(range), to: &output) }
        converted.clear(keeping: 1 << 20)
        conversion.append(text.extracting(range), to: &converted)
        appendPadded(converted.bytes, to: &output)
    }

    /// Appends what `source` holds, formatted.
    func append(_ source: borrowing ByteBuffer, converted: inout ByteBuffer, to output: inout ByteBuffer) {
        append(source.bytes, converted: &converted, to: &output)
    }

    private func appendPadded(_ text: Bytes, to output: inout ByteBuffer) {
        let shown = text.extracting(0..<(precision < text.count ? text.offset(ofCodePoint: precision) : text.count))
        let missing = width > 0 ? max(0, width - shown.codePointCount) : 0
        let before = alignment.blanksBefore(of: missing)
        output.append(fill, times: before)
        output.append(shown)
        output.append(fill, times: missing - before)
    }

    /// The maximum number of bytes added to a text, besides `TextConversion.expansion` for each of its own.
    var fixedBytes: Int { conversion.fixedBytes + width * fill.utf8.count }
}

extension Alignment {
    /// How many of `missing` padding characters precede a text.
    func blanksBefore(of missing: Int) -> Int {
        switch self {
        case .left: 0
        case .right, .afterSign: missing
        case .center: missing / 2
        }
    }
}

extension ByteBuffer {
    /// Appends the UTF-8 of `scalar` `count` times.
    mutating func append(_ scalar: Unicode.Scalar, times: Int) {
        if scalar.isASCII { return append(UInt8(truncatingIfNeeded: scalar.value), times: times) }
        for _ in 0..<times {
            for byte in UTF8.encode(scalar)! { append(byte) }
        }
    }
}
