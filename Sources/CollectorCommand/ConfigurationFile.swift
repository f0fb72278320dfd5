// ConfigurationFile.swift: the logging configuration that the command line names, or the Python tool's default.
import CollectorCore

extension CollectorArguments {
    /// Reads the configuration; warnings go to standard error.
    ///
    /// - Throws: `CommandError` with all errors.
    package func loggingConfiguration() throws(CommandError) -> LoggingConfiguration {
        guard let loggingConfig else { return .basic }
        do throws(ConfigurationFileError) {
            let configuration = try LoggingConfiguration.read(file: loggingConfig)
            for line in configuration.warningLines(file: loggingConfig) { StandardError.write(line + "\n") }
            return configuration
        } catch {
            throw CommandError(.usage, lines: error.lines)
        }
    }
}
