// SeverityLevels.swift: the level of a line from its `<PRI>`, if that option is set.

/// The levels of severities.
enum SeverityLevels {
    /// Each once, the lowest first; a route knows them by their index here.
    static let all: [Level] = [.debug, .info, .warning, .error, .critical]

    /// The index in `all` of the level of a message; a line without a `<PRI>` has the level INFO.
    @inline(__always)
    static func index(of message: Bytes) -> Int {
        guard let priority = SyslogPriority(message) else { return 1 }
        switch priority.number & 7 {
        case 0, 1, 2: return 4
        case 3: return 3
        case 4: return 2
        case 5, 6: return 1
        default: return 0
        }
    }

    /// The level of a message.
    static func level(of message: Bytes) -> Level { all[index(of: message)] }
}
