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
        if arguments.check { return try check(options, configuration) }
        let signals = CollectorSignals()
        let collector = try Collector.start(options, configuration, receiveSignals: signals.receive)
        signals.attach(collector)
        switch collector.waitForEnding() {
        case .requested: collector.drain()
        case .outputsGone: endByBrokenPipe()
        }
        return .done
    }

    private func check(
        _ options: CollectorOptions, _ configuration: LoggingConfiguration
    ) throws(CommandError) -> ExitStatus {
        let check = StartCheck(options, configuration)
        for warning in check.warnings { StandardError.write("warning: \(warning)\n") }
        guard check.errors.isEmpty else { throw CommandError(.failed, lines: check.errors) }
        print(StartupSummary(options, configuration).text, terminator: "")
        return .done
    }
}
