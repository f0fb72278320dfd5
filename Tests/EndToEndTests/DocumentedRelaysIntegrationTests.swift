// DocumentedRelaysIntegrationTests.swift: rsyslog and syslog-ng as the documents configure them; make integration fetches both.
import Foundation
import TestSupport
import Testing

@Suite("Relays as documented", .limited)
struct DocumentedRelaysIntegrationTests {
    /// The texts to forward, with characters that formats must not interpret.
    private static let texts = (1...50).map { String(format: "message %03d with 100%% and %%(name)s", $0) }

    /// A block of a document that configures a relay.
    struct Configured: Sendable, CustomTestStringConvertible {
        var relay: Relay
        var path: String
        var isTLS = false

        var block: String { isTLS ? "\(relay.rawValue)-tls" : relay.rawValue }
        var testDescription: String { "\(block) in \(path)" }

        /// The block, for a collector on `port` of this machine.
        func text(port: UInt16) throws -> String {
            guard isTLS else { return try DocumentedSendersTests.block(block, of: path, to: port) }
            // rsyslog connects to the address, and checks the name.
            let address = relay == .rsyslog ? [("192.0.2.10", "127.0.0.1")] : []
            return try Document(path).block(
                block,
                replacing: address + [
                    ("6514", "\(port)"), ("logs.example.com", "localhost"),
                    ("/etc/ssl/certs/ca-certificates.crt", Certificates.path("ca.pem")),
                ])
        }
    }

    enum Relay: String, CaseIterable {
        case rsyslog
        case syslogNG = "syslog-ng"

        func start(with configuration: String) throws -> any RunningRelay {
            switch self {
            case .rsyslog: try RunningRsyslog(actions: configuration)
            case .syslogNG: try RunningSyslogNG(destination: configuration)
            }
        }
    }

    private static let configured = Relay.allCases.flatMap { relay in
        [
            Configured(relay: relay, path: DocumentedSendersTests.readme),
            Configured(relay: relay, path: DocumentedSendersTests.senders),
            Configured(relay: relay, path: DocumentedSendersTests.senders, isTLS: true),
        ]
    }

    @Test("forward every line once, in order", arguments: configured)
    func forwarding(_ configured: Configured) throws {
        let collector = try RunningCollector(configured.isTLS ? Certificates.server() : [])
        let relay = try configured.relay.start(with: try configured.text(port: collector.port))
        let sender = try Sender(to: relay.port)
        for text in Self.texts { try sender.send("<13>Nov 23 02:20:12 vm ct: \(text)\n") }
        // The relay may say something of its own in between, which has another priority.
        func forwarded() -> [String] { collector.lines().filter { $0.hasPrefix("<13>1 ") } }
        try eventually("all lines arrive; \(collector.program.outputText)") { forwarded().count >= Self.texts.count }
        try collector.stop()
        #expect(forwarded().count == Self.texts.count)
        for (line, text) in zip(forwarded(), Self.texts) { #expect(line.hasSuffix(text), "\(line)") }
        withExtendedLifetime(relay) {}
    }
}
