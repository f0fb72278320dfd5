// RecordHead.swift: what stands before the text of each record, for the destination to read.

/// The header of a record sent to another program, or what its sink needs to know of it.
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
    /// The name of the file that the record belongs to, as a section.
    case path(PathFormat)
    /// What a broker of Kafka gets beside the text.
    case kafka(KafkaHead)

    /// The head of records with these facts.
    func pieces(for facts: RouteFacts) -> [HeadPiece] {
        switch self {
        case .none: []
        case .priority(let facility, let ident):
            [.literal(Array("<\(facility.code << 3 | facts.level.syslogSeverity)>\(ident)".utf8))]
        case .length: [.begin]
        case .path(let format): [.begin] + format.pieces(for: facts) + [.end]
        case .kafka(let head): head.pieces(for: facts)
        }
    }

    /// Whether two connections of one peer can get different heads.
    var printsConnection: Bool {
        switch self {
        case .none, .priority, .length: false
        case .path(let format): format.parts.contains(.listener)
        case .kafka(let head): head.printsConnection
        }
    }
}

/// A part of a head whose route is known.
enum HeadPiece: Equatable, Sendable {
    case literal([UInt8])
    case fields([FormatPart])
    /// When the record was received.
    case clock(TimeFormat)
    /// The same in milliseconds since the epoch: eight bytes, big-endian.
    case milliseconds
    /// Begins a section: its length in four bytes, big-endian, then its bytes up to `end` or to the end of the record.
    case begin
    case end
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
