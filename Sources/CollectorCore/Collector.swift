// Collector.swift: the front door: start, watch, drain.
import Synchronization

/// A syslog collector: it collects from `init` to `drain`. Any thread may call the methods, `drain` once.
public final class Collector: Sendable {
    private let options: CollectorOptions
    private let peers = PeerRegistry()
    private let handlers: [Handler]
    private let router: Router
    private let destinations: [HandlerFactory.Destination]
    private let diagnostics: Diagnostics
    private let loops: [EventLoop]
    private let listener: Listener
    private let tls: ReloadableTLS?
    private let reports: HandlerReports
    private let ending: EndingSignal
    private let threads: Threads
    private let startedAt = WallTime.now
    private let reloading = Mutex(Reloading.idle)

    private enum Reloading {
        case idle, reading
        /// Reading, and asked to read once more.
        case asked
    }

    private struct Threads: Sendable {
        var listener: Thread
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
            descriptors: descriptors, used: Limits.lowestFreeDescriptor + 4 * (options.loopCount + 1),
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
            listener = try Listener(
                host: options.host, port: options.port, tls: tls, loops: loops, budget: budget, peers: peers,
                router: router, diagnostics: diagnostics)
        } catch {
            throw .listen(error)
        }
        diagnostics.log(.warning, "pysyslog.cli", options.greeting(listener.address))
        do throws(Errno) {
            threads = try Self.startThreads(listener, loops, destinations, reports)
        } catch {
            throw .system(error)
        }
        logTLS()
    }

    /// The port that is listened on; the one the system chose where 0 was asked for.
    public var port: UInt16 { listener.port }

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
            handlers: handlers.filter { $0.relay == nil }.map(\.snapshot))
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
        guard tls != nil else {
            diagnostics.log(
                .info, "pysyslog",
                "SIGHUP: nothing to reload without TLS; log files are not reopened (with logrotate, use WatchedFileHandler)"
            )
            return
        }
        // A file may be a pipe that nobody writes to. One thread may wait for that; whoever asks must not.
        let isReading = reloading.withLock { state in
            defer { state = state == .idle ? .reading : .asked }
            return state != .idle
        }
        if isReading { return }
        do throws(Errno) {
            try Thread(named: "reload") { self.reloadAll() }.detach()
        } catch {
            reloading.withLock { $0 = .idle }
            diagnostics.log(.error, "pysyslog.tls", "cannot read the files of TLS again: \(error)")
        }
    }

    /// Reads the files, and again where somebody asked meanwhile: what was read by then may be old.
    private func reloadAll() {
        repeat {
            reloadOnce()
        } while reloading.withLock { state in
            defer { state = state == .asked ? .reading : .idle }
            return state == .asked
        }
    }

    private func reloadOnce() {
        guard let tls else { return }
        do throws(TLSFileError) {
            try tls.reload()
            diagnostics.log(.info, "pysyslog.tls", "the files of TLS were read again; new handshakes use them")
            logTLS()
        } catch {
            diagnostics.log(.error, "pysyslog.tls", "\(error); the files read before stay in force")
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
        _ listener: Listener, _ loops: [EventLoop], _ destinations: [HandlerFactory.Destination],
        _ reports: HandlerReports
    ) throws(Errno) -> Threads {
        let writers = try startWriters(destinations, reports)
        var loopThreads: [Thread] = []
        for loop in loops { loopThreads.append(try Thread(named: "event-loop") { loop.run() }) }
        let listening = try Thread(named: "listener") { listener.run() }
        return Threads(listener: listening, loops: loopThreads, writers: writers)
    }

    private static func startWriters(
        _ destinations: [HandlerFactory.Destination], _ reports: HandlerReports
    ) throws(Errno) -> [Thread] {
        var threads: [Thread] = []
        for destination in destinations {
            threads.append(try Thread(named: "writer") { destination.writer.run(reporting: reports) })
        }
        return threads
    }
}

// MARK: - Ending

extension Collector {
    /// Ends the collector in the order in which nothing is lost: no new connections, every connection half-closed and
    /// read to its end, every destination written out. Reading may take the drain timeout, and writing out may take it
    /// again, so that peers who never stop leave time for what they sent; what is not written then counts as dropped.
    ///
    /// - Returns: the final account.
    @discardableResult
    public func drain() -> CollectorSnapshot {
        listener.stop()
        _ = threads.listener.join(until: .now.advanced(bySeconds: Self.patience))
        finishReading(until: .now.advanced(bySeconds: options.drainTimeout))
        flushMemories()
        let live = finishWriters(until: .now.advanced(bySeconds: options.drainTimeout))
        let account = snapshot()
        diagnostics.log(.info, "pysyslog", account.summary)
        flushMemories()
        let lastMoment = Instant.now.advanced(bySeconds: Self.patience)
        // The writers that ended by themselves write this last line too.
        for thread in (try? Self.startWriters(live, reports)) ?? [] { _ = thread.join(until: lastMoment) }
        diagnostics.finish(until: lastMoment)
        return account
    }

    /// Seconds that a thread has which was told to end at once.
    private static let patience = 1.0

    private func finishReading(until deadline: Instant) {
        for loop in loops { loop.drain() }
        let late = zip(loops, threads.loops).filter { !$0.1.join(until: deadline) }
        for (loop, _) in late { loop.stop() }
        let lastMoment = Instant.now.advanced(bySeconds: Self.patience)
        for (_, thread) in late where !thread.join(until: lastMoment) {
            diagnostics.log(
                .error, "pysyslog.transport", "an event loop did not stop in time: its last lines are not counted")
        }
    }

    /// Has every memory pass on what it holds, the last made first: it may pass it on to another one.
    ///
    /// Source: CPython `Lib/logging/__init__.py`, `shutdown`.
    private func flushMemories() {
        for handler in handlers.reversed() {
            if case .memory(let memory, _) = handler.relay { memory.flush() }
        }
    }

    /// - Returns: the destinations that have taken everything.
    private func finishWriters(until deadline: Instant) -> [HandlerFactory.Destination] {
        for destination in destinations { destination.outbox.finish() }
        var live: [HandlerFactory.Destination] = []
        var stuck: [Thread] = []
        for (destination, thread) in zip(destinations, threads.writers) {
            if thread.join(until: deadline) {
                live.append(destination)
            } else {
                destination.outbox.close(.drainDeadline)
                stuck.append(thread)
            }
        }
        // One that waits for its next attempt ends now; one that a write call holds does not, and none waits for another.
        let lastMoment = Instant.now.advanced(bySeconds: 0.1)
        for thread in stuck { _ = thread.join(until: lastMoment) }
        return live
    }
}
