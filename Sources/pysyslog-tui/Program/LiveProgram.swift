// LiveProgram.swift: runs a collector with a screen, from start to summary.
import CollectorCommand
import CollectorCore
import Glibc
import LiveView

/// Runs a collector behind a screen until a key, a signal, the end of the terminal or the loss of all outputs ends it.
struct LiveProgram {
    private let arguments: CollectorArguments
    private let view: ViewOptions

    init(_ arguments: CollectorArguments, _ view: ViewOptions) {
        self.arguments = arguments
        self.view = view
    }

    func run() throws(CommandError) -> ExitStatus {
        var options = try arguments.collectorOptions()
        let isUnicode = Environment.beginLocale()
        let device: ScreenDevice
        do throws(NoScreen) {
            device = try ScreenDevice()
        } catch {
            StandardError.write("pysyslog-tui: \(error.reason); collecting without a screen\n")
            return try Headless(arguments).run()
        }
        let configuration = try arguments.loggingConfiguration()
        let feed = LiveFeed(capacity: view.memory)
        options.liveFeed = feed
        options.screen = device.terminal
        Environment.refuseToStop()
        let signals = CollectorSignals(others: [SIGWINCH, SIGTSTP, SIGCONT], beforeEndingAtOnce: Rescue.restoreNow)
        let collector = try Collector.start(options, configuration, receiveSignals: signals.receive)
        let watched = CollectorInProcess(collector, feed, facts(of: collector, options))
        let setting = ScreenThread.Setting(options: view, isUnicode: isUnicode)
        do throws(Errno) {
            return finish(
                collector, try ScreenThread(watched, device, setting), device, signals, drain: options.drainTimeout)
        } catch {
            throw CommandError(.failed, "cannot start the screen: \(error)")
        }
    }

    private func facts(of collector: Collector, _ options: CollectorOptions) -> CollectorFacts {
        var facts = CollectorFacts()
        facts.version = Version.current
        facts.listening = collector.listening
        facts.configuration = arguments.loggingConfig
        facts.queueLimit = max(0, options.maxQueueSize)
        facts.maxMessageSize = options.maxMessageSize
        facts.asksForCertificates = options.tls?.clientCA != nil
        return facts
    }

    /// Shows the screen until the end; then the terminal comes first, what was received second, and the account last.
    private func finish(
        _ collector: Collector, _ screen: ScreenThread, _ device: ScreenDevice, _ signals: CollectorSignals,
        drain drainTimeout: Double
    ) -> ExitStatus {
        let log = StandardErrorLog(for: device)
        Rescue.prepare(device, log: log)
        guard let thread = try? screen.begin(log) else {
            log?.restore()
            StandardError.write("pysyslog-tui: no thread for a screen; collecting without one\n")
            signals.attach(collector, .init(hangUp: { [hangUp = view.hangUp] in if hangUp == .exit { $0.end() } }))
            _ = collector.waitForEnding()
            collector.drain()
            return .done
        }
        signals.attach(
            collector, .init(hangUp: { _ in screen.terminalIsGone() }, other: { screen.receive(signal: $0) }))
        let ending = collector.waitForEnding()
        let deadline = Instant.now.advanced(bySeconds: drainTimeout)
        screen.leave(thread, log)
        // A terminal that is gone may be followed by SIGTERM, which is no second wish to end.
        if ControllingTerminal.isThere { signals.endWasAskedFor() }
        if collector.snapshot().openConnections > 0 {
            device.write(
                "pysyslog-tui: draining; Ctrl-C again quits now\r\n", patience: 0.1)
        }
        let account = collector.drain()
        let saves = screen.finishSaves(until: deadline)
        device.write(ClosingSummary(account, saves, at: .now).text)
        screen.finish()
        if case .outputsGone = ending { endByBrokenPipe() }
        return .done
    }
}
