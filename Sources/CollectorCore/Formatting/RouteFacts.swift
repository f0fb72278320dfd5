// RouteFacts.swift: what is known about the records of a connection before its first line arrives.

/// The facts that all records of one connection and level share; only the message and its time differ.
public struct RouteFacts: Hashable, Sendable {
    /// The logger's name: the peer's address, or `pysyslog...` for the collector's own records.
    public var loggerName: String
    public var level: Level
    /// The peer's port; 0 for the collector's own records.
    public var peerPort: UInt16
    /// The process of a local socket's sender and its user; 0 and -1 where they are unknown.
    public var peerPid: Int
    public var peerUid: Int
    /// The name of the listener that the record came through; empty for the collector's own records.
    public var listener: String
    /// The subject of the client's certificate, and the protocol ("TLSv1.3"); empty without TLS.
    public var tlsSubject: String
    public var tlsVersion: String

    /// Whether the records are the collector's own.
    var isOwn: Bool { loggerName == "pysyslog" || loggerName.hasPrefix("pysyslog.") }

    public init(
        loggerName: String, level: Level, peerPort: UInt16 = 0, peerPid: Int = 0, peerUid: Int = -1,
        listener: String = "", tlsSubject: String = "", tlsVersion: String = ""
    ) {
        self.loggerName = loggerName
        self.level = level
        self.peerPort = peerPort
        self.peerPid = peerPid
        self.peerUid = peerUid
        self.listener = listener
        self.tlsSubject = tlsSubject
        self.tlsVersion = tlsVersion
    }
}
