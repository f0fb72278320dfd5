// SyslogPriority.swift: the facility and severity that a line begins with, "<34>".

/// The number at the start of a syslog message: facility times 8 plus severity, 0 to 191.
///
/// Source: RFC 5424 section 6.2.1; RFC 3164 section 4.1.1. Leading zeros are accepted, as by other receivers.
package struct SyslogPriority: Equatable {
    package let number: UInt8

    /// The priority of `message`, or `nil` for a line without one.
    package init?(_ message: Bytes) {
        guard message.count > 2, message[0] == UInt8(ascii: "<") else { return nil }
        var number = 0
        for offset in 1..<min(message.count, 5) {
            let byte = message[offset]
            if byte == UInt8(ascii: ">"), offset > 1, number <= 191 {
                self.number = UInt8(number)
                return
            }
            guard 0x30...0x39 ~= byte else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return nil
    }

    /// The name of the facility. Source: CPython `Lib/logging/handlers.py`, `SysLogHandler.facility_names`.
    ///
    /// These names have at most 15 bytes, so that no `String` here is allocated.
    package var facility: String {
        switch number >> 3 {
        case 0: "kern"
        case 1: "user"
        case 2: "mail"
        case 3: "daemon"
        case 4: "auth"
        case 5: "syslog"
        case 6: "lpr"
        case 7: "news"
        case 8: "uucp"
        case 9: "cron"
        case 10: "authpriv"
        case 11: "ftp"
        case 12: "ntp"
        case 13: "security"
        case 14: "console"
        case 15: "solaris-cron"
        case 16: "local0"
        case 17: "local1"
        case 18: "local2"
        case 19: "local3"
        case 20: "local4"
        case 21: "local5"
        case 22: "local6"
        default: "local7"
        }
    }

    /// The name of the severity, as `syslog.conf(5)` has it.
    package var severity: String {
        switch number & 7 {
        case 0: "emerg"
        case 1: "alert"
        case 2: "crit"
        case 3: "err"
        case 4: "warning"
        case 5: "notice"
        case 6: "info"
        default: "debug"
        }
    }
}
