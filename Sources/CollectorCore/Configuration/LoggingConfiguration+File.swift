// LoggingConfiguration+File.swift: reads the configuration from the file that the command line names.

/// Why the file of a configuration is of no use: one line for each problem, with its place.
public struct ConfigurationFileError: Error, Equatable, Sendable {
    public var lines: [String]
}

extension LoggingConfiguration {
    /// Reads a file; its name stands in all messages.
    public static func read(file: String) throws(ConfigurationFileError) -> LoggingConfiguration {
        let bytes: [UInt8]
        do throws(Errno) {
            bytes = try Files.contents(of: file)
        } catch {
            throw ConfigurationFileError(lines: ["cannot read the logging configuration \(file): \(error)"])
        }
        do throws(ConfigurationError) {
            return try read(bytes, file: file)
        } catch {
            throw ConfigurationFileError(lines: error.problems.map { $0.text(in: file) })
        }
    }

    /// What has no effect, or hardly the one meant, with its place: one line each.
    public func warningLines(file: String) -> [String] {
        warnings.map { $0.text(in: file) }
    }
}
