// HandlerOptions.swift: the small types of which the arguments of handlers are made.

/// How a file is opened; the `t` and `+` of Python's modes change nothing for a writer.
public enum FileMode: Sendable, Equatable {
    case append, truncate
    /// The file must not exist.
    case exclusive
    /// The file must exist; writing begins at its start (`r+`).
    case overwrite
}

/// How text becomes bytes.
public enum TextEncoding: Sendable, Equatable, CaseIterable {
    case utf8
    /// With a byte order mark at the start of each file.
    case utf8WithSignature
    case ascii, latin1

    /// Python's names; the first is the one to show.
    ///
    /// Source: CPython `Lib/encodings/aliases.py`. `null` and `locale` are the locale's, taken for UTF-8.
    var names: [String] {
        switch self {
        case .utf8: ["utf_8", "u8", "utf", "utf8", "utf8_ucs2", "utf8_ucs4", "cp65001", "locale"]
        case .utf8WithSignature: ["utf_8_sig"]
        case .ascii:
            [
                "ascii", "646", "ansi_x3.4_1968", "ansi_x3_4_1968", "ansi_x3.4_1986", "cp367", "csascii", "ibm367",
                "iso646_us", "iso_646.irv_1991", "iso_ir_6", "us", "us_ascii",
            ]
        case .latin1:
            [
                "latin_1", "8859", "cp819", "csisolatin1", "ibm819", "iso8859", "iso8859_1", "iso_8859_1",
                "iso_8859_1_1987", "iso_ir_100", "l1", "latin", "latin1",
            ]
        }
    }
}

/// What becomes of a character that an encoding does not have; the raw values are Python's names.
public enum EncodingErrors: String, Sendable, CaseIterable {
    case strict, ignore, replace, backslashreplace, xmlcharrefreplace, namereplace, surrogateescape
}

/// When a `TimedRotatingFileHandler` begins a new file.
public enum RotationTime: Sendable, Equatable {
    case seconds, minutes, hours, days, midnight
    /// At the end of a day of the week, 0 for Monday to 6.
    case weekday(Int)
}

/// Where a handler sends to.
public enum SocketAddress: Sendable, Equatable {
    case internet(host: String, port: UInt16)
    /// A Unix socket.
    case path(String)
}

public enum SocketType: Sendable, Equatable {
    case stream, datagram
}

public struct Credentials: Sendable, Equatable {
    public var user: String
    public var password: String
}

/// The origin of a message in the terms of syslog; any number is taken, as Python takes it.
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

/// What a handler does when more comes in than it can deliver: `"pysyslog": {...}` in a handler, which Python has not.
public struct QueuePolicy: Sendable, Equatable {
    public enum WhenFull: String, Sendable, CaseIterable {
        /// Reading stops from the peers that send there; nothing is lost.
        case block
        case dropNewest = "drop_newest"
        case dropOldest = "drop_oldest"
    }

    public var whenFull = WhenFull.block
    /// Messages; `nil` is the limit of the command line.
    public var size: Int?
}
