// Formatter.swift: a format, compiled once at configuration time, that makes the text of records.

/// Why a format cannot be used; `reason` is in CPython's words where CPython has any.
public struct FormatError: Error, Equatable, Sendable {
    public var reason: String
}

public struct Formatter: Sendable {
    public let description: FormatterDescription

    public init(_ description: FormatterDescription) throws(FormatError) {
        self.description = description
    }
}
