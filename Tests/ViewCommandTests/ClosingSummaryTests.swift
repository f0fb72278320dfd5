// ClosingSummaryTests.swift: the summary that stays in the terminal accounts for all lines.
import Testing

@testable import CollectorCore
@testable import pysyslog_tui

@Suite("The closing summary")
struct ClosingSummaryTests {
    private static func summary(
        lines: Int, written: Int = 0, held: Int = 0, _ change: (inout CollectorSnapshot) -> Void = { _ in }
    ) -> String {
        var peer = PeerSnapshot(address: "10.0.0.1", at: .now)
        peer.lines = lines
        var handler = HandlerSnapshot(named: "stdout", written: written)
        handler.lines.accepted += held
        handler.lines.held = held
        var snapshot = CollectorSnapshot(startedAt: .now, of: [peer], handlers: [handler])
        change(&snapshot)
        return ClosingSummary(snapshot, at: .now).text
    }

    @Test("lines that no handler stored are no lines of which nothing is lost")
    func storedNowhere() {
        let text = Self.summary(lines: 1_200, held: 1_200)
        #expect(text.contains("1,200 lines shown and stored nowhere; see --logging-config"), "\(text)")
        let most = Self.summary(lines: 999_999_999_999, held: 999_999_999_999).split(separator: "\r\n")
        #expect(most.allSatisfy { $0.count <= 80 }, "\(most)")
        #expect(!text.contains("nothing lost"))
        #expect(Self.summary(lines: 5, written: 5).contains("nothing lost"))
        // Another handler has them all.
        let both = Self.summary(lines: 5, held: 5) { $0.handlers.append(HandlerSnapshot(named: "file", written: 5)) }
        #expect(both.contains("nothing lost") && !both.contains("stored nowhere"), "\(both)")
        let some = Self.summary(lines: 5, held: 5) { $0.handlers.append(HandlerSnapshot(named: "file", written: 2)) }
        #expect(some.contains("  3 lines shown and stored nowhere"), "\(some)")
    }

    @Test("one is not many")
    func one() {
        let text = Self.summary(lines: 1, held: 1)
        #expect(!text.contains("1 lines") && text.contains("1 line shown"), "\(text)")
    }

    @Test("a peer whose handshakes failed is told of with the reason, and without lines that it never sent")
    func failures() throws {
        var failing = PeerSnapshot(address: "10.0.9.9", at: .now)
        failing.handshakes.failed = [.plainText: 3]
        failing.handshakes.lastFailure = .init(reason: .plainText, time: .now)
        let text = Self.summary(lines: 5, written: 5) { $0.peers.append(failing) }
        #expect(text.contains("  10.0.9.9  3 failed TLS handshakes (plain text)\r\n"), "\(text)")
    }

    @Test("peers that are known by nothing but their sum make the number of peers a least one")
    func forgotten() {
        #expect(Self.summary(lines: 5, written: 5) { $0.foldedPeers.forgotten = 2 }.contains("from at least 1 peer "))
    }
}
