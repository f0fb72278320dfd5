// Capabilities.swift: what a terminal can show.

/// What the terminal can show.
package struct Capabilities: Equatable, Sendable {
    package var unicode = true
    /// Whether its font has block elements, arrows and dots besides letters and lines.
    package var symbols = true
    /// Without colours, only the looks of the roles differ; and in the timeline, errors are another sign.
    package var colours = true

    package init(unicode: Bool = true, symbols: Bool = true, colours: Bool = true) {
        self.unicode = unicode
        self.symbols = symbols
        self.colours = colours
    }
}
