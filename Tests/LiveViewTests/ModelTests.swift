// ModelTests.swift: rates, the order of peers, and what keys do to the view.
import CollectorCore
import Testing

@testable import pysyslog_tui

@Suite("Rates")
struct RateTests {
    private static func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }

    @Test("windows are of complete seconds, and no longer than there has been time")
    func windows() {
        var slots = RateSlots(at: Self.at(100))
        #expect(slots.rate(over: 1) == 0)
        for second in 0..<5 {
            slots.add(10 * (second + 1), from: Self.at(100 + Double(second)), to: Self.at(101 + Double(second)))
        }
        #expect(slots.rate(over: 1) == 50)
        #expect(slots.rate(over: 10) == 30)
        #expect(slots.rate(over: 60) == 30)
        #expect(slots.peak == 50)
        slots.advance(to: Self.at(106))
        #expect(slots.rate(over: 1) == 0)
        #expect(slots.history(3) == [40, 50, 0])
    }

    @Test("a count over several seconds is shared among them")
    func shared() {
        var slots = RateSlots(at: Self.at(100))
        slots.add(100, from: Self.at(100.5), to: Self.at(102.5))
        #expect(slots.history(2) == [25, 50])
        slots.advance(to: Self.at(103))
        #expect(slots.rate(over: 1) == 25)
    }

    @Test("a long sleep leaves nothing behind, and a clock that stands still loses nothing")
    func sleep() {
        var slots = RateSlots(at: Self.at(100))
        slots.add(7, from: Self.at(100), to: Self.at(100))
        slots.advance(to: Self.at(101))
        #expect(slots.rate(over: 1) == 7)
        slots.advance(to: Self.at(100_000))
        #expect(slots.rate(over: 60) == 0)
        slots.add(600, from: Self.at(100_000), to: Self.at(110_000))
        #expect((9.9...10.1).contains(slots.rate(over: 60)))
    }
}

@Suite("The table of peers")
struct PeerTableTests {
    @Test("rows change places only when one exceeds the other by a tenth, and not more often than every two seconds")
    func calm() {
        var scene = Scene()
        scene.tick()
        func order(_ first: Int, _ second: Int, after seconds: Double = 1) -> [String] {
            scene.clock.advance(seconds)
            scene.count("10.0.0.1", lines: first, bytes: first, connections: 1)
            scene.count("10.0.0.2", lines: second, bytes: second, connections: 1)
            scene.tick()
            return scene.model.table.order
        }
        for _ in 0..<4 { _ = order(100, 90) }
        #expect(order(100, 90) == ["10.0.0.1", "10.0.0.2"])
        for _ in 0..<5 { _ = order(100, 112) }
        #expect(order(100, 100) == ["10.0.0.1", "10.0.0.2"])
        for _ in 0..<6 { _ = order(100, 300) }
        #expect(order(100, 300) == ["10.0.0.2", "10.0.0.1"])
        scene.type(.tab, .character("o"))
        for _ in 0..<20 { _ = order(900, 0) }
        #expect(scene.model.table.order == ["10.0.0.2", "10.0.0.1"])
        scene.type("o")
        _ = order(900, 0)
        #expect(scene.model.table.order == ["10.0.0.1", "10.0.0.2"])
        scene.type("1")
        #expect(scene.model.table.order == ["10.0.0.1", "10.0.0.2"])
        scene.type("r")
        #expect(scene.model.table.order == ["10.0.0.2", "10.0.0.1"])
    }

