// SilenceTests.swift: who is silent, by the rule and by a recount of everything that came.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Silence")
struct SilenceTests {
    /// Peers whose lines are told second by second, looked at every 5 s.
    struct Scene {
        var rule: Silence
        var lines: [String: Int] = [:]
        var connected: Set<String> = []
        private(set) var time = 0
        private(set) var events: [(time: Int, event: Silence.Event)] = []

        static let interval = 5

        init(silentAfter: Double? = nil, capacity: Int = 65_536) {
            rule = Silence(silentAfter: silentAfter, interval: Double(Self.interval), capacity: capacity)
        }

        static func instant(_ second: Int) -> Instant { Instant(nanoseconds: Int64(second + 3_600) * 1_000_000_000) }

        /// One look, after these peers have sent.
        mutating func look(_ senders: [String]) {
            for sender in senders { lines[sender, default: 0] += 1 }
            let activities = lines.map { address, lines in
                PeerActivity(
                    address: address, lines: lines, lastSeen: WallTime(nanoseconds: Int64(time) * 1_000_000_000),
                    isConnected: connected.contains(address))
            }
            events += rule.observe(activities, at: Self.instant(time)).map { (time, $0) }
            time += Self.interval
        }

        /// So many seconds in which each of these peers sends at its own interval.
        mutating func run(_ seconds: Int, _ intervals: [String: Int] = [:]) {
            for _ in 0..<seconds / Self.interval {
                look(intervals.filter { time.isMultiple(of: $0.value) }.map(\.key))
            }
        }

        var silent: [String] { rule.silentPeers.map(\.address).sorted() }
        mutating func takeEvents() -> [Silence.Event] {
            defer { events = [] }
            return events.map(\.event)
        }
    }

    @Test("a regular peer that stops is reported once, after a minute, and once when it is back")
    func stopping() throws {
        var scene = Scene()
        scene.connected = ["a"]
        scene.run(900, ["a": 5, "b": 5])
        #expect(scene.takeEvents().isEmpty)
        scene.run(55, ["b": 5])
        #expect(scene.silent.isEmpty)
        scene.run(600, ["b": 5])
        let events = scene.takeEvents()
        try #require(events.count == 1)
        guard case .silent(let peer, let seconds, let usual) = events[0] else {
            Issue.record("\(events)")
            return
        }
        #expect(peer.address == "a" && peer.isConnected && seconds == 60 && usual == 5)
        #expect(scene.silent == ["a"])
        scene.run(5, ["a": 5, "b": 5])
        #expect(scene.takeEvents() == [.back("a", seconds: 660)])
        #expect(scene.silent.isEmpty)
    }

    @Test("a peer with long gaps is given five of them, and a gap that was a silence is no usual one")
    func gaps() {
        var scene = Scene()
        scene.run(1_200, ["slow": 60, "b": 5])
        scene.run(240, ["b": 5])
        #expect(scene.silent.isEmpty)
        scene.run(5, ["b": 5])
        #expect(scene.silent == ["slow"])
        scene.run(60, ["b": 5])
        scene.run(1_200, ["slow": 60, "b": 5])
        _ = scene.takeEvents()
        scene.run(295, ["b": 5])
        #expect(scene.silent.isEmpty)
        scene.run(5, ["b": 5])
        #expect(scene.silent == ["slow"], "300 s are five gaps of 60 s, as before")
    }

    @Test("a peer that is not regular may stop")
    func irregular() {
        var scene = Scene()
        scene.run(540, ["a": 5, "b": 5])
        scene.run(3_600, ["b": 5])
        #expect(scene.takeEvents().isEmpty && scene.silent.isEmpty)
    }

    @Test("with a time of one's own every sender counts, and who never sent a line does not")
    func ownTime() {
        var scene = Scene(silentAfter: 30)
        scene.lines["mute"] = 0
        scene.look(["a", "b"])
        scene.run(25, ["b": 5])
        #expect(scene.silent.isEmpty)
        scene.run(10, ["b": 5])
        #expect(scene.silent == ["a"])
        guard case .silent(_, 30, nil)? = scene.takeEvents().first else {
            Issue.record("silent after 30 s")
            return
        }
    }

    @Test("if all stop at once, one report says so, and those that stay away are reported when others are back")
    func together() {
        var scene = Scene()
        let all = Dictionary(uniqueKeysWithValues: (0..<20).map { ("peer\($0)", 5 + 5 * ($0 % 3)) })
        scene.run(1_200, all)
        _ = scene.takeEvents()
        scene.run(600)
        guard case .together(20, 20, let seconds)? = scene.events.first?.event, scene.events.count == 1 else {
            Issue.record("\(scene.events)")
            return
        }
        #expect(seconds >= 60 && seconds <= 90)
        #expect(scene.silent.count == 20)
        _ = scene.takeEvents()
        var back = all
        back["peer7"] = nil
        scene.run(5, ["peer3": 5])
        #expect(scene.takeEvents() == [.togetherOver(first: "peer3", peers: 20)])
        scene.run(600, back)
        #expect(scene.silent == ["peer7"])
        let events = scene.takeEvents()
        guard case .silent(let peer, _, _)? = events.first, events.count == 1 else {
            Issue.record("\(events)")
            return
        }
        #expect(peer.address == "peer7")
    }

