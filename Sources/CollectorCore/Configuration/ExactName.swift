// ExactName.swift: text compared code point by code point, as Python compares strings.

/// A name as Python compares it.
///
/// In Swift "é" equals "e" followed by a combining accent; in Python it does not. Python sorts by code point, which is
/// the order of the bytes of UTF-8.
struct ExactName: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    init(stringLiteral text: String) {
        self.text = text
    }

    static func == (left: ExactName, right: ExactName) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    static func < (left: ExactName, right: ExactName) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
