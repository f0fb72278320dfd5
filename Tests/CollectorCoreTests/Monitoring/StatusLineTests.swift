// StatusLineTests.swift: one line for `systemctl status`.
import Testing

@testable import CollectorCore

@Suite("The status line")
struct StatusLineTests {
    private func totals(received: Int, dropped: Int) -> AccountTotals {
        var peer = PeerSnapshot(address: "192.0.2.1", at: WallTime(nanoseconds: 0))
        peer.lines = received
        peer.openConnections = 2
        var handler = HandlerSnapshot(named: "file", written: received - dropped)
        handler.lines.accepted += dropped
        handler.lines.dropped[.queueFull] = dropped
        return AccountTotals(
            CollectorSnapshot(startedAt: WallTime(nanoseconds: 0), of: [peer], handlers: [handler]))
    }

    @Test("has the rate since the last one, and what was lost in all")
    func text() {
        let before = totals(received: 1_000, dropped: 0)
        #expect(
            StatusLine.text(totals(received: 2_055, dropped: 0), since: before, seconds: 10)
                == "1 peer, 2 connections, 106 lines/s, nothing lost")
        #expect(
            StatusLine.text(totals(received: 1_000, dropped: 7), since: before, seconds: 0)
                == "1 peer, 2 connections, 0 lines/s, 7 records dropped")
    }
}
