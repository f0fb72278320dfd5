// MonitoringOptions.swift: what is told of a collector while it runs, and to whom.

/// What a collector tells of itself while it runs; by default only which peers have fallen silent.
public struct MonitoringOptions: Sendable {
    /// Where metrics are served; `nil` for nowhere.
    public var metrics: MetricsAddress?
    /// How many peers have metrics of their own; 0: none, not even `other`.
    public var metricsPeers = 0
    /// Seconds between two lines with the account; `nil` for none.
    public var statsInterval: Double?
    /// Seconds after which every sender is called silent; `nil` for those that send regularly, by the rule of `Silence`.
    public var silentAfter: Double?
    /// The version of the program, for the metric `pysyslog_build_info`.
    public var version = ""

    public init() {}
}

/// A host and a port that metrics are served on.
public struct MetricsAddress: Equatable, Sendable {
    public var host: String
    /// 0 takes a free one.
    public var port: UInt16
    /// A socket that is open there already, and stays so for others when the collector ends.
    public var descriptor: CInt?

    public init(host: String, port: UInt16, descriptor: CInt? = nil) {
        self.host = host
        self.port = port
        self.descriptor = descriptor
    }

    /// Reads `HOST:PORT`, with an IPv6 address in brackets; a port alone, or behind a colon, is one of 127.0.0.1.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else {
            guard let port = Self.port(text[...]) else { return nil }
            self.init(host: "127.0.0.1", port: port)
            return
        }
        guard let port = Self.port(text[text.index(after: colon)...]) else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(where: { ":[]/".contains($0) }) {
            return nil
        }
        self.init(host: host.isEmpty ? "127.0.0.1" : String(host), port: port)
    }

    private static func port(_ text: Substring) -> UInt16? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? UInt16(text) : nil
    }
}
