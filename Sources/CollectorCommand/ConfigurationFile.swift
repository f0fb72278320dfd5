// ConfigurationFile.swift: the logging configuration that the command line names, or the Python tool's default.
import CollectorCore

extension CollectorArguments {
    /// Reads the configuration; warnings go to standard error.
    ///
    /// - Throws: `CommandError` with all errors.
    package func loggingConfiguration() throws(CommandError) -> LoggingConfiguration {
        guard let loggingConfig else { return .basic }
        let bytes: [UInt8]
        do throws(Errno) {
            bytes = try FileContents.read(loggingConfig)
        } catch {
            throw CommandError(.usage, "cannot read the logging configuration \(loggingConfig): \(error)")
        }
        do throws(ConfigurationError) {
            let configuration = try LoggingConfiguration.read(bytes, file: loggingConfig)
            for warning in configuration.warnings { StandardError.write(warning.text(in: loggingConfig) + "\n") }
            return configuration
        } catch {
            throw CommandError(.usage, lines: error.problems.map { $0.text(in: loggingConfig) })
        }
    }
}
