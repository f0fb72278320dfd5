// HandlerOptions.swift: the small types used by the arguments of handlers.

/// How a file is opened; the `t` and `+` of Python's modes change nothing for a writer.
public enum FileMode: Sendable, Equatable {
    case append, truncate
    /// The file must not exist.
    case exclusive
    /// The file must exist; writing begins at its start (`r+`).
    case overwrite
}

/// When a `TimedRotatingFileHandler` begins a new file.
public enum RotationTime: Sendable, Equatable {
    case seconds, minutes, hours, days, midnight
    /// At the end of a day of the week, 0 for Monday to 6.
    case weekday(Int)
}

/// The destination of a handler.
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

/// What a handler does when more arrives than it can deliver: `"pysyslog": {...}` in a handler; not in Python.
public struct QueuePolicy: Sendable, Equatable {
    public enum WhenFull: String, Sendable, CaseIterable {
        /// Stop reading from the peers that send there; nothing is lost.
        case block
        case dropNewest = "drop_newest"
        case dropOldest = "drop_oldest"
    }

    public var whenFull = WhenFull.block
    /// Messages; `nil` is the limit of the command line.
    public var size: Int?
}
