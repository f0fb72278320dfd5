// SilenceReportTests.swift: silences in words, of which there is a bounded number.
import Testing

@testable import CollectorCore

@Suite("The report of silences")
struct SilenceReportTests {
    private func silent(_ number: Int, connected: Bool = false) -> Silence.Event {
        .silent(
            SilentPeer(address: "192.0.2.\(number)", since: WallTime(nanoseconds: 0), isConnected: connected),
            seconds: 65,
            usual: 4)
    }

    private let start = Instant(nanoseconds: 1_000_000_000)

    @Test("tells who is silent on an open connection from who is gone")
    func words() {
        var report = SilenceReport()
        #expect(
            report.lines(for: [silent(1, connected: true), silent(2), .back("192.0.2.3", seconds: 312)], at: start) == [
                SilenceReport.Line(
                    level: .warning,
                    text: "192.0.2.1 has been silent for 65 s, and usually sends every 4 s or more often; "
                        + "its connection is open"),
                SilenceReport.Line(
                    level: .warning,
                    text:
                        "192.0.2.2 has been silent for 65 s, and usually sends every 4 s or more often; it is not connected"
                ),
                SilenceReport.Line(level: .info, text: "192.0.2.3 sends again after 312 s of silence"),
            ])
    }

    @Test("of all peers at once is one line with possible causes")
    func together() {
        var report = SilenceReport()
        let lines = report.lines(for: [.together(peers: 14, watched: 14, seconds: 70)], at: start)
        #expect(lines.count == 1 && lines[0].level == .warning)
        #expect(
            lines[0].text.hasPrefix("all 14 peers that usually send are silent") && lines[0].text.contains("network"))
    }

    @Test("has ten lines a minute of each kind, and then the number of the others")
    func bounded() {
        var report = SilenceReport()
        #expect(report.lines(for: (1...25).map { silent($0) }, at: start).count == 10)
        #expect(report.lines(for: [silent(26)], at: start.advanced(bySeconds: 59)).isEmpty)
        let next = report.lines(for: [silent(27)], at: start.advanced(bySeconds: 60))
        #expect(next.map(\.text).first == "16 more peers became silent in the last minute")
        #expect(next.count == 2)
        #expect(report.lines(for: [], at: start.advanced(bySeconds: 120)).isEmpty)
    }
}
