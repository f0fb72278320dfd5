// DetailFields.swift: the parts of a message that a filter can be made of.
import CollectorCore

/// A part of a box that can be selected.
struct BoxField: Equatable {
    enum Subject: Equatable {
        case peer(PeerKey)
        /// A term of the filter.
        case term(String)
        /// A field of the message: the column that it would have, and what finds it.
        case field(FieldColumn, FieldCondition)
    }

    var subject: Subject
    /// Where it is shown: a word that is wrapped is marked where it begins.
    var line: Int
    /// In columns of the inside of the box.
    var columns: Range<Int>
}

/// The words of a text that is laid out, as they are found by a filter.
struct FieldWords {
    private(set) var fields: [BoxField] = []
    private var word = ""
    private var start = (line: 0, column: 0)
    /// The columns of each glyph in the row where the word begins.
    private var widths: [Int] = []
    private var isDrawn = true

    /// Adds the next glyph, which is shown there.
    mutating func add(_ glyph: Sanitiser.Glyph, line: Int, column: Int) {
        guard glyph.text != " " else { return end() }
        if word.isEmpty { start = (line, column) }
        word += glyph.text
        if line == start.line { widths.append(glyph.width) }
        // What stands for a byte that cannot be shown is not in the text.
        if glyph.isMarked { isDrawn = false }
    }

    /// A word ends here. Signs around it are no part of it.
    mutating func end() {
        defer { (word, widths, isDrawn) = ("", [], true) }
        guard isDrawn else { return }
        let signs = word.prefix { Self.isSign($0) }.count
        let text = String(word.dropFirst(signs).reversed().drop { Self.isSign($0) }.reversed())
        guard !text.isEmpty else { return }
        let first = start.column + signs
        let width = widths.dropFirst(signs).prefix(text.count).reduce(0, +)
        fields.append(
            BoxField(
                subject: .term(FilterEdit.textTerm(text)), line: start.line, columns: first..<first + max(1, width)))
    }

    private static func isSign(_ character: Character) -> Bool { ".,;:!?()[]{}<>\"'`".contains(character) }
}
