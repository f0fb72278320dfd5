// MetricsIntegrationTests.swift: Prometheus' own readers take the metrics; make integration fetches them.
import Foundation
import TestSupport
import Testing

@Suite("Prometheus", .limited)
struct MetricsIntegrationTests {
    /// A collector that has received lines from two peers over TCP and UDP, refused others, and dropped some.
    private func start() throws -> (RunningCollector, url: String) {
        let collector = try RunningCollector(
            [
                "--metrics", "127.0.0.1:0", "--metrics-peers", "1", "--allow", "127.0.0.0/29", "--silent-after", "60",
                "--listen", "udp://127.0.0.1:0?name=udp",
            ])
        let serving = /Serving metrics on (\S+)/
        try eventually("the address of metrics") { collector.program.outputText.contains(serving) }
        let url = try #require(collector.program.outputText.firstMatch(of: serving)).1
        for peer in ["127.0.0.2", "127.0.0.3", "127.0.0.99"] {
            let sender = try Sender(to: collector.port, from: peer)
            try? sender.send("a line\nanother\n")
            sender.halfClose()
            try? sender.waitForEnd()
        }
        return (collector, String(url))
    }

    @Test("reads every sample by the parser of its client library, in both formats")
    func parser() throws {
        let (collector, url) = try start()
        let library = Places.repository.appending(path: ".build/prometheus/usr/lib/python3/dist-packages")
        try #require(
            FileManager.default.fileExists(atPath: library.path),
            "Scripts/unpack-prometheus has not run; make integration does that")
        let script = """
            import sys, urllib.request
            sys.path.insert(0, sys.argv[1])
            from prometheus_client import parser
            from prometheus_client.openmetrics import parser as openmetrics

            def read(accept, parse):
                request = urllib.request.Request(sys.argv[2], headers={"Accept": accept})
                text = urllib.request.urlopen(request, timeout=10).read().decode()
                families = list(parse(text))
                samples = [sample for family in families for sample in family.samples]
                lines = [line for line in text.splitlines() if line and not line.startswith("#")]
                assert len(samples) == len(lines) > 40, (len(samples), len(lines))
                assert all(family.documentation and family.type != "unknown" for family in families), families
                return {(sample.name, tuple(sorted(sample.labels.items()))): sample.value for sample in samples}

            plain = read("text/plain", parser.text_string_to_metric_families)
            modern = read("application/openmetrics-text", openmetrics.text_string_to_metric_families)
            names = {name for name, _ in plain}
            assert names == {name for name, _ in modern}, names ^ {name for name, _ in modern}
            received = sum(value for (name, _), value in plain.items() if name == "pysyslog_received_records_total")
            assert received == 4, received
            refused = plain["pysyslog_connections_refused_total", (("reason", "address_not_allowed"),)]
            assert refused == 1, refused
            assert ("pysyslog_udp_kernel_drops_total", (("listener", "udp"),)) in plain, sorted(plain)
            print(len(plain), "samples")
            """
        let reader = try Program("python3", ["-c", script, library.path, url])
        #expect(try reader.wait() == 0, "\(reader.errorText)")
        #expect(reader.outputText.hasSuffix("samples\n"))
        try collector.stop()
    }

    @Test("has nothing to say of names, types and units: promtool check metrics")
    func promtool() throws {
        let (collector, url) = try start()
        let tool = Places.repository.appending(path: ".build/prometheus/promtool").path
        try #require(
            FileManager.default.isExecutableFile(atPath: tool),
            "Scripts/unpack-prometheus has not run; make integration does that")
        let port = try #require(url.firstMatch(of: /:(\d+)\//).flatMap { UInt16($0.1) })
        let text = try HTTPClient.request("/metrics", port: port).body
        let check = try Program(tool, ["check", "metrics"], input: Data(text.utf8))
        #expect(try check.wait() == 0, "\(check.outputText)\(check.errorText)")
        #expect(check.outputText.isEmpty && check.errorText.isEmpty, "\(check.outputText)\(check.errorText)")
        try collector.stop()
    }
}
