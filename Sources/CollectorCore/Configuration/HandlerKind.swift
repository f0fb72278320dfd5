// HandlerKind.swift: the classes of handlers and their arguments, checked, with Python's defaults.

/// A class of `logging`, `logging.handlers` or `pysyslog.handlers` with its constructor arguments and `"."` attributes.
public enum HandlerKind: Sendable, Equatable {
    case stream(StreamArguments)
    case file(FileArguments)
    case watchedFile(FileArguments)
    case rotatingFile(RotatingFileArguments)
    case timedRotatingFile(TimedRotatingFileArguments)
    case peerFiles(PeerFileArguments)
    case kafka(KafkaArguments)
    case socket(SocketArguments)
    case datagram(SocketArguments)
    case syslog(SyslogArguments)
    case smtp(SMTPArguments)
    case http(HTTPArguments)
    case memory(MemoryArguments)
    case queue(QueueArguments)
    case null
}

extension HandlerKind {
    /// The name of the class, without its module.
    var className: String {
        switch self {
        case .stream: "StreamHandler"
        case .file: "FileHandler"
        case .watchedFile: "WatchedFileHandler"
        case .rotatingFile: "RotatingFileHandler"
        case .timedRotatingFile: "TimedRotatingFileHandler"
        case .peerFiles: "PeerFileHandler"
        case .kafka: "KafkaHandler"
        case .socket: "SocketHandler"
        case .datagram: "DatagramHandler"
        case .syslog: "SysLogHandler"
        case .smtp: "SMTPHandler"
        case .http: "HTTPHandler"
        case .memory: "MemoryHandler"
        case .queue: "QueueHandler"
        case .null: "NullHandler"
        }
    }
}

/// The collector's own standard streams.
public enum StandardStream: Sendable, Equatable {
    case output, error
}

public struct StreamArguments: Sendable, Equatable {
    public var stream: StandardStream
    /// Written after each record.
    public var terminator: String
}

public struct FileArguments: Sendable, Equatable {
    /// As in the configuration, not yet made absolute; not empty, without NUL.
    public var filename: String
    public var mode: FileMode
    public var encoding: TextEncoding
    public var errors: EncodingErrors
    /// Whether the file is opened only for its first record.
    public var delay: Bool
    public var terminator: String
}

public struct RotatingFileArguments: Sendable, Equatable {
    public var file: FileArguments
    /// Bytes; 0 or less is no limit.
    public var maxBytes: Int
    public var backupCount: Int
}

public struct TimedRotatingFileArguments: Sendable, Equatable {
    public var file: FileArguments
    public var when: RotationTime
    /// Units of `when`; above 0.
    public var interval: Double
    public var backupCount: Int
    public var isUTC: Bool
    /// When a day ends, in seconds since midnight; `nil` is midnight.
    public var atTime: Int?
    /// The strftime format that the `"."` attribute `suffix` sets; `nil` is that of `when`.
    public var suffix: String?
}

/// `PeerFileHandler`, which Python does not have.
public struct PeerFileArguments: Sendable, Equatable {
    /// With fields, as in the configuration; a `PathFormat` accepts it.
    public var filename: String
    /// Files that may be open at a time; `nil` is 1,024, or half of the descriptors that the process may open.
    public var maxOpen: Int?
    /// Seconds without a line after which a file is closed.
    public var closeAfter: Double
    /// Of directories that are made, subject to the umask.
    public var directoryPermissions: UInt32
    /// Whether files are compressed when the time has given them another name.
    public var compresses: Bool
    public var terminator: String
}

/// `KafkaHandler`, which Python does not have.
public struct KafkaArguments: Sendable, Equatable {
    /// A format of few fields; a `KafkaHead` accepts it and `key`.
    public var topic: String
    /// A format; `nil` for records without a key.
    public var key: String?
    /// Whether records have headers that name the peer, the listener and the subject of its certificate.
    public var hasHeaders: Bool
    /// In the order of the file, as librdkafka names them.
    public var settings: [KafkaSetting]
    /// The path of librdkafka; `nil` is that of the system.
    public var library: String?
}

/// `SocketHandler` and `DatagramHandler`.
public struct SocketArguments: Sendable, Equatable {
    public var address: SocketAddress
}

public struct SyslogArguments: Sendable, Equatable {
    public var address: SocketAddress
    public var facility: SyslogFacility
    /// `nil` is a datagram, and for a path also a stream if that fails.
    public var socketType: SocketType?
    /// Written before each message.
    public var ident: String
    public var appendsNul: Bool
}

public struct SMTPArguments: Sendable, Equatable {
    public var host: String
    public var port: UInt16
    public var from: String
    public var to: [String]
    public var subject: String
    public var credentials: Credentials?
    /// The key file and the certificate file of STARTTLS, none to two; `nil` is no TLS. Python uses it only with
    /// credentials.
    public var startTLSFiles: [String]?
    /// Seconds; `nil` waits for ever.
    public var timeout: Double?
}

public struct HTTPArguments: Sendable, Equatable {
    public enum Method: Sendable, Equatable {
        case get, post
    }

    /// `name` or `name:port`.
    public var host: String
    public var url: String
    public var method: Method
    public var isSecure: Bool
    public var credentials: Credentials?
}

public struct MemoryArguments: Sendable, Equatable {
    /// Records; when there are this many, they are passed on.
    public var capacity: Int
    /// A record of this level or above flushes the buffer.
    public var flushLevel: Level
    /// An index into the handlers, smaller than that of this handler; without a target nothing is passed on.
    public var target: Int?
}

/// `QueueHandler` as of Python 3.12, without the queue: records are passed on directly.
public struct QueueArguments: Sendable, Equatable {
    /// Indices into the handlers, smaller than that of this handler.
    public var handlers: [Int]
    public var respectsHandlerLevel: Bool
}
