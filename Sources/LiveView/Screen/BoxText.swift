// BoxText.swift: the lines of a box as they are shown, and where a search is found in them.
import CollectorCore

extension Canvas {
    /// A line of a box as it is shown.
    func text(_ line: [StyledText], in box: Box) -> String {
        glyphs(line, boxWidth(box.width)).reduce(into: "") { $0 += $1.text }
    }

    /// The columns of a line in which `search` is found.
    func found(_ search: String, in line: [StyledText], _ columns: Int) -> [Range<Int>] {
        guard !search.isEmpty else { return [] }
        let glyphs = glyphs(line, columns)
        // Where each glyph begins, in columns, by the byte that it begins with.
        var starts: [Int] = []
        var column = 0
        for glyph in glyphs {
            starts += repeatElement(column, count: glyph.text.utf8.count)
            column += glyph.width
        }
        starts.append(column)
        let bytes = glyphs.flatMap { Array($0.text.utf8) }
        return Highlight(search).ranges(in: bytes, from: 0).map { starts[$0.lowerBound]..<starts[$0.upperBound] }
    }

    private func glyphs(_ line: [StyledText], _ columns: Int) -> [Sanitiser.Glyph] {
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
