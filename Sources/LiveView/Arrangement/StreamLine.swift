// StreamLine.swift: one line of the stream, parsed and laid out.
import CollectorCore

struct StreamLine {
    let line: FeedLine
    let header: MessageHeader
    /// What the search found in it, in bytes.
    let found: [Range<Int>]
    /// The colour that a saved filter gives it.
    let colour: FilterColour?
    /// Its text as the pane shows it, row by row; at least one row.
    private(set) var text: [[StyledGlyph]] = [[]]
    /// The values of the fields that have a column; `nil` for those that it has not.
    private(set) var fields: [[StyledGlyph]?] = []

    /// - Parameter highlight: what is searched for.
    init(_ line: FeedLine, highlight: Highlight?, colour: FilterColour? = nil) {
        self.line = line
        self.colour = colour
        header = MessageHeader(line.bytes.span)
        found = highlight?.ranges(in: line.bytes.span, from: header.content) ?? []
    }

    init(_ line: FeedLine, highlight: Highlight?, colour: FilterColour?, in fit: StreamFit) {
        self.init(line, highlight: highlight, colour: colour)
        text = fit.text(of: self)
        fields = fit.fields(of: self)
    }

    var sequence: UInt64 { line.entry.sequence }
}
