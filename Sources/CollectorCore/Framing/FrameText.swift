// FrameText.swift: the text of a frame: leading and trailing white space is stripped, line ends inside are escaped.

enum FrameText {
    /// The part of `bytes` without leading and trailing white space, as offsets.
    ///
    /// White space is what Python's `bytes.strip()` removes: space, TAB, LF, VT, FF and CR, and nothing else.
    @inline(__always)
    static func trimmed(_ bytes: Bytes, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, isSpace(bytes[start]) { start += 1 }
        while start < end, isSpace(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    @inline(__always)
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
    }

    /// Whether this byte inside a frame could make it look like two frames.
    @inline(__always)
    static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == 0x0A || byte == 0x0D || byte == 0x00
    }

    /// Appends `bytes` with LF, CR and NUL written as `#012`, `#015` and `#000`, in rsyslog's notation.
    static func appendEscaped(_ bytes: Bytes, to buffer: inout ByteBuffer) {
        var start = 0
        for index in bytes.indices where isLineEnd(bytes[index]) {
            buffer.append(bytes.extracting(start..<index))
            switch bytes[index] {
            case 0x0A: buffer.append("#012")
            case 0x0D: buffer.append("#015")
            default: buffer.append("#000")
            }
            start = index + 1
        }
        buffer.append(bytes.extracting(start..<bytes.count))
    }
}