    @Test("a peer whose handshakes fail stands before the idle ones, is told of when out of sight, and is first by TLS")
    func failing() {
        var scene = Scene()
        scene.tick()
        for round in 0..<4 {
            scene.clock.advance(1)
            for peer in 0..<40 { scene.count("10.0.1.\(peer)", lines: peer < 20 ? 9 : 0, bytes: 9, connections: 1) }
            scene.tick(failures: [
                HandshakeFailures(address: "10.0.9.9", count: round + 1, reason: "plain text", last: scene.wall)
            ])
        }
        #expect(scene.model.table.order.firstIndex(of: "10.0.9.9") == 20)
        #expect(scene.screen().text.contains("err  1 more fails TLS: 10.0.9.9 (plain text); sort by TLS"))
        #expect(scene.screen().text.contains("tls err 4"))
        scene.type(.tab)
        for _ in PeerColumn.allCases where scene.model.state.sort.column != .tls { scene.type(">") }
        #expect(scene.model.table.order.first == "10.0.9.9")
        let picture = scene.screen().text
        #expect(!picture.contains("more fails TLS"))
        #expect(picture.split(separator: "\n").contains { $0.hasPrefix(" 10.0.9.9 ") && $0.contains(" err ") })
    }

    @Test("a failure is told for a minute where the address has a connection with TLS, and as long as it has none")
    func recovered() {
        var scene = Scene()
        let failure = HandshakeFailures(address: "10.0.0.1", count: 1, reason: "plain text", last: scene.wall)
        scene.count("10.0.0.1", lines: 1, bytes: 1, connections: 1)
        func isFailing(after seconds: Double, tls: Bool, count: Int = 1) -> Bool {
            scene.snapshot.peers[0].tlsConnections =
                tls ? [TLSFacts(version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", subject: "")] : []
            scene.clock.advance(seconds)
            var failure = failure
            failure.count = count
            scene.tick(failures: [failure])
            return scene.model.table.rows["10.0.0.1"]?.failures != nil
        }
        #expect(isFailing(after: 1, tls: true))
        #expect(!isFailing(after: 61, tls: true))
        #expect(isFailing(after: 1, tls: false))
        #expect(!isFailing(after: 1, tls: true))
        #expect(isFailing(after: 1, tls: true, count: 2))
    }

    @Test("rates are counted from the same moment for all, so that shares add up to the whole")
    func shares() {
        var scene = Scene()
        scene.tick()
        for second in 0..<40 {
            scene.clock.advance(1)
            scene.count("10.0.0.1", lines: 10, bytes: 100, connections: 1)
            // A newcomer with a burst, as much as the other has sent until the end.
            if second == 38 { scene.count("10.0.0.2", lines: 400, bytes: 100, connections: 1) }
            scene.tick()
        }
        let rows = scene.model.table.rows
        let all = scene.model.table.messages.rate(over: 60)
        #expect(abs(all - 20) < 1)
        #expect(abs(rows["10.0.0.1"]!.messages.rate(over: 60) - 10) < 0.5)
        #expect(abs(rows["10.0.0.2"]!.messages.rate(over: 60) - 10) < 0.5)
        // Reset, they begin anew; totals and names stay.
        scene.receive("<13>Aug 29 14:03:21 web-1 app: x", from: "10.0.0.1")
        scene.tick()
        scene.type(.tab, .character("R"), .character("y"))
        #expect(scene.model.table.rows["10.0.0.1"]?.total == 400)
        #expect(scene.model.table.rows["10.0.0.1"]?.host == "web-1")
        #expect(scene.model.table.rows["10.0.0.1"]?.messages.rate(over: 60) == 0)
        #expect(scene.model.table.messages.rate(over: 60) == 0)
    }

    @Test("severities of which a part was never looked at are marked")
    func partial() {
        var scene = Scene(capacity: 256 << 10)
        for number in 0..<100 { scene.receive("<3>line \(number)", from: "10.0.0.1") }
        scene.count("10.0.0.1", lines: 100, bytes: 100, connections: 1)
        scene.tick()
        #expect(scene.screen(140, 40).text.contains("60s  em 0"))
        for number in 0..<10_000 { scene.receive("<3>line \(number)", from: "10.0.0.1") }
        scene.clock.advance(1)
        scene.tick()
        #expect(scene.feed.window().evicted > 0)
        #expect(scene.screen(140, 40).text.contains("60s of a part  em 0"))
        scene.clock.advance(61)
        scene.tick()
        #expect(scene.screen(140, 40).text.contains("60s  em 0"))
    }

    @Test("a filter by peer dims rows and hides none")
    func dimmed() {
        var scene = Scene.network(filter: "peer:10.0.2.0/24 !10.0.2.18")
        let frame = scene.frame(80, 24)
        #expect(frame.peers.count == 7)
        #expect(!frame.dimmed.contains("10.0.2.17"))
        #expect(frame.dimmed.isSuperset(of: ["10.0.2.18", "192.168.40.5", "172.16.9.200"]))
    }
}

@Suite("What keys do")
struct ReducerTests {
    @Test("what came while paused, or stands below, is counted as the filter shows it")
    func unseen() {
        var scene = Scene(filter: "wanted")
        func receive(_ count: Int) {
            for number in 0..<count {
                scene.receive("<6>\(number % 10 == 0 ? "wanted" : "other") \(number)", from: "10.0.0.1")
            }
        }
        receive(1_000)
        _ = scene.screen()
        scene.type(" ")
        receive(300)
        #expect(scene.screen().text.contains("PAUSED +30 unseen"))
        scene.type(" ")
        scene.type("g")
        let frame = scene.frame(80, 24)
        #expect(frame.newBelow == 130 - frame.lines.count)
    }

    @Test("a pause that outlasts its lines says so")
    func pauseTurnedOver() {
        var scene = Scene(capacity: 256 << 10)
        for number in 0..<100 { scene.receive("<6>line \(number)", from: "10.0.0.1") }
        _ = scene.screen()
        scene.type(" ")
        #expect(!scene.screen().text.contains("turned over"))
        for number in 0..<10_000 { scene.receive("<6>line \(number)", from: "10.0.0.1") }
        #expect(scene.screen().text.contains("all peers the paused lines were turned over"))
        scene.type(" ")
        #expect(!scene.screen().text.contains("turned over"))
    }

    @Test("keys that print or save the lines in sight mean those that the keys before have brought")
    func page() {
        var scene = Self.scene()
        _ = scene.screen()
        scene.type("g")
        _ = scene.model.apply(.plainText)
        #expect(scene.model.place.page.first == 1)
    }

    private static func scene(_ lines: Int = 200) -> Scene {
        var scene = Scene()
        for number in 1...lines {
            let severity = number % 50 == 0 ? 3 : 6
            scene.receive("<\(severity)>line \(number)", from: "10.0.0.\(number % 3)")
        }
        scene.count("10.0.0.0", lines: 1, bytes: 1, connections: 1)
        scene.tick()
        _ = scene.screen()
        return scene
    }

    private static func shown(_ scene: inout Scene) -> [UInt64] { scene.frame(80, 24).lines.map(\.sequence) }

    @Test("what is read stands still while lines arrive")
    func standsStill() {
        var scene = Self.scene()
        scene.type("k")
        let before = Self.shown(&scene)
        for number in 0..<100 { scene.receive("new \(number)", from: "10.0.0.9") }
        #expect(Self.shown(&scene) == before)
        #expect(scene.frame(80, 24).newBelow == 100)
        #expect(scene.screen().text.contains("SCROLL +100 new"))
        scene.type("G")
        #expect(Self.shown(&scene).last == 300)
        #expect(scene.model.state.follows)
    }

    @Test("the newest lines are shown also when the ring has turned over and keeps the lines of a quiet peer")
    func turnedOver() {
        var scene = Scene(capacity: 256 << 10)
        scene.receive("of a quiet peer", from: "10.0.0.1")
        for number in 1...5_000 {
            scene.receive("flood \(number) \(String(repeating: "x", count: 99))", from: "10.0.0.2")
        }
        #expect(scene.frame(80, 24).lines.last?.sequence == 5_001)
        #expect(scene.feed.window().reservedCount == 1)
        #expect(scene.feed.window().position(atOrAfter: .max) == scene.feed.window().count)
        scene.type("g")
        #expect(Self.shown(&scene).first == 1)
    }

    @Test("a pause counts what it does not show; following, filtering and searching go on in it")
    func pause() {
        var scene = Self.scene()
        scene.type(" ")
        let before = Self.shown(&scene)
        for number in 0..<88 { scene.receive("new \(number)", from: "10.0.0.9") }
        #expect(Self.shown(&scene) == before)
        #expect(scene.screen().text.contains("PAUSED +88 unseen"))
        scene.type("f")
        scene.type("new")
        scene.type(.enter)
        #expect(Self.shown(&scene) == [])
        scene.type(" ")
        #expect(Self.shown(&scene).last == 288)
    }

    @Test("moving up and down keeps the selected line in sight")
    func moving() {
        var scene = Self.scene()
        for key in [
            Key.pageUp, .pageUp, .up, .down, .pageDown, .control("u"), .control("d"), .home, .pageDown, .up, .end,
        ] {
            scene.type(key)
            let lines = Self.shown(&scene)
            if let selected = scene.model.state.selectedLine { #expect(lines.contains(selected), "\(key.name)") }
        }
        scene.type("g")
        #expect(Self.shown(&scene).first == 1)
    }

    @Test(
        "pages show every line, however many rows lines take and however fast the keys come", arguments: [true, false])
    func pages(hasPictures: Bool) {
        var scene = Scene()
        for number in 1...300 {
            let length = [3, 40, 700, 90, 5_000, 60, 60][number % 7]
            scene.receive("\(number) \(String(repeating: "x", count: length))", from: "10.0.0.1")
        }
        scene.tick()
        _ = scene.screen()
        scene.type("wgm")
        _ = scene.screen()
        for (key, range) in [
            (Key.pageDown, 1...300), (.pageUp, 1...300), (.control("d"), 1...300), (.control("u"), 1...300),
        ] as [(Key, ClosedRange<UInt64>)] {
            var seen = Set(scene.model.place.page)
            for _ in 0..<300 {
                let before = scene.model.place.page
                scene.type(key)
                if hasPictures { _ = scene.screen() }
                let page = scene.model.place.page
                #expect(page.contains(scene.model.state.selectedLine!), "\(key.name)")
                // No gap between two pages.
                #expect(page[0] <= before[before.count - 1] + 1 && page[page.count - 1] + 1 >= before[0], "\(key.name)")
                seen.formUnion(page)
            }
            #expect(seen == Set(range), "\(key.name)")
        }
    }

    @Test("the selected line stays in sight when lines begin to take more rows, or the pane gets smaller")
    func fit() {
        var scene = Scene()
        for number in 1...50 { scene.receive("\(number) \(String(repeating: "x", count: 300))", from: "10.0.0.1") }
        scene.tick()
        _ = scene.screen()
        scene.type("k")
        scene.type("w")
        #expect(Self.shown(&scene).contains(49))
        #expect(scene.screen(80, 30).text.contains(" 49 xxx"))
        #expect(scene.screen(50, 12).text.contains(" 49 xxx"))
    }

    @Test("a match behind the edge is shifted into sight, and $ shows the end of the longest line")
    func sideways() {
        var scene = Scene()
        scene.receive("<13>Nov 23 02:19:40 host app: \(String(repeating: "x", count: 200)) needle", from: "10.0.0.1")
        scene.receive("<13>Nov 23 02:19:40 host app: needle", from: "10.0.0.1")
        scene.tick()
        _ = scene.screen()
        scene.type("$")
        #expect(scene.screen().text.split(separator: "\n").contains { $0.hasSuffix("xx needle") })
        scene.type("^/needle")
        scene.type(.enter)
        #expect(scene.model.state.selectedLine == 1)
        #expect(scene.screen().text.contains("x needle"))
        scene.type("n")
        #expect(scene.model.state.sideways == 0)
    }

    @Test("n and N walk through the matches, e and E through the errors")
    func finding() {
        var scene = Self.scene()
        scene.type("g/line 1")
        scene.type("5")
        scene.type(.enter)
        #expect(scene.model.state.selectedLine == 15)
        scene.type("n")
        #expect(scene.model.state.selectedLine == 150)
        scene.type("N")
        #expect(scene.model.state.selectedLine == 15)
        scene.type("e")
        #expect(scene.model.state.selectedLine == 50)
        scene.type("eE")
        #expect(scene.model.state.selectedLine == 50)
        scene.type("E")
        #expect(scene.model.state.hint != nil)
    }

    @Test("Esc ends the marks and the count of a search, whatever the view does; n takes the search up again")
    func endedSearch() {
        var scene = Self.scene()
        scene.type("g/line 1")
        scene.type("5")
        scene.type(.enter)
        #expect(scene.frame(80, 24).searchResult == SearchResult(text: "line 15", place: 1, count: 11, progress: 1))
        scene.type("G")
        #expect(scene.screen().text.contains("/line 15/ matches 11"))
        scene.type(.escape)
        #expect(scene.frame(80, 24).searchResult == nil)
        #expect(scene.frame(80, 24).lines.allSatisfy { $0.found.isEmpty })
        #expect(!scene.screen().text.contains("/line 15/"))
        scene.type("gn")
        #expect(scene.model.state.selectedLine == 15)
        #expect(scene.frame(80, 24).searchResult?.place == 1)
        #expect(scene.frame(80, 24).lines.contains { !$0.found.isEmpty })
        // Marks of what is being typed are seen again, and go with it.
        scene.type(.escape)
        scene.type("/line 7")
        #expect(scene.frame(80, 24).searchResult?.text == "line 7")
        scene.type(.escape)
        #expect(scene.frame(80, 24).searchResult == nil)
    }

    @Test("a wrong filter changes nothing on the screen; Esc brings the old one back")
    func wrongFilter() {
        var scene = Self.scene()
        scene.type("f")
        scene.type("line sev:err")
        let good = Self.shown(&scene)
        scene.type(" /x[")
        #expect(Self.shown(&scene) == good)
        #expect(scene.frame(80, 24).problem != nil)
        scene.type(.enter)
        #expect(scene.model.state.prompt != nil)
        scene.type(.escape)
        #expect(scene.model.state.filter == "")
        #expect(Self.shown(&scene).last == 200)
    }

    @Test("v shows what stands around a line, and v again goes back")
    func context() {
        var scene = Self.scene()
        scene.type("f")
        scene.type("sev:err")
        scene.type(.enter)
        _ = scene.screen()
        scene.type("kv")
        #expect(scene.model.state.selectedLine == 150)
        let around = Self.shown(&scene)
        #expect(around.contains(145) && around.contains(150))
        scene.type("v")
        #expect(scene.model.state.filter == "sev:err")
    }

    @Test("the end is asked for; a second Ctrl-C within two seconds does not wait")
    func ending() {
        var scene = Self.scene()
        #expect(scene.model.handle(.character("q")) == .none)
        #expect(scene.model.handle(.character("n")) == .none)
        #expect(scene.model.state.overlay == nil)
        #expect(scene.model.handle(.control("c")) == .none)
        scene.clock.advance(3)
        #expect(scene.model.handle(.control("c")) == .none)
        scene.clock.advance(1)
        #expect(scene.model.handle(.control("c")) == .end)
        scene.count("10.0.0.0", lines: 0, bytes: 0, connections: 0)
        scene.tick()
        scene.type(.escape)
        #expect(scene.model.handle(.character("q")) == .end)
        #expect(scene.model.handle(.control("z")) == .none)
        #expect(scene.model.state.hint?.text.contains("refused") == true)
    }

    @Test("every key in every state leaves the view in order")
    func anyKeys() {
        var scene = Self.scene(60)
        let keys = Array(Set(KeyTable.bindings.flatMap(\.keys))).sorted { $0.name < $1.name }
        var generator = SeededKeys(state: 7)
        for round in 0..<1_500 {
            _ = scene.model.handle(keys[generator.next(keys.count)])
            if round % 5 == 0 { scene.receive("more \(round)", from: "10.0.0.7") }
            if round % 7 == 0 { _ = scene.screen(80, 24) }
        }
    }

    private struct SeededKeys {
        var state: UInt64

        mutating func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(count))
        }
    }
}
