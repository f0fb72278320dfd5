// StreamFields.swift: the values of fields in their columns of the stream.
import CollectorCore

extension StreamFit {
    /// For each column of a field its value in this line; of several values the first, of a group all that it holds.
    func fields(of line: StreamLine) -> [[StyledGlyph]?] {
        guard !columns.fields.isEmpty else { return [] }
        let bytes = line.line.bytes.span
        var reader = FieldReader()
        reader.read(bytes, line.header, isCut: line.line.entry.isPart)
        let ruler = TextRuler(capabilities)
        return columns.fields.map { place in
            guard let field = FieldPath(place.path).first(in: reader.fields, of: bytes, where: { _ in true }) else {
                return nil
            }
            let text = field.value.bytes(in: bytes)
            let role = field.isGroup ? .dim : field.kind.role
            return ruler.cut(ruler.sanitiser.glyphs(text.span, columns: place.columns.count + 1), place.columns.count)
                .map { ($0, Style(role)) }
        }
    }
}
