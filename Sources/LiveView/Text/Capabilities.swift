// Capabilities.swift: what a terminal can show.

/// What the terminal can show.
package struct Capabilities: Equatable, Sendable {
    package var unicode = true
    /// Whether its font has blocks, arrows and dots besides letters and lines.
    package var symbols = true
    /// The terminal layer decides how roles look without colours; the picture is the same.
    package var colours = true

    package init(unicode: Bool = true, symbols: Bool = true, colours: Bool = true) {
        self.unicode = unicode
        self.symbols = symbols
        self.colours = colours
    }
}
