// StreamText.swift: the text of a line as glyphs: the program in front, what was found marked, shifted or wrapped.
import CollectorCore

extension Canvas {
    typealias StyledGlyph = (glyph: Sanitiser.Glyph, style: Style)

    /// The rows that the text of `line` takes in a pane of `rows`, at least one.
    func text(of line: StreamLine, _ state: ViewState, _ places: StreamColumns, rows: Int) -> [[StyledGlyph]] {
        let width = places.text.count
        guard width > 0 else { return [[]] }
        let wanted = state.wraps ? width * rows : state.sideways + width + 1
        let glyphs = Self.text(of: line, sanitiser, columns: wanted, withApp: places.app.isEmpty)
        if state.wraps { return Self.wrapped(glyphs, width) }
        return [shifted(glyphs, by: state.sideways, width)]
    }

    /// The text with its styles, as far as `columns`.
    static func text(
        of line: StreamLine, _ sanitiser: Sanitiser, columns: Int, withApp: Bool
    ) -> [StyledGlyph] {
        let bytes = line.line.bytes.span
        var glyphs: [StyledGlyph] = []
        if withApp, let app = line.header.app {
            glyphs += sanitiser.glyphs(bytes.extracting(app), columns: 64).map { ($0, Style(.app)) }
            if let process = line.header.process {
                let text = sanitiser.glyphs("[") + sanitiser.glyphs(bytes.extracting(process), columns: 64)
                glyphs += (text + sanitiser.glyphs("]")).map { ($0, Style(.dim)) }
            }
            glyphs += sanitiser.glyphs(": ").map { ($0, Style(.dim)) }
        }
        let isSevere = line.header.severity.map { $0 <= .error } ?? false
        let plain = Style(isSevere ? line.header.severity.role : .plain)
        var used = glyphs.reduce(0) { $0 + $1.glyph.width }
        func append(_ range: Range<Int>, _ style: Style) {
            guard used < columns, !range.isEmpty else { return }
            let part = sanitiser.glyphs(bytes.extracting(range), columns: columns - used)
            used += part.reduce(0) { $0 + $1.width }
            glyphs += part.map { ($0, style) }
        }
        func appendMarked(_ range: Range<Int>, _ style: Style) {
            var start = range.lowerBound
            for found in line.found where found.lowerBound >= start && found.upperBound <= range.upperBound {
                append(start..<found.lowerBound, style)
                append(found, Style(.match, [.bold, .underline]))
                start = found.upperBound
            }
            append(start..<range.upperBound, style)
        }
        appendMarked(line.header.text..<bytes.count, plain)
        if let structured = line.header.structured {
            if line.header.text < bytes.count, used + 2 <= columns {
                glyphs += sanitiser.glyphs("  ").map { ($0, plain) }
                used += 2
            }
            appendMarked(structured, Style(.dim))
        }
        if line.line.entry.isTruncated, used < columns {
            let cut = " (cut: \(NumberText.grouped(line.line.entry.length)) bytes)"
            glyphs += sanitiser.glyphs(cut).map { ($0, Style(.dim)) }
        }
        return glyphs
    }

    /// One row, without the first `columns`; a sign stands where more follows.
    private func shifted(_ glyphs: [StyledGlyph], by columns: Int, _ width: Int) -> [StyledGlyph] {
        var row: [StyledGlyph] = []
        var column = 0
        for (glyph, style) in glyphs {
            defer { column += glyph.width }
            if column < columns { continue }
            if column - columns + glyph.width > width {
                cut(&row, to: width - 1)
                row.append((Sanitiser.Glyph(text: symbols ? "›" : ">", width: 1, isMarked: false), Style(.dim)))
                return row
            }
            row.append((glyph, style))
        }
        return row
    }

    private func cut(_ row: inout [StyledGlyph], to width: Int) {
        var used = row.reduce(0) { $0 + $1.glyph.width }
        while used > width, let last = row.popLast() { used -= last.glyph.width }
    }

    /// Rows of at most `width` columns; a pane that has no room for text shows none of it.
    static func wrapped(_ glyphs: [StyledGlyph], _ width: Int) -> [[StyledGlyph]] {
        guard width > 1 else { return [[]] }
        var rows: [[StyledGlyph]] = [[]]
        var column = 0
        for (glyph, style) in glyphs {
            if column + glyph.width > width {
                rows.append([])
                column = 0
            }
            rows[rows.count - 1].append((glyph, style))
            column += glyph.width
        }
        return rows
    }
}
