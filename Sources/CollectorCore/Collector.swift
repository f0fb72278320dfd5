// Collector.swift: the front door: start, watch, drain.

/// A syslog collector: it collects from `init` to `drain`. Any thread may call the methods, `drain` once.
public final class Collector: Sendable {
    let options: CollectorOptions
    let peers = PeerRegistry()
    let handlers: [Handler]
    private let router: Router
    let destinations: [HandlerFactory.Destination]
    let diagnostics: Diagnostics
    let loops: [EventLoop]
    let listeners: [Listener]
    let acceptor: Acceptor
    private let tls: ReloadableTLS?
    let reports: HandlerReports
    private let ending: EndingSignal
    let threads: Threads
    let monitoring: Monitoring
    private let startedAt = WallTime.now

    struct Threads: Sendable {
        var acceptor: Thread
        var loops: [Thread]
        var writers: [Thread]
    }

    /// Opens the destinations and the port, and begins to collect.
    ///
    /// - Throws: `StartError`; then nothing runs.
    public init(_ options: CollectorOptions, _ configuration: LoggingConfiguration) throws(StartError) {
        self.options = options
        let descriptors = Limits.raiseDescriptorLimit()
        // OpenSSL writes to sockets whose peers may have left.
        if options.tls != nil { ignoreFailedWrites() }
        do throws(TLSFileError) { tls = try options.tls.map(ReloadableTLS.init) } catch { throw .tls(error) }
        let factory: HandlerFactory
        do throws(HandlerError) {
            factory = try HandlerFactory(
                configuration.handlers, limit: QueueLimit(records: options.maxQueueSize),
                screen: options.screen)
        } catch {
            throw .handler(error)
        }
        handlers = factory.handlers
        destinations = factory.destinations
        router = Router(
            tree: configuration.tree, handlers: handlers, levelFromPriority: options.levelFromPriority)
        let diagnostics: Diagnostics
        do throws(Errno) {
            diagnostics = try Diagnostics(router: router, feed: options.liveFeed)
        } catch {
            throw .system(error)
        }
        self.diagnostics = diagnostics
        let budget = ConnectionBudget(
            descriptors: descriptors,
            used: Limits.lowestFreeDescriptor + 4 * (options.loopCount + 1) + options.listeners.count,
            destinations: destinations.count, diagnostics: diagnostics)
        let ending: EndingSignal
        do throws(Errno) {
            ending = try EndingSignal()
            reports = HandlerReports(handlers: handlers, diagnostics: diagnostics) { ending.set(.outputsGone) }
            loops = try Self.makeLoops(
                options,
                EventLoop.Setting(
                    budget: budget, peers: peers, diagnostics: diagnostics, reports: reports,
                    maxMessageSize: options.maxMessageSize))
        } catch {
            throw .system(error)
        }
        self.ending = ending
        do throws(ListenError) {
            listeners = try Listener.open(options.listeners)
        } catch {
            throw .listen(error)
        }
        monitoring = try Monitoring(options, loops)
        for listener in listeners {
            diagnostics.log(.warning, "pysyslog.cli", options.greeting(listener))
            if let warning = listener.warning { diagnostics.log(.warning, "pysyslog.transport", warning) }
        }
        do throws(Errno) {
            let control = AdmissionControl(budget: budget, peers: peers, router: router, tls: tls)
            let streams = listeners.filter { !$0.kind.isDatagram }
            acceptor = try Acceptor(streams, loops: loops, control: control, diagnostics: diagnostics)
            for (index, listener) in listeners.filter(\.kind.isDatagram).enumerated() {
                loops[index % loops.count].adopt(listener, control)
            }
            threads = try Self.startThreads(acceptor, loops, destinations, reports)
        } catch {
            throw .system(error)
        }
        logTLS()
        try monitoring.begin(of: self)
    }

    /// The port of the first listener; the one the system chose where 0 was asked for.
    public var port: UInt16 { listeners.first?.port ?? 0 }

