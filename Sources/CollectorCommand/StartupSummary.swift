// StartupSummary.swift: what `--check` prints: what would run.
import CollectorCore

struct StartupSummary {
    private let options: CollectorOptions
    private let configuration: LoggingConfiguration

    init(_ options: CollectorOptions, _ configuration: LoggingConfiguration) {
        self.options = options
        self.configuration = configuration
    }

    private var transport: String {
        guard let tls = options.tls else { return "TCP" }
        let clients = tls.clientCA.map { ", clients signed by \($0)" } ?? ""
        let names = tls.peers.isEmpty ? "" : " as " + tls.peers.map(\.text).joined(separator: ", ")
        return "TLS \(tls.minimumVersion.rawValue) or later with \(tls.certificate)\(clients)\(names)"
    }

    var text: String {
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        let port = options.port == 0 ? "a free port" : "\(options.port)"
        return """
            listen   \(host):\(port), \(transport), framing \(options.framing), messages up to \(options.maxMessageSize) bytes
            loggers
            \(ConfigurationSummary(configuration).text)
            """
    }
}
