// Collector.swift: the front door: start, watch, drain.

/// A syslog collector: it collects from `init` to `drain`. Any thread may call the methods, `drain` once.
public final class Collector: Sendable {
    let options: CollectorOptions
    let peers = PeerRegistry()
    let outputs: Outputs
    let diagnostics: Diagnostics
    let budget: ConnectionBudget
    let loops: [EventLoop]
    let listeners: [Listener]
    let acceptor: Acceptor
    let tls: ReloadableTLS?
    let reloads = RequestGate()
    let reports: HandlerReports
    private let ending: EndingSignal
    let threads: Threads
    let monitoring: Monitoring
    let views: ViewServer?
    private let startedAt = WallTime.now

    struct Threads: Sendable {
        var acceptor: Thread
        var loops: [Thread]
    }

    /// Opens the destinations and the port, and begins to collect.
    ///
    /// - Throws: `StartError`; then nothing runs.
    public init(_ options: CollectorOptions, _ configuration: LoggingConfiguration) throws(StartError) {
        var options = options
        if let viewSocket = options.viewSocket, options.liveFeed == nil {
            options.liveFeed = LiveFeed(capacity: viewSocket.capacity)
        }
        self.options = options
        let descriptors = Limits.raiseDescriptorLimit()
        // OpenSSL writes to sockets whose peers may have left.
        if options.tls != nil { ignoreFailedWrites() }
        do throws(TLSFileError) { tls = try options.tls.map(ReloadableTLS.init) } catch { throw .tls(error) }
        let running: RunningConfiguration
        do throws(HandlerError) {
            running = try RunningConfiguration(configuration, options)
        } catch {
            throw .handler(error)
        }
        outputs = Outputs(running)
        let diagnostics: Diagnostics
        do throws(Errno) {
            diagnostics = try Diagnostics(router: running.router, feed: options.liveFeed)
        } catch {
            throw .system(error)
        }
        self.diagnostics = diagnostics
        budget = ConnectionBudget(
            descriptors: descriptors,
            used: Limits.lowestFreeDescriptor + 4 * (options.loopCount + 1) + options.listeners.count
                + (options.monitoring.metrics == nil ? 0 : MetricsServer.descriptors)
                + (options.viewSocket == nil ? 0 : ViewServer.descriptors),
            destinations: running.destinations.descriptors, diagnostics: diagnostics)
        let ending: EndingSignal
        do throws(Errno) {
            ending = try EndingSignal()
            reports = HandlerReports(handlers: running.handlers, diagnostics: diagnostics) { ending.set(.outputsGone) }
            loops = try Self.makeLoops(
                options,
                EventLoop.Setting(
                    budget: budget, peers: peers, diagnostics: diagnostics, reports: reports,
                    maxMessageSize: options.maxMessageSize),
                router: running.router)
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
        views = try Self.openViewSocket(options)
        for listener in listeners {
            diagnostics.log(.warning, "pysyslog.cli", options.greeting(listener))
            if let warning = listener.warning { diagnostics.log(.warning, "pysyslog.transport", warning) }
        }
        do throws(Errno) {
            let control = AdmissionControl(
                options.admission, budget: budget, peers: peers, outputs: outputs, tls: tls)
            let streams = listeners.filter { !$0.kind.isDatagram }
            acceptor = try Acceptor(streams, loops: loops, control: control, diagnostics: diagnostics)
            for (index, listener) in listeners.filter(\.kind.isDatagram).enumerated() {
                loops[index % loops.count].adopt(listener, control)
            }
            threads = try Self.startThreads(acceptor, loops, running.destinations, reports)
        } catch {
            throw .system(error)
        }
        logTLS()
        try serveViewers()
        try monitoring.begin(of: self)
    }

    /// The port of the first listener; the one the system chose where 0 was asked for.
    public var port: UInt16 { listeners.first?.port ?? 0 }

    /// Where senders reach the collector, for people: `0.0.0.0:514, 0.0.0.0:6514 tls`.
    public var listening: String {
        listeners.map { $0.kind == .tcp ? $0.address : "\($0.address) \($0.kind.rawValue)" }.joined(separator: ", ")
    }

    /// Handlers that are held for a screen.
    public var heldHandlers: Set<String> { Set(outputs.current.handlers.filter(\.isHeld).map(\.name)) }

    /// The names of the handlers that get a line of a peer; what became of it there, their counts say.
    public func handlerNames(forLine line: Bytes, of peer: String) -> [String] {
        outputs.router.handlerNames(forLine: line, of: peer)
    }

    /// Everything that has been counted, at this moment. Cheap: it stops nobody.
    public func snapshot() -> CollectorSnapshot {
        let (peers, folded) = peers.snapshot
        let (handlers, removed) = outputs.snapshot
        return CollectorSnapshot(
            startedAt: startedAt, peers: peers, foldedPeers: folded, handlers: handlers, removedHandlers: removed,
            listeners: listeners.map(\.snapshot), silentPeers: monitoring.silentPeers)
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

extension Collector {
    func logTLS() {
        for warning in tls?.current.warnings ?? [] { diagnostics.log(.warning, "pysyslog.tls", warning) }
    }
}

// MARK: - Starting

extension Collector {
    private static func makeLoops(
        _ options: CollectorOptions, _ setting: EventLoop.Setting, router: Router
    ) throws(Errno) -> [EventLoop] {
        var setting = setting
        setting.loops = options.loopCount
        setting.framing = options.framing
        setting.handshakeTimeout = options.tls?.handshakeTimeout ?? 0
        setting.feed = options.liveFeed
        setting.admission = options.admission
        var loops: [EventLoop] = []
        for _ in 0..<setting.loops { loops.append(try EventLoop(setting, router: router)) }
        return loops
    }

    private static func startThreads(
        _ acceptor: Acceptor, _ loops: [EventLoop], _ destinations: [Destination], _ reports: HandlerReports
    ) throws(Errno) -> Threads {
        for destination in destinations { try destination.start(reporting: reports) }
        var loopThreads: [Thread] = []
        for loop in loops { loopThreads.append(try Thread(named: "event-loop") { loop.run() }) }
        let accepting = try Thread(named: "acceptor") { acceptor.run() }
        return Threads(acceptor: accepting, loops: loopThreads)
    }
}

extension RunningConfiguration {
    /// Makes the handlers of a configuration as the options of the collector say.
    init(
        _ configuration: LoggingConfiguration, _ options: CollectorOptions, replacing past: RunningConfiguration? = nil,
        leaving: [Destination] = []
    ) throws(HandlerError) {
        try self.init(
            configuration, limit: QueueLimit(records: options.maxQueueSize),
            levelFromPriority: options.levelFromPriority, screen: options.screen, replacing: past, leaving: leaving)
    }
}
