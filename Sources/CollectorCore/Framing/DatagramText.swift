// DatagramText.swift: a datagram is a frame (RFC 5426): its end is the end of the message.

enum DatagramText {
    /// Adds the datagram to `batch`. What ends a message on a stream, LF or NUL, is stripped at the end like white space;
    /// inside it is escaped, as in a counted frame.
    ///
    /// - Parameters:
    ///   - length: how long it was when it was sent; `bytes` may be less of it.
    ///   - limit: the longest message, in bytes; a longer one is cut there.
    static func add(_ bytes: Bytes, length: Int, limit: Int, to batch: inout FrameBatch) {
        var end = bytes.count
        while end > 0, bytes[end - 1] == 0 { end -= 1 }
        let kept = min(end, limit)
        let isCut = kept < end || length > bytes.count
        if isCut { batch.countCut(skipping: length - kept) }
        let text = bytes.extracting(FrameText.trimmed(bytes, 0..<kept))
        batch.assemble(end: isCut ? nil : .datagram) { FrameText.appendEscaped(text, to: &$0) }
    }
}
