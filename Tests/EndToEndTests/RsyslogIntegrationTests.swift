// RsyslogIntegrationTests.swift: messages forwarded by rsyslog arrive. `make integration` downloads it and runs these
// tests.
import Foundation
import TestSupport
import Testing

@Suite("rsyslog's omfwd", .limited)
struct RsyslogIntegrationTests {
    /// Sends lines through a rsyslog whose action of that target is given, and checks that all of them arrive.
    private func forward(to collector: RunningCollector, _ action: (_ target: String) -> String) throws {
        let texts = (1...500).map { String(format: "fwd %05d of rsyslog", $0) }
        let target = #"type="omfwd" target="127.0.0.1" port="\#(collector.port)" protocol="tcp""#
        let rsyslog = try RunningRsyslog(actions: action(target))
        let sender = try Sender(to: rsyslog.port)
        for text in texts { try sender.send("<13>Nov 23 02:20:12 vm ct: \(text)\n") }
        try eventually("all lines arrive; \(collector.program.outputText)") { collector.lines().count >= texts.count }
        withExtendedLifetime(rsyslog) {}
        try collector.stop()
        let lines = collector.lines()
        #expect(lines.count == texts.count)
        for (line, text) in zip(lines, texts) { #expect(line.hasPrefix("<13>") && line.hasSuffix(text), "\(line)") }
    }

    @Test(
        "ends messages with LF, counts octets that include an LF, or ends with NUL",
        arguments: [
            #"template="RSYSLOG_TraditionalForwardFormat""#,
            #"TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format""#,
            #"TCP_FrameDelimiter="0" template="RSYSLOG_TraditionalForwardFormat""#,
        ])
    func plain(framing: String) throws {
        try forward(to: RunningCollector()) { "action(\($0) \(framing))" }
    }

    @Test(
        "speaks TLS through its ossl driver",
        arguments: [
            #"template="RSYSLOG_TraditionalForwardFormat""#,
            #"TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format""#,
        ])
    func encrypted(framing: String) throws {
        try forward(to: RunningCollector(Certificates.server())) {
            """
            global(DefaultNetstreamDriverCAFile="\(Certificates.path("ca.pem"))" DefaultNetstreamDriver="ossl")
            action(\($0) \(framing) StreamDriver="ossl" StreamDriverMode="1" StreamDriverAuthMode="x509/name"
                   StreamDriverPermittedPeers="localhost")
            """
        }
    }
}
