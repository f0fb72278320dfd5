// DocumentedRelaysIntegrationTests.swift: rsyslog and syslog-ng as the documents configure them; make integration fetches both.
import Foundation
import TestSupport
import Testing

@Suite("Relays as documented", .limited)
struct DocumentedRelaysIntegrationTests {
    /// What relays are given to forward; with text that formats must leave alone.
    private static let texts = (1...50).map { String(format: "message %03d with 100%% and %%(name)s", $0) }

    @Test("rsyslog", arguments: [DocumentedSendersTests.readme, DocumentedSendersTests.senders])
    func rsyslog(path: String) throws {
        let collector = try RunningCollector()
        let rsyslog = try RunningRsyslog(
            actions: try DocumentedSendersTests.block("rsyslog", of: path, to: collector.port))
        try forwardAll(by: rsyslog.port, to: collector)
        withExtendedLifetime(rsyslog) {}
    }

    @Test("rsyslog over TLS")
    func rsyslogTLS() throws {
        let collector = try RunningCollector(Certificates.server())
        let actions = try Document(DocumentedSendersTests.senders).block(
            "rsyslog-tls", replacing: [("192.0.2.10", "127.0.0.1")] + Self.overTLS(collector.port))
        let rsyslog = try RunningRsyslog(actions: actions)
        try forwardAll(by: rsyslog.port, to: collector)
        withExtendedLifetime(rsyslog) {}
    }

    @Test("syslog-ng", arguments: [DocumentedSendersTests.readme, DocumentedSendersTests.senders])
    func syslogNG(path: String) throws {
        let collector = try RunningCollector()
        let syslogNG = try RunningSyslogNG(
            destination: try DocumentedSendersTests.block("syslog-ng", of: path, to: collector.port))
        try forwardAll(by: syslogNG.port, to: collector)
        withExtendedLifetime(syslogNG) {}
    }

    @Test("syslog-ng over TLS")
    func syslogNGOverTLS() throws {
        let collector = try RunningCollector(Certificates.server())
        let destination = try Document(DocumentedSendersTests.senders).block(
            "syslog-ng-tls", replacing: Self.overTLS(collector.port))
        let syslogNG = try RunningSyslogNG(destination: destination)
        try forwardAll(by: syslogNG.port, to: collector)
        withExtendedLifetime(syslogNG) {}
    }

    /// What stands in the blocks about TLS for the collector's port and name, and for the CA.
    private static func overTLS(_ port: UInt16) -> [(String, String)] {
        [
            ("6514", "\(port)"), ("logs.example.com", "localhost"),
            ("/etc/ssl/certs/ca-certificates.crt", Certificates.path("ca.pem")),
        ]
    }

    /// Gives all texts to a relay, and expects each at the collector once, in order.
    private func forwardAll(by relay: UInt16, to collector: RunningCollector) throws {
        let sender = try Sender(to: relay)
        for text in Self.texts { try sender.send("<13>Nov 23 02:20:12 vm ct: \(text)\n") }
        // The relay may say something of its own in between, which has another priority.
        func forwarded() -> [String] { collector.lines().filter { $0.hasPrefix("<13>1 ") } }
        try eventually("all lines arrive; \(collector.program.outputText)") { forwarded().count >= Self.texts.count }
        try collector.stop()
        #expect(forwarded().count == Self.texts.count)
        for (line, text) in zip(forwarded(), Self.texts) { #expect(line.hasSuffix(text), "\(line)") }
    }
}
