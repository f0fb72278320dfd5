// AttachedTests.swift: views of collectors that run elsewhere.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Collectors elsewhere")
struct AttachedTests {
    static let sizes = [(80, 24), (140, 40)]

    @Test("a collector elsewhere has its name in the title, and the count of skipped lines", arguments: sizes)
    func attached(columns: Int, rows: Int) {
        var scene = Scene.attached()
        scene.tick()
        GoldenScreen(scene.screen(columns, rows)).check("attached-\(columns)x\(rows)")
    }

    @Test("while it is away, its lines stay on the screen, and since when is told", arguments: sizes)
    func away(columns: Int, rows: Int) {
        var scene = Scene.attached(.connected)
        scene.facts.attached[0].state = .away(since: scene.timeAway, retryIn: 3.4)
        scene.tick()
        GoldenScreen(scene.screen(columns, rows)).check("attached-away-\(columns)x\(rows)")
        scene.type("f")
        scene.type("nginx")
        scene.type(.enter)
        #expect(scene.arranged().counts.shown > 0, "they can be filtered")
    }

    @Test("skipped lines are added up in the header and told where they are missing", arguments: sizes)
    func skipped(columns: Int, rows: Int) {
        var scene = Scene.attached(skipped: 12_345)
        scene.facts.attached[0].isCut = true
        scene.feed.noteGap(lines: 12_345)
        scene.receive("<30>Aug 29 14:03:22 web-01 nginx[2211]: back again", from: "10.0.2.17")
        scene.tick()
        GoldenScreen(scene.screen(columns, rows)).check("attached-skipped-\(columns)x\(rows)")
    }

    @Test("of several collectors each line and each peer says whose it is", arguments: sizes + [(200, 50)])
    func several(columns: Int, rows: Int) {
        var scene = Scene.several()
        GoldenScreen(scene.screen(columns, rows)).check("several-\(columns)x\(rows)")
    }

    @Test("a message says its collector and its listener, and both can be filtered by")
    func detail() {
        var scene = Scene.several()
        _ = scene.screen()
        scene.type("k")
        scene.type(.enter)
        GoldenScreen(scene.screen()).check("several-detail")
        scene.type(.tab, .tab, .tab, .enter)
        #expect(scene.model.state.filter == "listener:tcp")
    }

    @Test("a refusal is told with its reason, and a restart for ten minutes")
    func words() {
        var scene = Scene.attached(.connecting)
        #expect(scene.facts.attached[0].words(offset: 0) == "web1: connecting")
        scene.facts.attached[0].state = .refused(reason: "sixteen viewers already")
        scene.tick()
        #expect(scene.screen().text.contains("web1: refused: sixteen viewers already"))
        scene.facts.attached[0].state = .connected
        let other = FeedNote("other", at: scene.wall)
        scene.model.tick(events: [other], wallTime: scene.wall)
        #expect(scene.model.tables.events == ["[0s ago] other"])
        scene.facts.attached[0].restarts = 1
        scene.model.tick(events: [other], wallTime: scene.wall)
        let text = "web1 was restarted: its counters began anew, what is on the screen stays"
        #expect(scene.model.tables.events == ["[0s ago] \(text)", "[0s ago] other"])
        scene.wall.nanoseconds += 599_000_000_000
        scene.model.tick(events: [], wallTime: scene.wall)
        #expect(scene.model.tables.events.count == 1)
        scene.wall.nanoseconds += 1_000_000_000
        scene.model.tick(events: [], wallTime: scene.wall)
        #expect(scene.model.tables.events.isEmpty)
    }

    @Test(
        "q and Ctrl-C leave the view without a question, also from a box",
        arguments: [Key.character("q"), .control("c")])
    func quit(key: Key) {
        var scene = Scene.attached()
        scene.tick()
        #expect(scene.model.handle(key) == .end)
        scene.type("?")
        #expect(scene.model.handle(.control("c")) == .end)
    }

    @Test("a view that only reads offers no reload")
    func noReload() {
        func rows(isRemote: Bool) -> (hints: String, help: String, effect: Effect) {
            var scene = Scene.network(isRemote: isRemote)
            _ = scene.screen(140, 40)
            scene.type("?")
            let help = (0..<9).map { _ in
                scene.type(.pageDown)
                return scene.screen(140, 40).text
            }.joined()
            scene.type(.escape)
            scene.type("D")
            return (scene.screen(140, 40).text(row: 39), help, scene.model.handle(.character("r")))
        }
        let (here, there) = (rows(isRemote: false), rows(isRemote: true))
        #expect(here.hints.contains("reload") && here.help.contains("reload") && here.effect == .reload)
        #expect(!there.hints.contains("reload") && !there.help.contains("reload") && there.effect == .none)
    }

    @Test("the view asks for what its filter needs while lines are skipped, and for all while a filter is typed")
    func wishes() {
        var scene = Scene.attached(filter: "peer:10.0.2.17")
        scene.tick()
        #expect(scene.collector.wishes.isEmpty)
        scene.facts.attached[0].skipped = 9
        scene.tick()
        #expect(scene.collector.wishes == [Cut(networks: ["10.0.2.17"])])
        scene.tick()
        #expect(scene.collector.wishes.count == 1, "once is enough")
        scene.type("f")
        scene.tick()
        #expect(scene.collector.wishes.last == .some(nil))
        scene.type(.escape)
        scene.tick()
        #expect(scene.collector.wishes.count == 3)
        scene.type("a")
        scene.tick()
        #expect(scene.collector.wishes.count == 4 && scene.collector.wishes.last == .some(nil))
        #expect(scene.model.tables.severities.isPartial(at: scene.clock.now), "severities are those of a part")
    }

