// CollectorArguments.swift: the arguments that all commands with a collector accept.
import ArgumentParser
import CollectorCore

/// Arguments and options, not yet checked against each other. They are declared in the order of the help.
public struct CollectorArguments: ParsableArguments {
    @Argument(
        help: "Address or name to listen on; :: serves IPv6 and IPv4, 0.0.0.0 every IPv4 address (default: 127.0.0.1).")
    var host: String?

    // Read as text, so that a wrong port gets our own message.
    @Argument(help: "TCP port, 0 to 65535; 0 chooses a free one.")
    var port = "514"

    @OptionGroup(title: "Collecting")
    var collecting: CollectingArguments

    @OptionGroup(title: "Listening")
    var listening: ListenArguments

    @OptionGroup(title: "Admission")
    var admission: AdmissionArguments

    @OptionGroup(title: "TLS")
    var tls: TLSArguments

    @OptionGroup(title: "Monitoring")
    var monitoring: MonitoringArguments

    @OptionGroup(title: "Viewers")
    var viewSocket: ViewSocketArguments

    @Option(
        name: [.customShort("i"), .long], parsing: .unconditional,
        help: ArgumentHelp("Accepted for compatibility; lines are handled at once.", valueName: "seconds"))
    var pollInterval = 0.5

    @Flag(name: .customLong("no-tui"), help: "Run without the view; accepted and ignored by pysyslog.")
    package var isHeadless = false

    @Flag(name: [.customShort("V"), .long], help: "Show the version.")
    var version = false

    public init() {}

    /// The first argument given that is about running a collector; `nil` if there is none.
    package var firstOfCollector: String? {
        let given: [(String, Bool)] = [
            ("HOST", host != nil), ("--logging-config", loggingConfig != nil), ("--check", check),
            ("--listen", !listening.listen.isEmpty), ("--cert", tls.cert != nil), ("--key", tls.key != nil),
            ("--metrics", monitoring.metrics != nil), ("--view-socket", viewSocket.viewSocket != nil),
        ]
        return given.first { $0.1 }?.0
    }

    package var check: Bool { collecting.check }
    package var loggingConfig: String? { collecting.loggingConfig }
}

/// What to collect, how, and where it goes.
struct CollectingArguments: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Logging configuration: Python's logging.config.dictConfig as JSON.", valueName: "json"),
        completion: .file())
    var loggingConfig: String?

    @Flag(help: "Check the options and all files, show what would run, and exit.")
    var check = false

    @Flag(help: "Take a line's level from its <PRI>: crit is CRITICAL, err ERROR, ...; otherwise it is INFO.")
    var levelFromPriority = false

    @Option(help: ArgumentHelp("How messages end; auto decides per message.", valueName: "rule"))
    var framing = Framing.auto

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Truncate longer messages.", valueName: "bytes"))
    var maxMessageSize = 262_144

    @Option(
        name: [.customShort("m"), .long], parsing: .unconditional,
        help: ArgumentHelp(
            "Messages queued per destination before its senders must wait; 0: no such limit.", valueName: "n"))
    var maxQueueSize = 50_000

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("On stop: time limit for reading, and again for writing.", valueName: "seconds"))
    var drainTimeout = 5.0

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Reading threads (default: one per processor).", valueName: "n"))
    var eventLoops: Int?
}

extension Framing: ExpressibleByArgument {}

// MARK: - Checks

extension CollectorArguments {
    /// The options of the collector.
    ///
    /// - Throws: `CommandError` for a value out of its range.
    package func collectorOptions() throws(CommandError) -> CollectorOptions {
        try checkRange("--max-message-size", collecting.maxMessageSize, in: 480...(64 << 20), unit: "bytes")
        if let loops = collecting.eventLoops { try checkRange("--event-loops", loops, in: 1...256, unit: "threads") }
        try checkRange("--drain-timeout", collecting.drainTimeout, in: 0...86_400, unit: "seconds")
        try checkRange("--poll-interval", pollInterval, in: 0...86_400, unit: "seconds")
        var options = CollectorOptions()
        options.tls = try checkedTLS()
        let inherited = try inheritedListeners(tls: options.tls != nil)
        options.listen = try listening.addresses(tls: options.tls != nil) + inherited.addresses()
        options.admission = try admission.options()
        options.host = host == nil && !options.listen.isEmpty ? nil : try checkedHost(host ?? "127.0.0.1")
        guard let number = UInt16(port) else { throw CommandError(.usage, PortAdvice.noPort(port)) }
        options.port = number
        if options.tls != nil, !options.listeners.contains(where: { $0.kind == .tls }) {
            throw CommandError(.usage, "--cert is of no use here: no --listen begins with tls://")
        }
        options.framing = collecting.framing
        options.maxMessageSize = collecting.maxMessageSize
        options.eventLoops = collecting.eventLoops ?? 0
        options.maxQueueSize = collecting.maxQueueSize
        options.drainTimeout = collecting.drainTimeout
        options.pollInterval = pollInterval
        options.monitoring = try monitoring.options(inherited: inherited.metricsSocket())
        options.viewSocket = try viewSocket.options(inherited: inherited.viewSocket())
        options.configurationFile = loggingConfig
        options.levelFromPriority = collecting.levelFromPriority
        return options
    }

    /// What the program was started with, by systemd for instance.
    private func inheritedListeners(tls: Bool) throws(CommandError) -> InheritedListeners {
        let sockets: [InheritedSocket]
        do throws(InheritedSocketError) { sockets = try InheritedSockets.take() } catch {
            throw CommandError(.usage, "the sockets that this program was started with are of no use: \(error.reason)")
        }
        return InheritedListeners(sockets: sockets, tls: tls)
    }

    /// A number by itself is an address to resolvers, but a user who types it means a port.
    private func checkedHost(_ host: String) throws(CommandError) -> String {
        guard !host.isEmpty, host.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return host
        }
        throw CommandError(.usage, PortAdvice.portAsHost(host))
    }

    /// Reads the TLS files once to check them.
    private func checkedTLS() throws(CommandError) -> TLSOptions? {
        if let seconds = tls.handshakeTimeout {
            try checkRange("--handshake-timeout", seconds, in: 0.1...3_600, unit: "seconds")
        }
        guard let options = try tls.options() else { return nil }
        do throws(TLSFileError) {
            let warnings = try options.check()
            // A collector that runs logs them.
            if check { for warning in warnings { StandardError.write("warning: \(warning)\n") } }
        } catch {
            throw CommandError(.usage, "\(error)")
        }
        return options
    }
}

/// Refuses a value out of its range.
func checkRange<Value: Comparable>(
    _ name: String, _ value: Value, in range: ClosedRange<Value>, unit: String
) throws(CommandError) {
    guard range.contains(value) else {
        let allowed = "from \(range.lowerBound) to \(range.upperBound) \(unit)"
        throw CommandError(.usage, "\(name) \(value) is out of range: it must be \(allowed)")
    }
}

// MARK: - Advice

/// Hints for users who give the port in the wrong way.
enum PortAdvice {
    static func noPort(_ text: String) -> String {
        "'\(text)' is not a port: a port is a number from 0 to 65535, as in: 127.0.0.1 5514"
    }

    static func portAsHost(_ text: String) -> String {
        "'\(text)' is not a host to listen on; the port comes after the host, as in: 127.0.0.1 \(text)"
    }

    /// For options that other programs have; `nil` for any other.
    static func forOption(_ name: String) -> String? {
        guard ["--port", "-p", "--host", "--address"].contains(name) else { return nil }
        return "there is no \(name): host and port are positional arguments, as in: 127.0.0.1 5514"
    }
}
