// LeavingSummaryTests.swift: what is printed after a view of collectors that run elsewhere.
import CollectorCore
import LiveView
import Testing

@testable import pysyslog_tui

@Suite("The summary after a view of collectors elsewhere")
struct LeavingSummaryTests {
    private static func state(_ name: String, _ state: AttachedState.State = .connected, skipped: Int = 0)
        -> AttachedState
    {
        var attached = AttachedState(name: name, state: state)
        attached.skipped = skipped
        return attached
    }

    @Test("one collector runs on; how many lines were shown and skipped")
    func one() {
        let text = LeavingSummary([Self.state("web1", skipped: 7)], shown: 12_345, ["saved 3 lines to x"], offset: 0)
            .text
        #expect(text == "pysyslog-tui: web1 runs on; 12,345 lines shown, 7 skipped\r\n  saved 3 lines to x\r\n")
    }

    @Test("of several, those that are not connected are not said to run")
    func several() {
        let attached = [
            Self.state("web1", skipped: 1_000), Self.state("web2"), Self.state("web3", skipped: 2),
            Self.state("old", .away(since: WallTime(nanoseconds: 50_592_000_000_000), retryIn: nil)),
        ]
        #expect(
            LeavingSummary(attached, shown: 1, offset: 0).text == """
                pysyslog-tui: web1, web2 and web3 run on; 1 line shown, 1,002 skipped\r
                  web1: 1,000 skipped\r
                  web3: 2 skipped\r
                  old: away since 14:03:12\r

                """)
        let refused = [Self.state("web1", .refused(reason: "no permission"))]
        #expect(
            LeavingSummary(refused, shown: 0, offset: 0).text
                == "pysyslog-tui: 0 lines shown, 0 skipped\r\n  web1: refused: no permission\r\n")
    }
}
