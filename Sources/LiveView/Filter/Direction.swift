// Direction.swift: the direction of a search through the lines.

enum Direction: Equatable {
    /// Towards older lines, or up.
    case backward
    /// Towards newer lines, or down.
    case forward

    /// For a search without a result: "no match before this line".
    var word: String { self == .backward ? "before" : "after" }
}
