// KeyTests.swift: what keys do to the view.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("What keys do")
struct KeyTests {
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
        let picture = scene.arranged()
        #expect(picture.counts.newBelow == 130 - picture.stream.lines.count)
    }

    @Test("a pause that outlasts its lines says so")
    func pauseTurnedOver() {
        var scene = Scene(capacity: 256 << 10)
        for number in 0..<100 { scene.receive("<6>line \(number)", from: "10.0.0.1") }
        _ = scene.screen()
        scene.type(" ")
        #expect(!scene.screen().text.contains("evicted"))
        for number in 0..<10_000 { scene.receive("<6>line \(number)", from: "10.0.0.1") }
        #expect(scene.screen().text.contains("all peers the paused lines were evicted"))
        scene.type(" ")
        #expect(!scene.screen().text.contains("evicted"))
    }

    @Test("a pause of which only lines of quiet peers are left does not say that all were evicted")
    func pauseTurnedOverButForQuietPeers() {
        var scene = Scene(capacity: 256 << 10)
        scene.receive("<6>quiet", from: "10.0.0.2")
        for number in 0..<100 { scene.receive("<6>line \(number)", from: "10.0.0.1") }
        _ = scene.screen()
        scene.type(" ")
        for number in 0..<10_000 { scene.receive("<6>line \(number)", from: "10.0.0.1") }
        let text = scene.screen().text
        #expect(text.contains("quiet") && text.contains("all peers most paused lines were evicted"), "\(text)")
    }

    @Test("keys that print or save the lines in sight mean those that the keys before have brought")
    func page() {
        var scene = Self.scene()
        _ = scene.screen()
        scene.type("g")
        _ = scene.model.apply(.plainText)
        #expect(scene.page.first == 1)
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

    private static func shown(_ scene: inout Scene) -> [UInt64] { scene.arranged().stream.lines.map(\.sequence) }

    @Test("what is read stands still while lines arrive")
    func standsStill() {
        var scene = Self.scene()
        scene.type("k")
        let before = Self.shown(&scene)
        for number in 0..<100 { scene.receive("new \(number)", from: "10.0.0.9") }
        #expect(Self.shown(&scene) == before)
        #expect(scene.arranged().counts.newBelow == 100)
        #expect(scene.screen().text.contains("SCROLL 100 below"))
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
        #expect(scene.arranged().stream.lines.last?.sequence == 5_001)
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
            var seen = Set(scene.page)
            for _ in 0..<300 {
                let before = scene.page
                scene.type(key)
                if hasPictures { _ = scene.screen() }
                let page = scene.page
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

    @Test("without a selected line, a search backward begins with the lines in sight, not with newer ones below")
    func backwardFromSight() {
        var scene = Self.scene()
        scene.type("F")
        scene.receive("<3>newer", from: "10.0.0.1")
        scene.type("E")
        #expect(scene.model.state.selectedLine == 200)
    }

    @Test("Esc ends the marks and the count of a search, whatever the view does; n takes the search up again")
    func endedSearch() {
        var scene = Self.scene()
        scene.type("g/line 1")
        scene.type("5")
        scene.type(.enter)
        #expect(scene.arranged().searchResult == SearchResult(text: "line 15", rank: 1, count: 11, progress: 1))
        scene.type("G")
        #expect(scene.screen().text.contains("/line 15/ matches 11"))
        scene.type(.escape)
        #expect(scene.arranged().searchResult == nil)
        #expect(scene.arranged().stream.lines.allSatisfy { $0.content.found.isEmpty })
        #expect(!scene.screen().text.contains("/line 15/"))
        scene.type("gn")
        #expect(scene.model.state.selectedLine == 15)
        #expect(scene.arranged().searchResult?.rank == 1)
        #expect(scene.arranged().stream.lines.contains { !$0.content.found.isEmpty })
        // The marks of the search being typed are shown again, and go with it.
        scene.type(.escape)
        scene.type("/line 7")
        #expect(scene.arranged().searchResult?.text == "line 7")
        scene.type(.escape)
        #expect(scene.arranged().searchResult == nil)
    }

    @Test("a wrong filter changes nothing on the screen; Esc brings the old one back")
    func wrongFilter() {
        var scene = Self.scene()
        scene.type("f")
        scene.type("line sev:err")
        let good = Self.shown(&scene)
        scene.type(" /x[")
        #expect(Self.shown(&scene) == good)
        #expect(scene.arranged().problem != nil)
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

    @Test("an answer is over with the next key: of a filter that was wrong, and of a search for errors that failed")
    func answers() {
        var scene = Self.scene()
        scene.type("f")
        scene.type("sev<=warm")
        scene.type(.enter)
        #expect(scene.model.state.hint?.text.contains("unknown severity") == true)
        scene.type(.backspace, .character("n"))
        #expect(scene.model.state.hint == nil && scene.model.state.prompt?.text == "sev<=warn")
        scene.type(.escape)
        scene.type("gE")
        #expect(scene.model.state.hint?.text.contains("no line of err") == true)
        scene.type("e")
        #expect(scene.model.state.selectedLine == 50 && scene.model.state.hint == nil)
        // A message from outside is no answer to a key, and stays for its time.
        scene.model.say("saved 1 line")
        scene.type("k")
        #expect(scene.model.state.hint?.text == "saved 1 line")
    }

    @Test("a line that is not marked is marked by the first key that would act on it", arguments: ["i", "x", "y", "Y"])
    func unmarked(key: String) {
        var scene = Self.scene()
        #expect(scene.model.handle(.character(Character(key))) == .none)
        #expect(scene.model.state.filter == "" && scene.model.state.selectedLine == 200)
        #expect(!scene.model.state.follows && scene.model.state.hint?.text == "line selected; press again")
        for number in 0..<50 { scene.receive("flood \(number)", from: "10.0.0.99") }
        let effect = scene.model.handle(.character(Character(key)))
        switch key {
        case "i": #expect(scene.model.state.filter == "peer:10.0.0.2")
        case "x": #expect(scene.model.state.filter == "!peer:10.0.0.2")
        default: #expect(effect == .copy(sequence: 200, withFacts: key == "Y"))
        }
    }

    @Test("a message that is opened while the view follows is marked, and the view stays at it")
    func openedInFollow() {
        var scene = Self.scene()
        scene.type(.enter)
        #expect(scene.model.state.selectedLine == 200 && !scene.model.state.follows)
        scene.type(.escape)
        for number in 0..<50 { scene.receive("flood \(number)", from: "10.0.0.99") }
        scene.type("i")
        #expect(scene.model.state.filter == "peer:10.0.0.2")
    }

    @Test("a filter that was typed leaves the keys in the stream: the next Enter opens a line and keeps the filter")
    func focusAfterFilter() {
        var scene = Self.scene()
        scene.type(.tab)
        scene.type("f")
        scene.type("line")
        scene.type(.enter)
        #expect(scene.model.state.focus == .stream)
        scene.type(.enter)
        #expect(scene.model.state.filter == "line" && scene.model.state.overlay != nil)
    }

    @Test("at 80 columns the bottom line names i and x while a peer can be picked, and nothing that peers do not have")
    func peerHints() {
        var scene = Self.scene()
        scene.type(.tab)
        let hints = scene.screen().text(row: 23)
        #expect(hints.contains("i only") && hints.contains("x hide") && hints.contains("q quit"), "\(hints)")
        #expect(!hints.contains("follow"))
    }

    @Test("every key in every state leaves the view in order")
    func anyKeys() {
        var scene = Self.scene(60)
        let keys = Array(Set(KeyTable.bindings.flatMap(\.keys))).sorted { $0.name < $1.name }
        var generator = SeededGenerator(for: "any keys")
        for round in 0..<1_500 {
            _ = scene.model.handle(generator.pick(keys))
            if round % 5 == 0 { scene.receive("more \(round)", from: "10.0.0.7") }
            if round % 7 == 0 { _ = scene.screen(80, 24) }
        }
    }
}
