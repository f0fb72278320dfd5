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
        let serving = /Serving metrics on http:\/\/127\.0\.0\.1:(\d+)\/metrics/
        try eventually("the port of metrics") { collector.program.outputText.contains(serving) }
        let port = try #require(collector.program.outputText.firstMatch(of: serving).flatMap { UInt16($0.1) })
        let answer = try HTTPClient.request("/metrics", port: port)
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
}