    @Test("listeners are asked for by the names that the collector gives them", arguments: [false, true])
    func listeners(ofSeveral: Bool) {
        var scene = ofSeveral ? Scene.several(filter: "listener:*tcp") : Scene.attached(filter: "listener:*tcp")
        let name = ofSeveral ? "web1: tcp" : "tcp"
        scene.snapshot.listeners = [ListenerSnapshot(name: name, kind: .tcp, address: "0.0.0.0:514")]
        scene.tick()
        scene.facts.attached[0].skipped += 9
        scene.tick()
        #expect(scene.collector.wishes == (ofSeveral ? [] : [Cut(listeners: ["tcp"])]))
    }

    @Test("what was received is what the collector counts, whatever the view has fetched of this and earlier ones")
    func restarted() {
        var scene = Scene(isRemote: true)
        scene.facts.attached = [AttachedState(name: "web1", state: .connected)]
        for _ in 0..<10 { scene.receive("<14>x", from: "10.0.0.1") }
        scene.count("10.0.0.1", lines: 3, bytes: 12, connections: 1)
        scene.tick()
        #expect(scene.arranged().totals.received == 3)
    }

    @Test("the errors and the name of a peer count whose lines come before its counters, if these are not very late")
    func lateCounters() {
        for seconds in [1.0, 10] {
            var scene = Scene(isRemote: true)
            scene.facts.attached = [AttachedState(name: "web1", state: .connected)]
            for _ in 0..<3 { scene.receive("<11>Aug 29 14:03:22 web-01 app: x", from: "10.0.0.1") }
            scene.tick()
            #expect(scene.model.tables.peers.count == 0)
            scene.clock.advance(seconds / 2)
            scene.tick()
            scene.clock.advance(seconds / 2)
            scene.count("10.0.0.1", lines: 3, bytes: 12, connections: 1)
            scene.tick()
            let row = scene.model.tables.peers["10.0.0.1"]
            #expect(row?.errors.sum(over: 60) == (seconds < 5 ? 3 : 0))
            #expect(row?.host == (seconds < 5 ? "web-01" : nil))
        }
    }

    @Test("the stream says where a cut begins, and where it ends: when the collector has ended it")
    func cutMarks() {
        var scene = Scene.attached(filter: "peer:10.0.2.17")
        func row(_ words: String) -> Bool { scene.screen().text.contains(words) }
        scene.facts.attached[0].skipped = 9
        scene.tick()
        scene.receive("<14>under the cut", from: "10.0.2.17")
        #expect(row("cut begins: lines that the filter hides are not fetched"))
        scene.facts.attached[0].isCut = true
        scene.tick()
        #expect(row("cut to") || row("· cut"))
        scene.type("a")
        scene.tick()
        scene.receive("<14>still under it", from: "10.0.2.17")
        #expect(scene.collector.wishes.last == .some(nil) && !row("cut ends"))
        scene.facts.attached[0].isCut = false
        scene.tick()
        scene.receive("<14>whole again", from: "10.0.2.18")
        let lines = scene.screen().text.split(separator: "\n").map(String.init)
        let order = ["cut begins", "under the cut", "still under it", "cut ends", "whole again"].map { words in
            lines.firstIndex { $0.contains(words) } ?? -1
        }
        #expect(order == order.sorted() && order[0] >= 0, "\(lines)")
    }

    @Test("the table of several collectors adds up to a plain recount of theirs")
    func recount() {
        var generator = SeededGenerator(for: "tables of several collectors")
        for _ in 0..<20 {
            var scene = Scene(isRemote: true)
            let names = (0..<Int.random(in: 2...4, using: &generator)).map { "c\($0)" }
            scene.facts.attached = names.map { AttachedState(name: $0, state: .connected) }
            var parts = names.map { (name: $0, snapshot: CollectorSnapshot(startedAt: scene.wall)) }
            var sent: [PeerKey: Int] = [:]
            for _ in 0..<5 {
                scene.clock.advance(1)
                for part in parts.indices {
                    for number in 0..<Int.random(in: 0...6, using: &generator) {
                        let address = "10.0.0.\(number)"
                        let lines = Int.random(in: 0...500, using: &generator)
                        sent[PeerKey(address, at: names[part]), default: 0] += lines
                        if let index = parts[part].snapshot.peers.firstIndex(where: { $0.address == address }) {
                            parts[part].snapshot.peers[index].lines += lines
                        } else {
                            var peer = PeerSnapshot(address: address, at: scene.wall)
                            peer.lines = lines
                            parts[part].snapshot.peers.append(peer)
                        }
                    }
                }
                scene.snapshot = .merging(parts)
                scene.tick()
            }
            let table = scene.model.tables.peers
            #expect(table.count == sent.count && table.lines == sent.values.reduce(0, +))
            for (peer, lines) in sent { #expect(table[peer]?.total == lines) }
            #expect(scene.arranged(140, 40).totals.received == sent.values.reduce(0, +))
        }
    }
}
