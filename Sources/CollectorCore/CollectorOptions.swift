// CollectorOptions.swift: how a collector listens, reads and waits.

/// The options of a collector; the defaults are those of the command.
public struct CollectorOptions: Sendable {
    /// A name, an IPv4 or IPv6 address; `::` serves both families, and empty is every IPv4 address. TLS is spoken there if
    /// there is a certificate. `nil` listens only on `listen`.
    public var host: String? = "127.0.0.1"
    /// 0 takes a free port.
    public var port: UInt16 = 514
    /// What else to listen on.
    public var listen: [ListenAddress] = []
    /// Who may send, and how much.
    public var admission = AdmissionOptions()
    /// `nil` listens for plain TCP.
    public var tls: TLSOptions?
    public var framing = Framing.auto
    /// Bytes; a longer message is cut there. At least 480, which every receiver takes: RFC 5424 section 6.1.
    public var maxMessageSize = 262_144
    /// Threads that read; 0 is one for each processor.
    public var eventLoops = 0
    /// Messages that may wait for one destination before reading pauses; 0 or less: no limit but that in bytes.
    public var maxQueueSize = 50_000
    /// Seconds that draining may take: once for reading from peers, once for writing out.
    public var drainTimeout = 5.0
    /// Whether the `<PRI>` of a line decides its level: emerg, alert and crit are CRITICAL, notice and info INFO. Without
    /// one, and where this is off, every line is INFO.
    public var levelFromPriority = false
    /// The file of the logging configuration, which `Collector.reload` reads again; `nil`: none.
    public var configurationFile: String?
    /// Seconds; shown when the port is open, for those who know the Python tool. Nothing here polls.
    public var pollInterval = 0.5

    public var monitoring = MonitoringOptions()
    /// Where others may watch the collector; `nil`: nowhere.
    public var viewSocket: ViewSocketOptions?
    /// Who is told that the collector is ready, alive and stopping.
    public var serviceManager: ServiceManager?

    /// Gets what is received, for as long as somebody looks at it. If there is none, a `viewSocket` has its own.
    public var liveFeed: LiveFeed?
    /// The terminal that a screen is on. Handlers that would write there are held, which means that they write nothing and
    /// count what they would have written.
    public var screen: TerminalDevice?

    public init() {}

    /// Threads that read.
    var loopCount: Int { eventLoops > 0 ? eventLoops : Limits.processors }

    /// Everything to listen on, host and port first.
    public var listeners: [ListenAddress] {
        let first = host.map { ListenAddress(tls == nil ? .tcp : .tls, host: $0, port: port) }
        return (first.map { [$0] } ?? []) + listen
    }

    /// What the Python tool says when it starts; of TLS it says the same.
    func greeting(_ listener: Listener) -> String {
        let transport = listener.kind == .tls ? ListenerKind.tcp.transport : listener.kind.transport
        return "Listening for syslog over \(transport) on: \(listener.address) polling: \(pollInterval)"
    }
}

/// Why a collector does not start.
public enum StartError: Error, Sendable, CustomStringConvertible {
    case listen(ListenError)
    case handler(HandlerError)
    case tls(TLSFileError)
    case metrics(MetricsError)
    case system(Errno)

    public var description: String {
        switch self {
        case .listen(let error): error.description
        case .handler(let error): error.description
        case .tls(let error): error.description
        case .metrics(let error): error.description
        case .system(let error): "cannot start the collector: \(error)"
        }
    }
}
