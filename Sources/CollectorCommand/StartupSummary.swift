// StartupSummary.swift: what `--check` prints: what would run.
import CollectorCore

struct StartupSummary {
    private let options: CollectorOptions
    private let configuration: LoggingConfiguration

    init(_ options: CollectorOptions, _ configuration: LoggingConfiguration) {
        self.options = options
        self.configuration = configuration
    }

    private func transport(of listener: ListenAddress) -> String {
        guard listener.kind == .tls, let tls = options.tls else { return listener.kind.transport }
        let clients = tls.clientCA.map { ", clients signed by \($0)" } ?? ""
        let names = tls.peers.isEmpty ? "" : " as " + tls.peers.map(\.text).joined(separator: ", ")
        return "TLS \(tls.minimumVersion.rawValue) or later with \(tls.certificate)\(clients)\(names)"
    }

    private func place(of listener: ListenAddress) -> String {
        let takesFreePort = listener.port == 0 && !listener.kind.isLocal
        return takesFreePort ? listener.text.dropLast() + "a free port" : listener.text
    }

    private func line(of listener: ListenAddress) -> String {
        let framing = listener.kind.isDatagram ? "" : ", framing \(options.framing)"
        let name = listener.name.map { ", named \($0)" } ?? ""
        return
            "listen   \(place(of: listener)), \(transport(of: listener))\(framing), messages up to \(options.maxMessageSize) bytes\(name)"
    }

    private var metrics: [String] {
        options.monitoring.metrics.map { ["metrics  " + place(of: $0.listenAddress)] } ?? []
    }

    private var viewers: [String] { options.viewSocket.map { line("viewers", [$0.address.text]) } ?? [] }

    /// Who may send, and how much.
    private var admission: [String] {
        let admission = options.admission
        let limits: [String?] = [
            admission.maxConnections.map { "\($0) connections" },
            admission.maxConnectionsPerPeer.map { "\($0) connections of one address" },
            admission.rateLimit.map {
                "\(short($0.linesPerSecond)) lines/s of one address, \(short($0.burst)) at once"
            },
            admission.idleTimeout.map { "connections end after \(short($0)) s of silence" },
            admission.maxConnectionAge.map { "connections end after about \(short($0)) s" },
        ]
        return line("allow", admission.allowed.map(\.text)) + line("limits", limits.compactMap(\.self))
            + line("proxies", admission.proxies.map(\.text))
    }

    private func line(_ label: String, _ values: [String]) -> [String] {
        let padding = String(repeating: " ", count: 9 - label.count)
        return values.isEmpty ? [] : [label + padding + values.joined(separator: ", ")]
    }

    /// A number without ".0".
    private func short(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? "\(number)"
    }

    var text: String {
        """
        \((options.listeners.map(line) + admission + metrics + viewers).joined(separator: "\n"))
        loggers
        \(ConfigurationSummary(configuration).text)
        """
    }
}
