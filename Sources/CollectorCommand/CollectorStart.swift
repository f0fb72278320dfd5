// CollectorStart.swift: how a command starts a collector, with a screen or without.
import CollectorCore

extension Collector {
    /// Starts a collector, once `receiveSignals` has made it sure that none of them is missed; that has to come before
    /// any other thread.
    package static func start(
        _ options: CollectorOptions, _ configuration: LoggingConfiguration, receiveSignals: () throws(Errno) -> Void
    ) throws(CommandError) -> Collector {
        ignoreFailedWrites()
        ignoreUserSignals()
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