    /// Where senders reach the collector, for people: `0.0.0.0:514, 0.0.0.0:6514 tls`.
    public var listening: String {
        listeners.map { $0.kind == .tcp ? $0.address : "\($0.address) \($0.kind.rawValue)" }.joined(separator: ", ")
    }

    /// Handlers that are held for a screen.
    public var heldHandlers: Set<String> { Set(handlers.filter(\.isHeld).map(\.name)) }

    /// The names of the handlers that get a line of a peer; what became of it there, their counts say.
    public func handlerNames(forLine line: Bytes, of peer: String) -> [String] {
        router.handlerNames(forLine: line, of: peer)
    }

    /// Everything that has been counted, at this moment. Cheap: it stops nobody.
    public func snapshot() -> CollectorSnapshot {
        let (peers, folded) = peers.snapshot
        return CollectorSnapshot(
            startedAt: startedAt, peers: peers, foldedPeers: folded,
            handlers: handlers.filter { $0.relay == nil }.map(\.snapshot), listeners: listeners.map(\.snapshot),
            silentPeers: monitoring.silentPeers)
    }

    /// Asks that the collector be drained: `waitForEnding` returns.
    public func end() {
        ending.set(.requested)
    }

    /// Waits until the collector should be drained.
    public func waitForEnding() -> Ending {
        let reason = ending.wait()
        // Nobody may drain a collector without outputs; what went wrong is on its way to standard error.
        if case .outputsGone = reason { diagnostics.finish(until: .now.advanced(bySeconds: 0.1)) }
        return reason
    }
}

// MARK: - Reading files again

extension Collector {
    /// Has certificate, key, CA and revocation lists read again: new handshakes use them, open connections stay. Where any
    /// of them is of no use, the old ones stay in force. What came of it is logged. Returns at once.
    public func reload() {
        guard let tls else {
            diagnostics.log(
                .info, "pysyslog",
                "SIGHUP: nothing to reload without TLS; log files are not reopened (with logrotate, use WatchedFileHandler)"
            )
            return
        }
        do throws(Errno) {
            try tls.reload { self.logReload($0) }
        } catch {
            diagnostics.log(.error, "pysyslog.tls", "cannot read the TLS files again: \(error)")
        }
    }

    private func logReload(_ failure: TLSFileError?) {
        if let failure {
            diagnostics.log(.error, "pysyslog.tls", "\(failure); the files read before stay in force")
        } else {
            diagnostics.log(.info, "pysyslog.tls", "the files of TLS were read again; new handshakes use them")
            logTLS()
        }
    }

    private func logTLS() {
        for warning in tls?.current.warnings ?? [] { diagnostics.log(.warning, "pysyslog.tls", warning) }
    }
}

// MARK: - Starting

extension Collector {
    private static func makeLoops(
        _ options: CollectorOptions, _ setting: EventLoop.Setting
    ) throws(Errno) -> [EventLoop] {
        var setting = setting
        setting.loops = options.loopCount
        setting.framing = options.framing
        setting.handshakeTimeout = options.tls?.handshakeTimeout ?? 0
        setting.feed = options.liveFeed
        var loops: [EventLoop] = []
        for _ in 0..<setting.loops { loops.append(try EventLoop(setting)) }
        return loops
    }

    private static func startThreads(
        _ acceptor: Acceptor, _ loops: [EventLoop], _ destinations: [HandlerFactory.Destination],
        _ reports: HandlerReports
    ) throws(Errno) -> Threads {
        let writers = try startWriters(destinations, reports)
        var loopThreads: [Thread] = []
        for loop in loops { loopThreads.append(try Thread(named: "event-loop") { loop.run() }) }
        let accepting = try Thread(named: "acceptor") { acceptor.run() }
        return Threads(acceptor: accepting, loops: loopThreads, writers: writers)
    }

    static func startWriters(
        _ destinations: [HandlerFactory.Destination], _ reports: HandlerReports
    ) throws(Errno) -> [Thread] {
        var threads: [Thread] = []
        for destination in destinations {
            threads.append(try Thread(named: "writer") { destination.writer.run(reporting: reports) })
        }
        return threads
    }
}
