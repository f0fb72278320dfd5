// CollectorStart.swift: how a command starts a collector, with a screen or without.
import CollectorCore

extension Collector {
    /// Starts a collector after `receiveSignals`, which must run before any other thread is started so that no signal is
    /// missed.
    package static func start(
        _ options: CollectorOptions, _ configuration: LoggingConfiguration, receiveSignals: () throws(Errno) -> Void
    ) throws(CommandError) -> Collector {
        ignoreFailedWrites()
        var options = options
        options.serviceManager = .takeFromEnvironment()
        do throws(StartError) {
            do throws(Errno) { try receiveSignals() } catch { throw .system(error) }
            return try Collector(options, configuration)
        } catch {
            throw CommandError(.failed, "\(error)")
        }
    }
}
