// RouteFacts.swift: what is known about the records of a connection before its first line arrives.

/// The facts that all records of one connection and level share; only the message and its time differ.
public struct RouteFacts: Hashable, Sendable {
    /// The logger's name: the peer's address, or `pysyslog...` for the collector's own records.
    public var loggerName: String
    public var level: Level
    /// The peer's port; 0 for the collector's own records.
    public var peerPort: UInt16
    /// The local address of the connection, `HOST:PORT`; empty for the collector's own records.
    public var listener: String
    /// The subject of the client's certificate, and the protocol ("TLSv1.3"); empty without TLS.
    public var tlsSubject: String
    public var tlsVersion: String

    public init(
        loggerName: String, level: Level, peerPort: UInt16 = 0, listener: String = "", tlsSubject: String = "",
        tlsVersion: String = ""
    ) {
        self.loggerName = loggerName
        self.level = level
        self.peerPort = peerPort
        self.listener = listener
        self.tlsSubject = tlsSubject
        self.tlsVersion = tlsVersion
    }
}
