// TextRuler.swift: measures text in terminal columns, pads, cuts and wraps it.

/// Measures text as it is shown: sanitised, and limited to what the terminal can show.
struct TextRuler {
    let capabilities: Capabilities
    let sanitiser: Sanitiser

    init(_ capabilities: Capabilities) {
        self.capabilities = capabilities
        sanitiser = Sanitiser(unicode: capabilities.unicode)
    }

    var unicode: Bool { capabilities.unicode }
    var symbols: Bool { capabilities.unicode && capabilities.symbols }
    /// One column of a horizontal rule.
    var rule: String { unicode ? "─" : "-" }
    /// The sign for text that continues.
    var more: String { symbols ? "›" : ">" }

    func width(_ text: String) -> Int {
        sanitiser.glyphs(text).reduce(0) { $0 + $1.width }
    }

    func width(_ line: [StyledText]) -> Int { line.reduce(0) { $0 + width($1.text) } }

    /// `text` in exactly `columns` columns. If it is cut, the last column has the sign for that.
    func padded(_ text: String, _ columns: Int) -> String {
        var glyphs = sanitiser.glyphs(text, columns: columns + 1)
        var size = glyphs.reduce(0) { $0 + $1.width }
        let isCut = size > columns
        while size > (isCut ? columns - 1 : columns), let last = glyphs.popLast() { size -= last.width }
        let end = isCut && columns > 0 ? more : ""
        return glyphs.map(\.text).joined() + end + String(repeating: " ", count: max(0, columns - size - end.count))
    }

    /// Glyphs in at most `columns` columns. If some are left out, the last column has the sign for that.
    func cut(_ glyphs: [Sanitiser.Glyph], _ columns: Int) -> [Sanitiser.Glyph] {
        var size = glyphs.reduce(0) { $0 + $1.width }
        guard size > columns, columns > 0 else { return glyphs }
        var glyphs = glyphs
        while size > columns - 1, let last = glyphs.popLast() { size -= last.width }
        return glyphs + [Sanitiser.Glyph(text: more, width: 1, isMarked: false)]
    }

    /// Glyphs as text; those that stand for what cannot be drawn are reversed.
    func styled(_ glyphs: some Sequence<Sanitiser.Glyph>, _ role: Role) -> [StyledText] {
        var parts: [StyledText] = []
        for glyph in glyphs {
            let attributes: Style.Attributes = glyph.isMarked ? .reverse : []
            if parts.last?.style.attributes == attributes {
                parts[parts.count - 1].text += glyph.text
            } else {
                parts.append(StyledText(glyph.text, role, attributes))
            }
        }
        return parts
    }

    /// `text` as it is shown, in rows of at most `columns` columns; at least one row.
    func wrapped(_ text: String, _ columns: Int) -> [String] {
        var rows = [""]
        var column = 0
        for glyph in sanitiser.glyphs(text) {
            if column + glyph.width > columns {
                rows.append("")
                column = 0
            }
            rows[rows.count - 1] += glyph.text
            column += glyph.width
        }
        return rows
    }

    /// The glyphs of a line that fit into `columns`.
    func glyphs(_ line: [StyledText], columns: Int) -> [Sanitiser.Glyph] {
        var rest = columns
        var glyphs: [Sanitiser.Glyph] = []
        for glyph in line.lazy.flatMap({ sanitiser.glyphs($0.text, columns: columns) }) {
            guard glyph.width <= rest else { break }
            glyphs.append(glyph)
            rest -= glyph.width
        }
        return glyphs
    }
}
