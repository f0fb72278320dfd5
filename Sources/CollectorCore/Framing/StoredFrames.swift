// StoredFrames.swift: the lines of a text that is in memory as a whole, by the rules of the framer.

/// A walk through the lines of a text.
///
/// A line ends at LF and at nothing else; one that is longer than the limit is cut there. The lines are those of a framer with
/// `Framing.lf` at the end of its stream.
package struct StoredFrames {
    /// Where the next line begins.
    private(set) package var position = 0
    private let limit: Int

    /// - Parameter limit: bytes of the longest line.
    package init(limit: Int) {
        self.limit = limit
    }

    /// The next line, without the white space around it, and what ended it; `nil` after the last one. It must always be
    /// called with the same bytes.
    @inline(__always)
    package mutating func next(in bytes: Bytes) -> (range: Range<Int>, end: FrameEnd?)? {
        guard position < bytes.count else { return nil }
        let start = position
        let end = bytes.offset(of: 0x0A, from: start)
        position = end + 1
        let isCut = end - start > limit || end == bytes.count
        return (FrameText.trimmed(bytes, start..<min(end, start + limit)), isCut ? nil : .lineFeed)
    }

    /// The part of a line that is shown.
    ///
    /// - Parameter line: without its end.
    package static func text(of line: Bytes, limit: Int) -> Range<Int> {
        FrameText.trimmed(line, 0..<min(line.count, limit))
    }
}
