// BoxPane.swift: draws a box over the panes.

extension Canvas {
    mutating func draw(_ box: PlacedBox) {
        let content = box.content
        let left = box.columns.lowerBound
        let inner = left + 2..<box.columns.upperBound - 2
        for row in box.rows.clamped(to: 0..<rows) {
            erase(max(0, left - 1)..<min(columns, box.columns.upperBound + 1), row)
        }
        drawBorder(box)
        var row = box.rows.lowerBound + 1
        for line in content.heading {
            writeWhole(line, at: inner.lowerBound, row, until: inner.upperBound)
            row += 1
        }
        for line in box.shown {
            writeWhole(content.lines[line], at: inner.lowerBound, row, until: inner.upperBound)
            for found in box.found(in: line) {
                paint(inner.lowerBound + found.lowerBound..<inner.lowerBound + found.upperBound, row, .match)
            }
            if let field = content.field, content.fields.indices.contains(field), content.fields[field].line == line {
                let columns = content.fields[field].columns.clamped(to: 0..<inner.count)
                mark(
                    row, from: inner.lowerBound + columns.lowerBound, until: inner.lowerBound + columns.upperBound,
                    .selection)
            }
            if line == content.selection { mark(row, from: left + 1, until: box.columns.upperBound - 1, .selection) }
            row += 1
        }
        for line in content.footer {
            writeWhole(line, at: inner.lowerBound, row, until: inner.upperBound)
            row += 1
        }
    }

    private mutating func drawBorder(_ box: PlacedBox) {
        let signs =
            switch (ruler.unicode, symbols) {
            case (true, true): ["╭", "╮", "╰", "╯", "─", "│"]
            // Round corners are younger than the fonts of consoles.
            case (true, false): ["┌", "┐", "└", "┘", "─", "│"]
            case (false, _): ["+", "+", "+", "+", "-", "|"]
            }
        let style = Style(.border)
        let (left, right) = (box.columns.lowerBound, box.columns.upperBound - 1)
        let (top, bottom) = (box.rows.lowerBound, box.rows.upperBound - 1)
        for row in [top, bottom] { fill(style, at: left + 1, row, until: right, with: signs[4]) }
        for row in top + 1..<max(bottom, top + 1) {
            write(signs[5], style, at: left, row)
            write(signs[5], style, at: right, row)
        }
        for (sign, column, row) in [(0, left, top), (1, right, top), (2, left, bottom), (3, right, bottom)] {
            write(signs[sign], style, at: column, row)
        }
        let end = write(" \(box.content.title) ", Style(.title, .bold), at: left + 2, top, until: right - 1)
        let size = ruler.width(box.content.note) + 2
        if !box.content.note.isEmpty, end + size + 1 < right {
            write(" \(box.content.note) ", Style(.dim), at: right - size - 1, top, until: right)
        }
        let hasMore = box.shown.upperBound < box.content.lines.count
        if hasMore || box.shown.lowerBound > 0 {
            let words = hasMore ? " more below " : " end "
            write(words, Style(.dim), endingAt: right - 1, bottom, width: words.count)
        }
    }
}
