// DocumentedMonitoringTests.swift: what Documentation/monitoring.md says, against the built program.
import Foundation
import TestSupport
import Testing

@Suite("Monitoring as documented", .limited)
struct DocumentedMonitoringTests {
    private let document = try? Document("Documentation/monitoring.md")

    @Test("has every metric that is served, and no other")
    func metrics() throws {
        let text = try #require(document).text
        let collector = try RunningCollector(["--metrics", "127.0.0.1:0", "--metrics-peers", "1"])
        let answer = try HTTPClient.request("/metrics", port: collector.program.metricsPort())
        let served = Set(answer.body.matches(of: /(?m)^# TYPE (\S+)/).map { String($0.1) })
        let named = Set(text.matches(of: /(?:pysyslog|process)_[a-z_]+[a-z]/).map { String($0.0) })
        #expect(served.count > 15 && named == served)
        try collector.stop()
    }

    @Test("shows the stats line with its words")
    func stats() throws {
        let block = try #require(document).block("stats")
        let collector = try RunningCollector(["--stats-interval", "0.1"])
        try eventually("a stats line") { collector.program.outputText.contains("INFO:pysyslog.stats:") }
        try collector.stop()
        let start = "INFO:pysyslog.stats:"
        let line = try #require(collector.program.outputLines.first { $0.hasPrefix(start) }).dropFirst(start.count)
        let names = { (text: Substring) in text.split(whereSeparator: \.isWhitespace).map { $0.prefix { $0 != "=" } } }
        #expect(names(line) == names(block[...]))
    }

    @Test("is about a peer that stops, as the program logs it")
    func silence() throws {
        let block = try #require(document).block("silence")
        let collector = try RunningCollector(["--silent-after", "1"])
        let sender = try Sender(to: collector.port, from: "127.0.0.7")
        try sender.send("one\n")
        let silent = /WARNING:pysyslog\.peers:(127\.0\.0\.7 has been silent for \d+ s); its connection is open\n/
        try eventually("the silence is logged") { collector.program.outputText.contains(silent) }
        try sender.send("two\n")
        let back = /INFO:pysyslog\.peers:127\.0\.0\.7 sends again after \d+ s of silence\n/
        try eventually("the peer is back") { collector.program.outputText.contains(back) }
        sender.halfClose()
        try sender.waitForEnd()
        let gone = /WARNING:pysyslog\.peers:127\.0\.0\.7 has been silent for \d+ s; it is not connected\n/
        try eventually("a peer that has left is told from one that says nothing") {
            collector.program.outputText.contains(gone)
        }
        try collector.stop()
        #expect(block.contains("192.0.2.7 has been silent for ") && block.contains("192.0.2.7 sends again after "))
        #expect(block.contains("; its connection is open\n") && block.contains(" s of silence\n"))
    }
}
