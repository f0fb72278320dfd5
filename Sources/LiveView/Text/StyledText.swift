// StyledText.swift: a piece of text in one style.

/// A piece of text in one style.
struct StyledText {
    var text: String
    var style: Style

    init(_ text: String, _ role: Role = .plain, _ attributes: Style.Attributes = []) {
        self.text = text
        style = Style(role, attributes)
    }
}
