// MetricsEndToEndTests.swift: metrics of the built program, read by HTTP, with lines and garbage beside them.
import Foundation
import TestSupport
import Testing

@Suite("Metrics by HTTP", .limited)
struct MetricsEndToEndTests {
    /// A collector that serves metrics, and the port of these.
    private func start(_ options: [String] = []) throws -> (RunningCollector, UInt16) {
        let collector = try RunningCollector(["--metrics", "127.0.0.1:0"] + options)
        return (collector, try collector.program.metricsPort())
    }

    private func value(_ sample: String, _ text: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix(sample + " ") }
            .flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
    }

    @Test("tell of every line that came, and the collector of its health")
    func counting() throws {
        let (collector, port) = try start(["--metrics-peers", "1"])
        let sender = try Sender(to: collector.port, from: "127.0.0.2")
        for line in 0..<100 { try sender.send("line \(line)\n") }
        let records = "pysyslog_handler_records_total{handler=\"stdout\",outcome="
        let metrics: () throws -> String = { try HTTPClient.request("/metrics", port: port).body }
        try eventually("100 lines are delivered") {
            try value(records + "\"delivered\",reason=\"\"}", metrics()) == 100
        }
        let text = try metrics()
        #expect(value(records + "\"received\",reason=\"\"}", text) == 100)
        #expect(value("pysyslog_received_records_total{listener=\"127.0.0.1:\(collector.port)\"}", text) == 100)
        #expect(value("pysyslog_connections{listener=\"127.0.0.1:\(collector.port)\"}", text) == 1)
        #expect(text.contains("pysyslog_peer_records_total{peer=\"127.0.0.2\"}"))
        let health = try HTTPClient.request("/healthz", port: port)
        #expect(health.status == 200 && health.body == "ok\n")
        let open = try HTTPClient.request("/metrics", fields: "Accept: application/openmetrics-text\r\n", port: port)
        #expect(open.head.contains("application/openmetrics-text; version=1.0.0") && open.body.hasSuffix("# EOF\n"))
        try collector.stop()
    }

    @Test("are all there is: other paths and methods are refused")
    func others() throws {
        let (collector, port) = try start()
        #expect(try HTTPClient.request("/", port: port).status == 404)
        #expect(try HTTPClient.request("/metrics/../etc/passwd", port: port).status == 404)
        let head = try HTTPClient.request("/metrics", method: "HEAD", port: port)
        #expect(head.status == 200 && head.body.isEmpty)
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "BREW"] {
            let answer = try HTTPClient.request("/metrics", method: method, port: port)
            #expect(answer.status == 405 && answer.head.contains("Allow: GET, HEAD"), "\(method): \(answer)")
        }
        try collector.stop()
    }

    @Test("are not disturbed by what is no HTTP; whoever sends it is told so, and no line of it is collected")
    func garbage() throws {
        let (collector, port) = try start()
        let sender = try Sender(to: collector.port, from: "127.0.0.2")
        try sender.send("before\n")
        let answer = try HTTPClient.exchange("<13>a syslog line\n<13>another\n".utf8, port: port, from: "127.0.0.9")
        #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
        var random = SeededGenerator(for: "HTTP garbage")
        for _ in 0..<200 {
            let bytes = (0..<random.number(1...400)).map { _ in UInt8(random.number(0...255)) }
            let connection = try Sender(to: port)
            // The other side may have closed it by then.
            try? connection.send(bytes)
        }
        // The answer may be lost: the kernel resets a connection that is closed before everything is read.
        let long = try Sender(to: port)
        try? long.send(String(repeating: "x", count: 20_000))
        try long.waitForEnd()
        try eventually("the log tells of it") {
            collector.program.outputText.contains("connected to the port for metrics and sent no HTTP request")
        }
        // One address has 16 connections at most, until the server has noticed that the others are gone.
        try eventually("the server answers again") { (try? HTTPClient.request("/healthz", port: port).status) == 200 }
        try sender.send("after\n")
        sender.halfClose()
        try sender.waitForEnd()
        try collector.stop()
        #expect(collector.lines(from: "127.0.0.2") == ["before", "after"])
        #expect(collector.program.outputText.contains("Received 2 lines"))
    }

    @Test("have a bound on connections, and clients that say nothing neither use it up for others nor for ever")
    func bounds() throws {
        let (collector, port) = try start()
        let silent = try (0..<64).map { _ in try Sender(to: port, from: "127.0.0.3") }
        #expect(try HTTPClient.request("/healthz", port: port).status == 200)
        try eventually("all but 16 are closed") { silent.count { $0.isAtEnd } >= 48 }
        // The server gives each 10 s.
        for connection in silent { try connection.waitForEnd() }
        try collector.stop()
    }

    @Test("are an error at the start where they cannot be served", arguments: ["pysyslog", "pysyslog-tui"])
    func mistakes(command: String) throws {
        let (collector, port) = try start()
        for (place, mention) in [
            ("127.0.0.1:\(port)", "another program has the port"), ("no.such.host.invalid:1", "no.such.host.invalid:1"),
        ] {
            let program = try Program(
                Places.product(command), ["127.0.0.1", "0", "--no-tui", "--metrics", place])
            #expect(try program.wait() == 1)
            #expect(program.errorText.contains("--metrics: cannot listen on") && program.errorText.contains(mention))
        }
        let wrong = try Program(Places.product(command), ["--metrics", "nowhere"])
        #expect(try wrong.wait() == 2)
        #expect(wrong.errorText.contains("'nowhere' is not an address to serve on"))
        try collector.stop()
    }

    @Test("the account is logged at an interval")
    func stats() throws {
        let collector = try RunningCollector(["--stats-interval", "0.2"])
        let sender = try Sender(to: collector.port)
        try sender.send("one\ntwo\n")
        try eventually("the lines are in the account") {
            collector.program.outputLines.contains {
                $0.hasPrefix("INFO:pysyslog.stats:interval=0.") && $0.contains(" received=2 received_delta=2 ")
            }
        }
        try eventually("they count once") {
            collector.program.outputLines.contains { $0.contains(" received=2 received_delta=0 ") }
        }
        try collector.stop()
    }
}
