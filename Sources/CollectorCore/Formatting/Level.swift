// Level.swift: the importance of a record, in Python's numbers.

/// A logging level: a number, larger for more severe records.
///
/// Source: CPython `Lib/logging/__init__.py`, `_nameToLevel`.
public struct Level: Hashable, Comparable, Sendable {
    /// Python's integers are unbounded; one beyond `Int` is clamped, which compares the same with every level in use.
    public let rawValue: Int

    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    public static let notset = Level(rawValue: 0)
    public static let debug = Level(rawValue: 10)
    public static let info = Level(rawValue: 20)
    public static let warning = Level(rawValue: 30)
    public static let error = Level(rawValue: 40)
    public static let critical = Level(rawValue: 50)

    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

    /// The names that a configuration may use, in the order of listings.
    static let named: [(name: String, level: Level)] = [
        ("CRITICAL", .critical), ("FATAL", .critical), ("ERROR", .error), ("WARNING", .warning), ("WARN", .warning),
        ("INFO", .info), ("DEBUG", .debug), ("NOTSET", .notset),
    ]

    /// What `%(levelname)s` prints.
    public var name: String {
        switch self {
        case .critical: "CRITICAL"
        case .error: "ERROR"
        case .warning: "WARNING"
        case .info: "INFO"
        case .debug: "DEBUG"
        case .notset: "NOTSET"
        default: "Level \(rawValue)"
        }
    }
}
