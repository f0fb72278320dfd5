// DetailTree.swift: the fields of an opened message as an indented tree.
import CollectorCore

/// Lays out fields: each has its name, indented by its depth, and beside it the value, in as many rows as that takes.
struct DetailTree {
    private(set) var lines: [[StyledText]] = []
    private(set) var fields: [BoxField] = []
    private let bytes: [UInt8]
    private let ruler: TextRuler
    /// Where the values begin, and the columns that they have.
    private let valueColumn: Int
    private let valueWidth: Int
    /// Lines of the box above the tree.
    private let first: Int
    /// The groups around the next field, from the message itself on.
    private var groups = [Group(path: "", prefix: "")]

    private struct Group {
        /// The name that it has in filters, and what stands there in front of the names in it; `nil` if it cannot be typed.
        var path: String?
        var prefix: String?
        var elements = 0
    }

    private static let longestIndent = 24
    private static let longestName = 28

    init(_ shown: ArraySlice<Field>, of bytes: [UInt8], _ ruler: TextRuler, width: Int, below first: Int) {
        self.bytes = bytes
        self.ruler = ruler
        self.first = first
        // No element has a greater number.
        let number = Array("\(shown.count)".utf8)
        let longest = shown.reduce(0) { longest, field in
            let name = field.name == .element ? number : field.nameBytes(in: bytes.span)
            let width = ruler.sanitiser.glyphs(name.span, columns: Self.longestName).reduce(0) { $0 + $1.width }
            return max(longest, Self.indent(of: field) + width)
        }
        valueColumn = min(longest + 2, width / 2)
        valueWidth = max(1, width - valueColumn)
        for place in shown.indices {
            let isEmpty = place + 1 == shown.endIndex || shown[place + 1].depth <= shown[place].depth
            add(shown[place], isEmpty: isEmpty)
        }
    }

    private static func indent(of field: Field) -> Int { min(2 * field.depth, longestIndent) }

    /// - Parameter isEmpty: whether it would be a group with nothing in it.
    private mutating func add(_ field: Field, isEmpty: Bool) {
        groups.removeSubrange((field.depth + 1)...)
        let group = groups[field.depth]
        var name = field.nameBytes(in: bytes.span)
        var path = group.prefix.flatMap { prefix in FieldPattern.name(name).map { prefix + $0 } }
        if case .element = field.name {
            name = Array("\(group.elements)".utf8)
            path = group.path
            groups[field.depth].elements += 1
        }
        addRows(field, name, path, isEmpty: isEmpty)
        if field.isGroup { groups.append(Group(path: path, prefix: path.map { $0 + "." })) }
    }
}

// MARK: - Rows

extension DetailTree {
    private mutating func addRows(_ field: Field, _ name: [UInt8], _ path: String?, isEmpty: Bool) {
        let indent = min(Self.indent(of: field), max(0, valueColumn - 4))
        let room = max(1, valueColumn - indent - 1)
        let label = ruler.cut(ruler.sanitiser.glyphs(name.span, columns: room + 1), room)
        let labelWidth = label.reduce(0) { $0 + $1.width }
        let value = field.value.bytes(in: bytes.span)
        let rows = field.isGroup ? [groupRow(field, isEmpty: isEmpty)] : valueRows(field, value)
        let width = rows[0].reduce(0) { $0 + $1.width }
        mark(
            field, path, value, width: max(labelWidth, width),
            columns: field.isGroup ? indent..<indent + labelWidth : valueColumn..<valueColumn + max(1, width))
        for (number, row) in rows.enumerated() {
            let label = number == 0 ? ruler.styled(label, .fieldName) : []
            let before = number == 0 ? indent : valueColumn
            let after = number == 0 ? valueColumn - indent - labelWidth : 0
            lines.append(
                [blanks(before)] + label + [blanks(after)] + ruler.styled(row, value.isEmpty ? .dim : field.kind.role))
        }
    }

    private func blanks(_ count: Int) -> StyledText { StyledText(String(repeating: " ", count: max(0, count))) }

    private func groupRow(_ field: Field, isEmpty: Bool) -> [Sanitiser.Glyph] {
        guard isEmpty, !field.isCut else { return [] }
        return ruler.sanitiser.glyphs(field.kind == .array ? "[]" : "{}")
    }

    /// A line end in a value is shown, and ends the row.
    private func valueRows(_ field: Field, _ value: [UInt8]) -> [[Sanitiser.Glyph]] {
        guard !value.isEmpty else { return [ruler.sanitiser.glyphs("\"\"")] }
        var rows: [[Sanitiser.Glyph]] = []
        var start = 0
        while start < value.count {
            let end = min(value.span.offset(of: 0x0A, from: start) + 1, value.count)
            rows += wrapped(ruler.sanitiser.glyphs(value.span.extracting(start..<end), columns: .max))
            start = end
        }
        return rows
    }

    private func wrapped(_ glyphs: [Sanitiser.Glyph]) -> [[Sanitiser.Glyph]] {
        var rows: [[Sanitiser.Glyph]] = [[]]
        var column = 0
        for glyph in glyphs {
            if column + glyph.width > valueWidth, column > 0 {
                rows.append([])
                column = 0
            }
            rows[rows.count - 1].append(glyph)
            column += glyph.width
        }
        return rows
    }

    /// Notes what keys act on, if the name can be typed.
    private mutating func mark(
        _ field: Field, _ path: String?, _ value: [UInt8], width: Int, columns: Range<Int>
    ) {
        guard let path, !path.isEmpty else { return }
        let isKnown = !field.isGroup && !field.isCut
        let condition = FieldCondition(path, isKnown ? .values([FieldPattern(value: value)]) : .exists)
        let column = FieldColumn(path, width: max(ruler.width(path), field.isGroup ? 0 : width))
        fields.append(
            BoxField(subject: .field(column, condition), line: first + lines.count, columns: columns))
    }
}

extension Field.Kind {
    var role: Role {
        switch self {
        case .text: .plain
        case .number: .fieldNumber
        case .word: .fieldWord
        case .object, .array: .dim
        }
    }
}
