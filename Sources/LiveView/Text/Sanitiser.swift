// Sanitiser.swift: the only way from bytes to cells: control characters are made visible, never sent to the terminal.
import CollectorCore

/// Turns bytes from outside into glyphs that are safe to draw.
///
/// A control byte becomes `^[` or `\x9b`. A character that is invisible or changes the direction of writing becomes a
/// tag such as `<RLO>`. A byte that is not valid UTF-8 becomes `\xNN`. All of these are marked, to be drawn reversed. A
/// TAB becomes blanks.
package struct Sanitiser {
    /// One character with its combining marks.
    struct Glyph: Equatable {
        var text: String
        var width: Int
        /// Whether it replaces something that cannot be drawn.
        var isMarked: Bool
    }

    /// Whether the terminal shows characters outside ASCII.
    var unicode: Bool
    /// The limit of combining marks on one character. Further ones are left out, and a sign says so.
    private static let combiningLimit = 4
    private static let tabStop = 8

    package init(unicode: Bool = true) {
        self.unicode = unicode
    }

    /// The glyphs of `bytes` that begin before column `columns`; the first one is in column 0.
    ///
    /// The work is bounded by `columns`, not by the number of bytes, except for many combining marks.
    func glyphs(_ bytes: Bytes, columns: Int) -> [Glyph] {
        var run = Run(columns: columns)
        var index = 0
        while index < bytes.count, run.column < columns {
            let byte = bytes[index]
            if byte < 0x80 {
                append(ascii: byte, to: &run)
                index += 1
                continue
            }
            let point = bytes.codePoint(at: index)
            if let scalar = point.scalar {
                append(scalar, to: &run)
            } else {
                run.mark("\\x" + String(hexadecimal: byte, digits: 2))
            }
            index += point.length
        }
        return run.glyphs
    }

    /// The glyphs of a `String`. The same rules apply.
    func glyphs(_ text: String, columns: Int = .max) -> [Glyph] {
        var text = text
        text.makeContiguousUTF8()
        return glyphs(text.utf8.span, columns: columns)
    }

    /// The glyphs as text, for copying and for tests.
    package func text(_ bytes: Bytes) -> String {
        glyphs(bytes, columns: .max).reduce(into: "") { $0 += $1.text }
    }

    private func append(ascii byte: UInt8, to run: inout Run) {
        switch byte {
        case 0x20...0x7E: run.glyphs.append(Glyph(text: Self.printable[Int(byte) - 0x20], width: 1, isMarked: false))
        case 0x09:
            for _ in 0..<(Self.tabStop - run.column % Self.tabStop) { run.append(" ") }
            return
        default:
            run.mark("^" + Self.printable[Int((byte ^ 0x40) & 0x7F) - 0x20])
            return
        }
        run.column += 1
    }

    private func append(_ scalar: Unicode.Scalar, to run: inout Run) {
        switch scalar.kind {
        case .hidden:
            run.mark(Self.tag(scalar))
        case .combining:
            guard unicode else { return run.append("?") }
            run.combine(scalar, limit: Self.combiningLimit)
        case .narrow where unicode: run.append(String(scalar))
        case .wide where unicode: run.append(String(scalar), width: 2)
        case .narrow: run.append("?")
        case .wide:
            run.append("?")
            run.append("?")
        }
    }

    private static let printable = (0x20...0x7E).map { String(Unicode.Scalar(UInt8($0))) }
}

// MARK: - Building the row

extension Sanitiser {
    private struct Run {
        let columns: Int
        var glyphs: [Glyph] = []
        var column = 0
        private var combined = 0

        init(columns: Int) {
            self.columns = columns
        }

        mutating func append(_ text: String, width: Int = 1) {
            glyphs.append(Glyph(text: text, width: width, isMarked: false))
            column += width
            combined = 0
        }

        mutating func mark(_ text: String) {
            for character in text {
                glyphs.append(Glyph(text: String(character), width: 1, isMarked: true))
                column += 1
            }
            combined = 0
        }

        /// Adds a combining mark to the glyph before it. If there is none that could take it, its code is shown.
        mutating func combine(_ scalar: Unicode.Scalar, limit: Int) {
            guard let last = glyphs.last, !last.isMarked else {
                // The first code is enough.
                if combined > 0 { return }
                mark("\\u{" + String(hexadecimal: scalar.value) + "}")
                combined = 1
                return
            }
            combined += 1
            if combined <= limit {
                glyphs[glyphs.count - 1].text.unicodeScalars.append(scalar)
            } else if combined == limit + 1 {
                let count = combined
                mark("<marks>")
                combined = count
            }
        }
    }
}

// MARK: - Names

extension Sanitiser {
    /// A name for a character that cannot be drawn.
    private static func tag(_ scalar: Unicode.Scalar) -> String {
        if let name = names[scalar.value] { return "<\(name)>" }
        return "\\u{" + String(hexadecimal: scalar.value) + "}"
    }

    private static let names: [UInt32: String] = [
        0xAD: "SHY", 0x034F: "CGJ", 0x061C: "ALM", 0x180E: "MVS", 0x200B: "ZWSP", 0x200C: "ZWNJ", 0x200D: "ZWJ",
        0x200E: "LRM", 0x200F: "RLM", 0x2028: "LS", 0x2029: "PS", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF",
        0x202D: "LRO", 0x202E: "RLO", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI",
        0xFE0E: "VS15", 0xFE0F: "VS16", 0xFEFF: "BOM",
    ]
}
