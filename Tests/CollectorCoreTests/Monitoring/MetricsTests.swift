// MetricsTests.swift: the account as metrics: names, sums, formats, hostile labels.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Metrics")
struct MetricsTests {
    static let hostile = "a\"b\\c\nd{e=\"f\"} 1 \u{202E}\u{1B}[31m"

    /// Something of everything.
    static var snapshot: CollectorSnapshot {
        var peer = PeerSnapshot(address: "192.0.2.1", at: WallTime(nanoseconds: 1_000_000_000))
        (peer.lines, peer.unrouted, peer.truncated) = (100, 3, 2)
        peer.handshakes.failed = [.plainText: 4]
        peer.closed.add(.share, connections: 5, unreadBytes: 6)
        var file = HandlerSnapshot(named: "file", "FileHandler", written: 80, queued: 9)
        file.lines.accepted += 8
        file.lines.dropped = [.queueFull: 6, .tooLong: 2]
        file.queueCapacity = 50_000
        var odd = HandlerSnapshot(named: hostile, "StreamHandler", written: 0)
        odd.lines = Balance(accepted: 7, held: 7)
        odd.queueCapacity = 0
        var tcp = ListenerSnapshot(name: "127.0.0.1:514", kind: .tcp, address: "127.0.0.1:514")
        (tcp.records, tcp.bytes, tcp.openConnections) = (90, 9_000, 2)
        var udp = ListenerSnapshot(name: "udp", kind: .udp, address: "127.0.0.1:514")
        (udp.records, udp.bytes, udp.kernelDrops) = (10, 1_000, 11)
        var snapshot = CollectorSnapshot(
            startedAt: WallTime(nanoseconds: 0), of: [peer],
            handlers: [file, odd, HandlerSnapshot(named: "null", written: 1)])
        udp.refused = [.rateLimit: 3]
        snapshot.listeners = [tcp, udp]
        return snapshot
    }

    static var context: MetricsContext {
        var process = ProcessUsage()
        (process.residentBytes, process.cpuSeconds, process.openDescriptors) = (17_000_000, 1.5, 42)
        (process.descriptorLimit, process.startTime) = (1_048_576, 1_795_000_000.25)
        return MetricsContext(
            version: "0.1.0", process: process,
            peers: [
                PeerMetric(address: "192.0.2.1", records: 60, lastRecord: WallTime(nanoseconds: 1_500_000_000)),
                PeerMetric(address: "other", records: 40),
            ])
    }

    private func text(_ format: MetricsText.Format) -> String { Metrics.text(Self.snapshot, Self.context, format) }

    @Test(
        "are named and written as in the golden files, which are an interface",
        arguments: [(MetricsText.Format.prometheus, "metrics.txt"), (.openMetrics, "metrics.openmetrics.txt")])
    func golden(format: MetricsText.Format, name: String) throws {
        let file = Places.repository.appending(path: "Tests/Golden/\(name)")
        if ProcessInfo.processInfo.environment["METRICS_REGENERATE"] != nil {
            try Data(text(format).utf8).write(to: file)
        }
        #expect(try text(format) == String(contentsOf: file, encoding: .utf8))
    }

    @Test("add up: what a handler received is delivered, dropped, muted or in its queue")
    func sums() throws {
        let metrics = try Exposition(text(.prometheus))
        for handler in Self.snapshot.handlers {
            let records = metrics.samples("pysyslog_handler_records_total").filter {
                $0.labels["handler"] == handler.name
            }
            let received = records.filter { $0.labels["outcome"] == "received" }.map(\.value)
            let others = records.filter { $0.labels["outcome"] != "received" }.map(\.value).reduce(0, +)
            let queued = try #require(metrics.value("pysyslog_handler_queue_records", ["handler": handler.name]))
            #expect(received == [others + queued])
        }
        let received = metrics.samples("pysyslog_received_records_total").map(\.value).reduce(0, +)
        #expect(received == 100)
        #expect(metrics.samples("pysyslog_peer_records_total").map(\.value).reduce(0, +) == received)
    }

    @Test("are the same in both formats, each of which is well formed")
    func formats() throws {
        let (old, new) = (try Exposition(text(.prometheus)), try Exposition(text(.openMetrics), openMetrics: true))
        #expect(old.families.map(\.samples) == new.families.map(\.samples))
        #expect(new.families.first { $0.name == "pysyslog_build" }?.type == "info")
        #expect(old.families.first { $0.name == "pysyslog_build_info" }?.type == "gauge")
        #expect(
            old.value("pysyslog_handler_queue_capacity_records", ["handler": Self.hostile]) == .infinity,
            "a hostile name is one label")
    }

    @Test(
        "come in the format that the client prefers",
        arguments: [
            ("", .prometheus), ("*/*", .prometheus), ("text/html, text/plain;q=0.5", .prometheus),
            ("application/openmetrics-text", .openMetrics),
            ("application/openmetrics-text; version=0.0.1", .prometheus),
            ("application/openmetrics-text;version=1.0.0;q=0", .prometheus),
            ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.9", .prometheus),
            (
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                    + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                .openMetrics
            ), (";;,,q=;", .prometheus),
        ] as [(String, MetricsText.Format)])
    func negotiation(field: String, format: MetricsText.Format) {
        #expect(MetricsText.Format(accepting: field) == format)
    }

    @Test("of the process are those that the kernel tells")
    func process() throws {
        let usage = ProcessUsage.current
        #expect(usage.residentBytes > 1 << 20 && usage.cpuSeconds > 0)
        #expect(usage.openDescriptors >= 3 && usage.openDescriptors <= usage.descriptorLimit)
        let now = Double(WallTime.now.nanoseconds) / 1e9
        #expect(usage.startTime > now - 86_400 && usage.startTime <= now)
        #expect(ProcessUsage.current.startTime == usage.startTime)
    }

    @Test(
        "are served where it was asked for",
        arguments: [
            ("9514", "127.0.0.1:9514"), (":9514", "127.0.0.1:9514"), ("0.0.0.0:0", "0.0.0.0:0"),
            ("[::1]:9514", "::1:9514"),
            ("host.example.com:80", "host.example.com:80"), ("::1:9514", nil), ("[::1]", nil), ("host", nil),
            ("host:", nil), ("", nil), ("1:70000", nil), ("http://host:80", nil), ("[host]:80", nil), ("+5", nil),
        ] as [(String, String?)])
    func addresses(text: String, address: String?) {
        #expect(MetricsAddress(text).map { "\($0.host):\($0.port)" } == address)
    }

    @Test("need a library, whose package is named where it is missing")
    func missingLibrary() throws {
        #expect(throws: MicrohttpdLibraryError.missing) { try MicrohttpdLibrary(["libno-such-library.so.1"]) }
        #expect(throws: MicrohttpdLibraryError.unusable("MHD_start_daemon")) { try MicrohttpdLibrary(["libm.so.6"]) }
        #expect("\(MicrohttpdLibraryError.missing)".contains("libmicrohttpd12 "))
    }
}
