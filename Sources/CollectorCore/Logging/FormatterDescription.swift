// FormatterDescription.swift: a formatter as a configuration describes it, before it is compiled.

/// The arguments of `logging.Formatter`, as the JSON of a configuration gives them.
public struct FormatterDescription: Hashable, Sendable {
    /// How fields are written in a format: `%(name)s`, `{name}` or `$name`.
    public enum Style: Character, Hashable, Sendable, CaseIterable {
        case percent = "%"
        case brace = "{"
        case dollar = "$"
    }

    /// The text of a record; `nil` or empty is the style's own default, the message alone.
    public var format: String?
    /// For `strftime(3)`; `nil` or empty is `2026-05-06 12:34:56,007`.
    public var datefmt: String?
    public var style: Style
    /// Whether the format is checked as CPython checks it, beyond what is needed to apply it.
    public var validate: Bool

    public init(format: String? = nil, datefmt: String? = nil, style: Style = .percent, validate: Bool = true) {
        self.format = format
        self.datefmt = datefmt
        self.style = style
        self.validate = validate
    }

    /// The formatter of `logging.basicConfig()`: `INFO:127.0.0.2:text`.
    public static let basic = FormatterDescription(format: "%(levelname)s:%(name)s:%(message)s")
}
