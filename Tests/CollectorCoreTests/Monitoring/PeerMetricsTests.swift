// PeerMetricsTests.swift: which peers have series of their own, and that no series ever jumps.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Metrics of peers")
struct PeerMetricsTests {
    private func peer(_ address: String, lines: Int, first: Int64 = 0, last: Int64) -> PeerSnapshot {
        var peer = PeerSnapshot(address: address, at: WallTime(nanoseconds: first * 1_000_000_000))
        peer.lines = lines
        peer.lastSeen = WallTime(nanoseconds: last * 1_000_000_000)
        return peer
    }

    private func update(_ metrics: inout PeerMetrics, _ peers: [PeerSnapshot], at second: Int64) -> [String: Int] {
        let received = peers.reduce(0) { $0 + $1.lines }
        let shown = metrics.update(peers, received: received, at: WallTime(nanoseconds: second * 1_000_000_000))
        return Dictionary(uniqueKeysWithValues: shown.map { ($0.address, $0.records) })
    }

    @Test("the first addresses have their own, and the others are one")
    func limit() {
        var metrics = PeerMetrics(limit: 2)
        let peers = [peer("c", lines: 5, first: 3, last: 9), peer("a", lines: 3, first: 1, last: 9)]
        #expect(
            update(&metrics, peers + [peer("b", lines: 4, first: 2, last: 9)], at: 10) == ["a": 0, "b": 0, "other": 12])
        let later = [peer("a", lines: 13, first: 1, last: 20), peer("c", lines: 25, first: 3, last: 20)]
        #expect(
            update(&metrics, later + [peer("b", lines: 4, first: 2, last: 9)], at: 21) == [
                "a": 10, "b": 0, "other": 32,
            ])
    }

    @Test("an address that is idle for an hour makes room, and takes its lines out of no other series")
    func idle() {
        var metrics = PeerMetrics(limit: 1)
        _ = update(&metrics, [peer("a", lines: 0, last: 0)], at: 0)
        _ = update(&metrics, [peer("a", lines: 1, last: 1)], at: 1)
        let (a, b) = (peer("a", lines: 11, last: 2), peer("b", lines: 5, first: 9, last: 3_603))
        #expect(update(&metrics, [a], at: 2) == ["a": 10, "other": 1])
        #expect(update(&metrics, [a, b], at: 3_602) == ["a": 10, "other": 6])
        #expect(update(&metrics, [a, b], at: 3_603) == ["b": 0, "other": 6])
    }

    @Test("whatever peers do, no series of one peer and never the others go down, and nothing is counted twice")
    func monotonic() {
        var random = SeededGenerator(for: "peer metrics")
        var metrics = PeerMetrics(limit: 3)
        var lines = [Int](repeating: 0, count: 8)
        var last = [Int64](repeating: 0, count: 8)
        var before: [String: Int] = [:]
        for second in stride(from: Int64(10), to: 60_000, by: 600) {
            for index in lines.indices where random.chance(20) {
                lines[index] += random.number(1...50)
                last[index] = second
            }
            let peers = lines.indices.map { peer("\($0)", lines: lines[$0], last: last[$0]) }
            let now = update(&metrics, peers.filter { $0.lines > 0 }, at: second)
            #expect(now.count <= 4)
            for (address, count) in now where before[address] != nil { #expect(count >= before[address]!) }
            #expect(now.values.reduce(0, +) <= lines.reduce(0, +))
            before = now
        }
        #expect(before["other"]! > 0)
    }
}
