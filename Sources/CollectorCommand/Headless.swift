// Headless.swift: a collector without a screen, from its start to its last line.
import CollectorCore

/// Runs a collector until a signal, or the loss of all its outputs, ends it.
public struct Headless {
    private let arguments: CollectorArguments

    public init(_ arguments: CollectorArguments) {
        self.arguments = arguments
    }

    public func run() throws(CommandError) -> ExitStatus {
        let options = try arguments.collectorOptions()
        let configuration = try arguments.loggingConfiguration()
        if arguments.check {
            do throws(MetricsError) { try options.monitoring.check() } catch { throw CommandError(.failed, "\(error)") }
            print(StartupSummary(options, configuration).text, terminator: "")
            return .done
        }
        let signals = CollectorSignals()
        let collector = try Collector.start(options, configuration, receiveSignals: signals.receive)
        signals.attach(collector)
        switch collector.waitForEnding() {
        case .requested: collector.drain()
        case .outputsGone: endByBrokenPipe()
        }
        return .done
    }
}
