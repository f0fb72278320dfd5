// SyslogFacility.swift: the facility that a handler claims for its records.

/// The origin of a message in syslog terms; any number is accepted, as in Python.
public struct SyslogFacility: Sendable, Equatable {
    public var code: Int

    /// Source: CPython `Lib/logging/handlers.py`, `SysLogHandler.facility_names`.
    static let named: [(name: String, value: SyslogFacility)] =
        ([
            "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp",
            "security", "console", "solaris-cron",
        ] + (0...7).map { "local\($0)" })
        .enumerated().map { (name: $0.element, value: SyslogFacility(code: $0.offset)) }
}
