// StreamText.swift: the text of a line as glyphs: program name, search marks, horizontal scroll, wrapping.
import CollectorCore

typealias StyledGlyph = (glyph: Sanitiser.Glyph, style: Style)

extension StreamFit {
    /// The rows that the text of `line` takes, at least one.
    func text(of line: StreamLine) -> [[StyledGlyph]] {
        let width = columns.text.count
        guard width > 0 else { return [[]] }
        let glyphs = glyphs(of: line, columns: wraps ? width * rows : sideways + width + 1)
        return wraps ? Self.wrapped(glyphs, width) : [shifted(glyphs, width)]
    }

    /// Columns that the whole text of a line takes.
    func width(of line: StreamLine) -> Int {
        glyphs(of: line, columns: .max).reduce(0) { $0 + $1.glyph.width }
    }

    /// The columns of what the search finds first.
    func match(in line: StreamLine) -> Range<Int>? {
        guard let found = line.found.first else { return nil }
        let start = glyphs(of: line, columns: .max).prefix { $0.style.role != .match }.reduce(0) { $0 + $1.glyph.width }
        return start..<start + found.count
    }

    /// The text with its styles, as far as `limit` columns.
    private func glyphs(of line: StreamLine, columns limit: Int) -> [StyledGlyph] {
        let sanitiser = Sanitiser(unicode: capabilities.unicode)
        let bytes = line.line.bytes.span
        var glyphs = columns.app.isEmpty ? program(of: line, sanitiser) : []
        var used = glyphs.reduce(0) { $0 + $1.glyph.width }
        func append(_ range: Range<Int>, _ style: Style) {
            guard used < limit, !range.isEmpty else { return }
            let part = sanitiser.glyphs(bytes.extracting(range), columns: limit - used)
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
        let isSevere = line.header.severity.map { $0 <= .error } ?? false
        let plain = Style(line.colour?.role ?? (isSevere ? line.header.severity.role : .plain))
        appendMarked(line.header.text..<bytes.count, plain)
        if let structured = line.header.structured {
            if line.header.text < bytes.count, used + 2 <= limit {
                glyphs += sanitiser.glyphs("  ").map { ($0, plain) }
                used += 2
            }
            appendMarked(structured, Style(.dim))
        }
        if line.line.entry.isTruncated, used < limit {
            let cut = " (cut: \(NumberText.grouped(line.line.entry.length)) bytes)"
            glyphs += sanitiser.glyphs(cut).map { ($0, Style(.dim)) }
        }
        return glyphs
    }

    /// "sshd[812]: ".
    private func program(of line: StreamLine, _ sanitiser: Sanitiser) -> [StyledGlyph] {
        guard let app = line.header.app else { return [] }
        let bytes = line.line.bytes.span
        var glyphs: [StyledGlyph] = sanitiser.glyphs(bytes.extracting(app), columns: 64).map { ($0, Style(.app)) }
        if let process = line.header.process {
            let text = sanitiser.glyphs("[") + sanitiser.glyphs(bytes.extracting(process), columns: 64)
            glyphs += (text + sanitiser.glyphs("]")).map { ($0, Style(.dim)) }
        }
        return glyphs + sanitiser.glyphs(": ").map { ($0, Style(.dim)) }
    }

    /// One row, without what is shifted out of it; a sign stands where more follows.
    private func shifted(_ glyphs: [StyledGlyph], _ width: Int) -> [StyledGlyph] {
        var row: [StyledGlyph] = []
        var column = 0
        for (glyph, style) in glyphs {
            defer { column += glyph.width }
            if column < sideways { continue }
            if column - sideways + glyph.width > width {
                Self.cut(&row, to: width - 1)
                let more = TextRuler(capabilities).more
                row.append((Sanitiser.Glyph(text: more, width: 1, isMarked: false), Style(.dim)))
                return row
            }
            row.append((glyph, style))
        }
        return row
    }

    private static func cut(_ row: inout [StyledGlyph], to width: Int) {
        var used = row.reduce(0) { $0 + $1.glyph.width }
        while used > width, let last = row.popLast() { used -= last.glyph.width }
    }

    /// Rows of at most `width` columns; a pane that has no room for text shows none of it.
    private static func wrapped(_ glyphs: [StyledGlyph], _ width: Int) -> [[StyledGlyph]] {
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
