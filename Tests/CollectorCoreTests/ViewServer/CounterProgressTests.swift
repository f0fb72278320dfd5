// CounterProgressTests.swift: a viewer has the counters of the collector, however slow it is.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Counters for a viewer")
struct CounterProgressTests {
    /// What a viewer makes of the parts that it gets.
    private struct Copy {
        var peers: [String: PeerSnapshot] = [:]
        var complete: CollectorSnapshot?

        mutating func take(_ part: CountersMessage) {
            if part.startsAnew { peers = [:] }
            for peer in part.peers { peers[peer.address] = peer }
            for address in part.removed { peers[address] = nil }
            if let totals = part.totals {
                complete = totals.snapshot(of: peers.values.sorted { $0.address < $1.address })
            }
        }
    }

    private func next(_ progress: inout CounterProgress, _ changes: CounterChanges, limit: Int) throws
        -> CountersMessage
    {
        var wire = WireWriter()
        progress.write(changes, limit: limit, to: &wire)
        var reader = try WireReader(wire.bytes.array)
        var part = CountersMessage()
        try part.code(&reader)
        return part
    }

    private func change(_ snapshot: inout CollectorSnapshot, _ generator: inout SeededGenerator) {
        snapshot.handlers[0].lines.accepted += 1
        for index in snapshot.peers.indices where generator.chance(20) { snapshot.peers[index].lines += 1 }
        snapshot.peers.removeAll { _ in generator.chance(5) }
        let known = Set(snapshot.peers.map(\.address))
        for number in 0..<40 where generator.chance(5) && !known.contains("10.0.0.\(number)") {
            snapshot.peers.append(RandomSnapshot.peer("10.0.0.\(number)", &generator))
        }
        snapshot.peers.shuffle(using: &generator)
    }

    private func sorted(_ snapshot: CollectorSnapshot) -> CollectorSnapshot {
        var snapshot = snapshot
        snapshot.peers.sort { $0.address < $1.address }
        return snapshot
    }

    @Test("are those of the collector after each complete pass, whatever has changed meanwhile")
    func passes() throws {
        var generator = SeededGenerator(for: "counter passes")
        var changes = CounterChanges()
        var snapshot = RandomSnapshot.make(&generator)
        var viewers = (0..<3).map { _ in (progress: CounterProgress(), copy: Copy()) }
        for _ in 0..<300 {
            change(&snapshot, &generator)
            changes.update(snapshot, heldHandlers: [])
            for index in viewers.indices where generator.chance(60) {
                // The last one gets some parts of a pass only, as one on a slow line does.
                var parts = index == 2 ? generator.number(1...3) : .max
                while parts > 0, viewers[index].progress.isDue(changes) {
                    let limit = index == 0 ? 1 << 20 : 200
                    viewers[index].copy.take(try next(&viewers[index].progress, changes, limit: limit))
                    parts -= 1
                }
                if index < 2 { #expect(viewers[index].copy.complete == sorted(snapshot)) }
            }
        }
        while viewers[2].progress.isDue(changes) {
            viewers[2].copy.take(try next(&viewers[2].progress, changes, limit: 200))
        }
        #expect(viewers[2].copy.complete == sorted(snapshot))
    }

    @Test("are told in few bytes if little has changed")
    func increments() throws {
        var generator = SeededGenerator(for: "counter increments")
        var changes = CounterChanges()
        var snapshot = RandomSnapshot.make(&generator, peers: 1_000)
        changes.update(snapshot, heldHandlers: [])
        var progress = CounterProgress()
        #expect(try next(&progress, changes, limit: .max).peers.count == 1_000)
        #expect(!progress.isDue(changes))
        snapshot.peers[7].lines += 1
        changes.update(snapshot, heldHandlers: [])
        let part = try next(&progress, changes, limit: .max)
        #expect(part.peers == [snapshot.peers[7]] && !part.startsAnew && part.totals != nil)
    }
}
