// Severity.swift: the severity of a message.

/// The severity of a message; 0 is the worst. Source: RFC 5424 section 6.2.1, table 2.
enum Severity: UInt8, CaseIterable, Comparable, Sendable {
    case emergency, alert, critical, error, warning, notice, info, debug

    static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }

    /// The name as in `syslog.conf(5)`, short enough for a column.
    var name: String { Self.names[Int(rawValue)] }
    /// The name in three letters.
    var code: String { Self.codes[Int(rawValue)] }

    private static let names = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"]
    private static let codes = ["emg", "alr", "crt", "err", "wrn", "ntc", "inf", "dbg"]
}
