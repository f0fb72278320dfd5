// HAProxyIntegrationTests.swift: a collector behind HAProxy sees the real senders; make integration fetches HAProxy.
import Foundation
import TestSupport
import Testing

@Suite("Behind HAProxy", .limited)
struct HAProxyIntegrationTests {
    private static let versions = ["send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c,unique-id"]
    private static let lines = 500

    private func start(_ options: [String] = []) throws -> (RunningCollector, metrics: UInt16) {
        let collector = try RunningCollector(
            ["--proxy-protocol", RunningHAProxy.address, "--metrics", "127.0.0.1:0", "--metrics-peers", "10"] + options)
        let serving = /Serving metrics on http:\/\/127\.0\.0\.1:(\d+)\/metrics/
        try eventually("the port of metrics") { collector.program.outputText.contains(serving) }
        let port = collector.program.outputText.firstMatch(of: serving).flatMap { UInt16($0.1) }
        return (collector, try #require(port))
    }

    private func texts(_ sender: String) -> [String] { (0..<Self.lines).map { "line \($0) of \(sender)" } }

    /// Ends everything, and checks that the lines of these senders, and nothing else, were received and counted.
    private func check(
        _ collector: RunningCollector, metrics: UInt16, _ haproxy: RunningHAProxy, senders: [String: [String]]
    ) throws {
        let total = senders.values.reduce(0) { $0 + $1.count }
        try eventually("all lines arrive; \(collector.program.outputText.suffix(300))") {
            collector.program.outputLines.count { $0.contains(":line ") } == total
        }
        let text = try HTTPClient.request("/metrics", port: metrics).body
        let failures = text.split(separator: "\n").filter {
            ($0.hasPrefix("pysyslog_connections_refused_total")
                || $0.hasPrefix("pysyslog_tls_handshake_failures_total"))
                && !$0.hasSuffix(" 0")
        }
        #expect(failures.isEmpty, "checks of HAProxy are counted as failures: \(failures)")
        #expect(
            !text.contains("peer=\"\(RunningHAProxy.address)\"")
                || text.contains("peer=\"\(RunningHAProxy.address)\"} 0"))
        #expect(try haproxy.statistics.contains(",UP,"))
        withExtendedLifetime(haproxy) {}
        try collector.stop()
        for (address, expected) in senders {
            #expect(collector.lines(from: address).filter { $0.hasPrefix("line ") } == expected, "of \(address)")
        }
        let own = collector.program.outputLines.filter { $0.contains(":pysyslog") }
        let complaints = own.filter { !$0.hasPrefix("INFO:") && !$0.contains(":pysyslog.cli:Listening ") }
        #expect(complaints.isEmpty, "\(complaints)")
        let summary = own.last ?? ""
        #expect(summary.contains("Received \(total) lines") && summary.hasSuffix("; nothing lost"), "\(summary)")
    }

    @Test("each line has the address of its real sender, and checks are no errors", arguments: versions)
    func plain(version: String) throws {
        let (collector, metrics) = try start()
        let haproxy = try RunningHAProxy(to: collector.port, version)
        var senders: [String: [String]] = [:]
        let connections = try (2...5).map { number in
            let address = "127.0.0.\(number)"
            senders[address] = texts(address)
            return (address, try Sender(to: haproxy.port, from: address))
        }
        for (address, connection) in connections {
            try connection.send(texts(address).map { $0 + "\n" }.joined())
            connection.halfClose()
        }
        for (_, connection) in connections { try connection.waitForEnd() }
        try check(collector, metrics: metrics, haproxy, senders: senders)
    }

    @Test(
        "TLS passes through behind the header, and checks with and without TLS are no errors", arguments: versions,
        ["", "check-ssl verify none"])
    func encrypted(version: String, checks: String) throws {
        let (collector, metrics) = try start(Certificates.server())
        let haproxy = try RunningHAProxy(to: collector.port, "\(version) \(checks)")
        let expected = texts("127.0.0.1")
        for client in [TLSClient.python12, .python13] {
            let lines = expected.map { $0 + "\n" }.joined()
            let program = try client.send(Data(lines.utf8), to: haproxy.port)
            #expect(try program.wait() == 0, "\(program.errorText)")
        }
        try check(collector, metrics: metrics, haproxy, senders: ["127.0.0.1": expected + expected])
    }
}
