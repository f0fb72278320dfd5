// DetailText.swift: the text of an opened message: as trees of its fields, as it was sent, or its bytes.
import CollectorCore

extension Arrangement {
    /// - Parameters:
    ///   - reader: has read the message where it is to be laid out.
    ///   - first: lines of the box above.
    func messageText(
        _ line: FeedLine, _ header: MessageHeader, _ reader: FieldReader, as view: MessageView, _ width: Int,
        below first: Int, _ fields: inout [BoxField]
    ) -> [[StyledText]] {
        if view == .hex { return [divider("raw bytes", width)] + hexLines(line.bytes) }
        guard reader.fields.isEmpty else { return layOut(line, header, reader, width, below: first, &fields) }
        let content = header.content..<line.bytes.count
        return [divider("text", width)] + textLines(line, content, width, below: first + 1, &fields) + remarks(reader)
    }

    /// The message as trees of its fields, and as text where it is none of them.
    private func layOut(
        _ line: FeedLine, _ header: MessageHeader, _ reader: FieldReader, _ width: Int, below first: Int,
        _ fields: inout [BoxField]
    ) -> [[StyledText]] {
        var lines: [[StyledText]] = []
        func tree(_ title: String, _ shown: ArraySlice<Field>) {
            guard !shown.isEmpty else { return }
            lines.append(divider(title, width))
            let tree = DetailTree(shown, of: line.bytes, ruler, width: width, below: first + lines.count)
            lines += tree.lines
            fields += tree.fields
        }
        tree("structured data", reader.fields.prefix(reader.structuredCount))
        // Structured data that is malformed is text.
        let structured = reader.structuredCount == 0 ? header.structured : nil
        for range in [structured ?? 0..<0, reader.rest] where !range.isEmpty {
            lines.append(divider("text", width))
            lines += textLines(line, range, width, below: first + lines.count, &fields)
        }
        tree("fields: \(reader.format.rawValue)", reader.fields.dropFirst(reader.structuredCount))
        return lines + remarks(reader)
    }

    /// What is not laid out.
    private func remarks(_ reader: FieldReader) -> [[StyledText]] {
        var remarks: [String] = []
        if reader.isCut { remarks.append("the rest of the JSON is not here") }
        if reader.isTooDeep { remarks.append("JSON nested deeper than \(JSONScanner.depthLimit): not laid out") }
        let omitted = NumberText.count(reader.list.omitted, "more field")
        if reader.list.omitted > 0 { remarks.append("\(omitted), not laid out; p shows the text") }
        return remarks.map { [StyledText($0, .severityWarning)] }
    }

    private func divider(_ title: String, _ width: Int) -> [StyledText] {
        [
            StyledText(
                "\(ruler.rule)\(ruler.rule) \(title) "
                    + String(repeating: ruler.rule, count: max(0, width - title.count - 4)), .border)
        ]
    }

    /// - Parameter first: lines above the text.
    private func textLines(
        _ line: FeedLine, _ range: Range<Int>, _ width: Int, below first: Int, _ fields: inout [BoxField]
    ) -> [[StyledText]] {
        var rows: [[Sanitiser.Glyph]] = [[]]
        var column = 0
        var words = FieldWords()
        for glyph in ruler.sanitiser.glyphs(line.bytes.span.extracting(range), columns: .max) {
            if column + glyph.width > width {
                rows.append([])
                column = 0
            }
            words.add(glyph, line: first + rows.count - 1, column: column)
            rows[rows.count - 1].append(glyph)
            column += glyph.width
        }
        words.end()
        fields += words.fields
        return rows.map { ruler.styled($0, .plain) }
    }

    private func hexLines(_ bytes: [UInt8]) -> [[StyledText]] {
        stride(from: 0, to: bytes.count, by: 16).map { start in
            let row = bytes[start..<min(start + 16, bytes.count)]
            var hex = ""
            for (index, byte) in row.enumerated() {
                hex += String(hexadecimal: byte, digits: 2) + (index == 7 ? "  " : " ")
            }
            let text = String(decoding: row.map { 0x20...0x7E ~= $0 ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
            return [
                StyledText(String(hexadecimal: start, digits: 4) + "  ", .dim),
                StyledText(hex + String(repeating: " ", count: max(0, 50 - hex.count))), StyledText(text, .app),
            ]
        }
    }
}
