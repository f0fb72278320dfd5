// ConfigurationProblem.swift: an error or warning about a configuration, worded for the person who edits it.

/// One error in a configuration, or one warning about it.
public struct ConfigurationProblem: Error, Equatable, Sendable {
    public enum Severity: Sendable {
        case error
        /// CPython accepts it silently, but it has no effect, or hardly the intended one.
        case warning
    }

    /// The path of keys, joined by dots: `handlers.localhost-file.maxBytes`; empty for the document itself.
    public var path: String
    public var position: SourcePosition
    /// What was found and what is allowed.
    public var message: String
    public var severity: Severity = .error

    /// `FILE:LINE:COLUMN: handlers.x.maxBytes: expected a number, got "ten"`.
    public func text(in file: String) -> String {
        let location = "\(file):\(position.line):\(position.column): "
        return location + (severity == .warning ? "warning: " : "") + (path.isEmpty ? "" : path + ": ") + message
    }
}

/// Why a configuration is refused: all errors, in the order of the file.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    public var file: String
    /// At least one is an error; warnings are included.
    public var problems: [ConfigurationProblem]

    /// One line for each problem.
    public var description: String {
        problems.map { $0.text(in: file) }.joined(separator: "\n")
    }
}
