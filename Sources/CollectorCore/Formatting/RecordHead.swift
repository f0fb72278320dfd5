// RecordHead.swift: the header of each record of a handler that sends packets.

/// The header of a record sent to another program.
enum RecordHead: Equatable, Sendable {
    case none
    /// `<PRI>` and an ident.
    ///
    /// Source: CPython `Lib/logging/handlers.py`, `SysLogHandler.emit`; RFC 3164 section 4.1.1.
    case priority(SyslogFacility, ident: String)
    /// The number of bytes that follow: four bytes, big-endian.
    ///
    /// Source: CPython `Lib/logging/handlers.py`, `SocketHandler.makePickle`.
    case length

    /// The head of records of `level`. A length is four bytes that are set when the record is complete.
    func bytes(for level: Level) -> [UInt8] {
        switch self {
        case .none: []
        case .priority(let facility, let ident): Array("<\(facility.code << 3 | level.syslogSeverity)>\(ident)".utf8)
        case .length: [0, 0, 0, 0]
        }
    }
}

extension Level {
    /// The severity according to `SysLogHandler.mapPriority`; a level without its own name is a warning.
    fileprivate var syslogSeverity: Int {
        switch self {
        case .debug: 7
        case .info: 6
        case .error: 3
        case .critical: 2
        default: 4
        }
    }
}
