// CollectorArguments.swift: the arguments that every command with a collector takes; those of the Python tool first.
import ArgumentParser
import CollectorCore

/// Arguments and options as they stand on the command line, not yet checked against each other.
public struct CollectorArguments: ParsableArguments {
    @Argument(help: "Address or name to listen on; :: serves IPv6 and IPv4, 0.0.0.0 every IPv4 address.")
    var host = "127.0.0.1"

    // Read as text, so that what is no port is explained in our own words.
    @Argument(help: "TCP port, 0 to 65535; 0 takes a free one.")
    var port = "514"

    @Option(
        name: [.customShort("i"), .long], parsing: .unconditional,
        help: ArgumentHelp("Accepted for compatibility; lines are handled at once.", valueName: "seconds"))
    var pollInterval = 0.5

    @Option(
        name: [.customShort("m"), .long], parsing: .unconditional,
        help: ArgumentHelp(
            "Messages that may wait for one destination before reading pauses; 0: no such limit.", valueName: "n"))
    package var maxQueueSize = 50_000

    @Option(name: [.short, .long], help: ArgumentHelp("Certificate chain for TLS, in PEM.", valueName: "pem"))
    package var cert: String?

    @Option(name: [.short, .long], help: ArgumentHelp("Private key for TLS, in PEM.", valueName: "pem"))
    var key: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Outputs and loggers: the JSON form of Python's logging.config.dictConfig.", valueName: "json"))
    package var loggingConfig: String?

    @Flag(name: .customLong("no-tui"), help: "Run without a screen.")
    package var isHeadless = false

    @Option(help: ArgumentHelp("How messages end: auto (decided message by message), lf, octet.", valueName: "rule"))
    var framing = Framing.auto

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Longer messages are cut there.", valueName: "bytes"))
    var maxMessageSize = 262_144

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Threads that read; default: one per processor.", valueName: "n"))
    var eventLoops: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("When stopped: time for peers to end, and again for writing out.", valueName: "seconds"))
    var drainTimeout = 5.0

    @Flag(help: "The <PRI> of a line decides its level: crit is CRITICAL, err ERROR, ...; without it all are INFO.")
    var levelFromPriority = false

    @Flag(help: "Read and check everything, say what would run, and exit.")
    package var check = false

    @OptionGroup(title: "TLS")
    var tls: TLSArguments

    public init() {}

    static func portAdvice(_ text: String) -> String {
        "'\(text)' is no port: a port is a number from 0 to 65535, as in: 127.0.0.1 5514"
    }
}

extension Framing: ExpressibleByArgument {}

// MARK: - Checks

extension CollectorArguments {
    /// The options of the collector.
    ///
    /// - Throws: `CommandError` for a value out of its range.
    package func collectorOptions() throws(CommandError) -> CollectorOptions {
        try check("--max-message-size", maxMessageSize, in: 480...(64 << 20), unit: "bytes")
        if let eventLoops { try check("--event-loops", eventLoops, in: 1...256, unit: "threads") }
        try check("--drain-timeout", drainTimeout, in: 0...86_400, unit: "seconds")
        try check("--poll-interval", pollInterval, in: 0...86_400, unit: "seconds")
        var options = CollectorOptions()
        options.tls = try checkedTLS()
        options.host = host
        guard let number = UInt16(port) else { throw CommandError(.usage, Self.portAdvice(port)) }
        options.port = number
        options.framing = framing
        options.maxMessageSize = maxMessageSize
        options.eventLoops = eventLoops ?? 0
        options.maxQueueSize = maxQueueSize
        options.drainTimeout = drainTimeout
        options.pollInterval = pollInterval
        options.levelFromPriority = levelFromPriority
        return options
    }

    private func check<Value: Comparable>(
        _ name: String, _ value: Value, in range: ClosedRange<Value>, unit: String
    ) throws(CommandError) {
        guard range.contains(value) else {
            let allowed = "from \(range.lowerBound) to \(range.upperBound) \(unit)"
            throw CommandError(.usage, "\(name) \(value) is out of range: it must be \(allowed)")
        }
    }

    /// Reads the files of TLS once to see whether they are of use.
    private func checkedTLS() throws(CommandError) -> TLSOptions? {
        if let seconds = tls.handshakeTimeout {
            try check("--handshake-timeout", seconds, in: 0.1...3_600, unit: "seconds")
        }
        guard let options = try tls.options(certificate: cert, key: key) else { return nil }
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