    @Test("the only sender is reported as itself")
    func only() {
        var scene = Scene()
        scene.run(900, ["a": 5])
        scene.run(120)
        guard case .silent? = scene.takeEvents().first else {
            Issue.record("a is silent")
            return
        }
        #expect(scene.silent == ["a"])
    }

    @Test("what is kept is bounded, and peers that send regularly keep their places")
    func bounded() {
        var scene = Scene(capacity: 100)
        let regular = Dictionary(uniqueKeysWithValues: (0..<50).map { ("r\($0)", 30) })
        scene.run(900, regular)
        for wave in 0..<200 {
            scene.look((0..<40).map { "w\(wave)-\($0)" } + (scene.time.isMultiple(of: 30) ? Array(regular.keys) : []))
            #expect(scene.rule.addresses.count <= 100)
            scene.lines = scene.lines.filter { $0.key.hasPrefix("r") }
        }
        #expect(regular.keys.allSatisfy { scene.rule.addresses.contains($0) })
        #expect(scene.silent.isEmpty)
    }

    /// All lines of a peer, and which of them ended a silence.
    private struct Lines {
        var times: [Int] = []
        var endedSilence: [Bool] = []

        mutating func hear(at now: Int) {
            // The look before this one would have found it silent.
            endedSilence.append(isSilent(at: now - Scene.interval))
            times.append(now)
        }

        /// The rule of the documents.
        func isSilent(at now: Int) -> Bool {
            guard let last = times.last else { return false }
            let minute = { (second: Int) in (second + 3_600) / 60 }
            let first = minute(last) - 14
            var minutes: Set<Int> = []
            var longest = 0
            for index in times.indices.reversed().prefix(while: { minute(times[$0]) >= first }) {
                minutes.insert(minute(times[index]))
                if index > 0, !endedSilence[index] { longest = max(longest, times[index] - times[index - 1]) }
            }
            return minutes.count >= 10 && now >= last + max(60, 5 * longest)
        }
    }

    @Test("a peer that was forgotten to make room is not taken for a new one")
    func forgotten() {
        var rule = Silence(silentAfter: 30, interval: 5, capacity: 2)
        func activity(_ address: String, _ second: Int64) -> PeerActivity {
            PeerActivity(
                address: address, lines: 1, lastSeen: WallTime(nanoseconds: second * 1_000_000_000), isConnected: false)
        }
        _ = rule.observe([activity("a", 0)], at: Scene.instant(0))
        _ = rule.observe([activity("a", 0), activity("b", 5)], at: Scene.instant(5))
        _ = rule.observe([activity("a", 0), activity("b", 5)], at: Scene.instant(100))
        #expect(rule.silentPeers.count == 2)
        // The oldest makes room for one that is new, and the collector still knows its line.
        let all = [activity("a", 0), activity("b", 5), activity("c", 105)]
        for second in [105, 110, 115] { _ = rule.observe(all, at: Scene.instant(second)) }
        #expect(Set(rule.addresses) == ["b", "c"])
        // Nor does it count as somebody who sends.
        let events = rule.observe(all, at: Scene.instant(200))
        #expect(events == [.together(peers: 2, watched: 2, seconds: 95)])
    }

    @Test("whatever peers do, those are silent that a recount of all their lines finds so")
    func recount() {
        var random = SeededGenerator(for: "silence")
        let intervals = [5, 10, 20, 45, 60, 120, 100_000]
        var silences = 0
        for _ in 0..<5 {
            var scene = Scene()
            var peers = (0..<6).map { _ in (lines: Lines(), interval: random.pick(intervals)) }
            for _ in 0..<1_500 {
                // Somebody always sends, so that the others are silent one by one.
                var senders = ["always"]
                for index in peers.indices {
                    if random.number(1...500) == 1 { peers[index].interval = random.pick(intervals) }
                    guard random.number(1...peers[index].interval) <= 5 else { continue }
                    senders.append("\(index)")
                    peers[index].lines.hear(at: scene.time)
                }
                let now = scene.time
                scene.look(senders)
                let expected = peers.indices.filter { peers[$0].lines.isSilent(at: now) }.map { "\($0)" }
                guard scene.silent == expected else {
                    Issue.record("at \(now): \(scene.silent), not \(expected)")
                    return
                }
                silences += expected.count
            }
        }
        #expect(silences > 0)
    }
}
