// Direction.swift: which way lines are looked through.

enum Direction: Equatable {
    /// To older lines, or up.
    case backward
    /// To newer lines, or down.
    case forward

    /// For what is not found there: "no match before this line".
    var word: String { self == .backward ? "before" : "after" }
}
