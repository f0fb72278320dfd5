// StartupSummary.swift: what `--check` prints: what would run.
import CollectorCore

struct StartupSummary {
    private let options: CollectorOptions
    private let configuration: LoggingConfiguration

    init(_ options: CollectorOptions, _ configuration: LoggingConfiguration) {
        self.options = options
        self.configuration = configuration
    }

    var text: String {
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        let port = options.port == 0 ? "a free port" : "\(options.port)"
        return """
            listen   \(host):\(port), TCP, framing \(options.framing), messages up to \(options.maxMessageSize) bytes
            loggers
            \(ConfigurationSummary(configuration).text)
            """
    }
}
