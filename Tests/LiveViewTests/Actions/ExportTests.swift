// ExportTests.swift: lines that are copied or saved are those on the screen.
import CollectorCore
import Testing

@testable import LiveView

@Suite("What leaves the view")
struct ExportTests {
    @Test("a save holds what the filter lets through, byte for byte")
    func selection() throws {
        var scene = Scene.network(filter: "bad:control")
        _ = scene.screen()
        var lines: [String] = []
        try scene.model.selection(.matching).walk { _, line in
            lines.append(String(decoding: line.array, as: UTF8.self))
            return true
        }
        #expect(lines == Array(repeating: "raw line with \u{1B}[31m shown, never obeyed\u{7}", count: 4))
    }

    @Test("Tab chooses what is saved: all that match, what is on the screen, all that is held of a peer")
    func scopes() throws {
        var scene = Scene.network(filter: "nginx")
        _ = scene.screen()
        func effect(_ tabs: Int) -> Effect {
            scene.type("s")
            for _ in 0..<tabs { scene.type(.tab) }
            scene.type("f")
            defer { scene.model.endSavePrompt("f", hasBegun: true) }
            return scene.model.handle(.enter)
        }
        #expect(effect(0) == .save(path: "f", .matching, withFacts: false))
        #expect(effect(1) == .save(path: "f", .screen, withFacts: false))
        #expect(effect(2) == .save(path: "f", .peer("10.0.2.17"), withFacts: false))
        #expect(effect(3) == .save(path: "f", .matching, withFacts: false))
        func count(_ scope: SaveScope) throws -> Int {
            var count = 0
            try scene.model.selection(scope).walk { _, _ in
                count += 1
                return true
            }
            return count
        }
        #expect(try count(.matching) == 12)
        #expect(try count(.screen) == 10)
        #expect(try count(.peer("10.0.2.18")) == 12)
        // Up recalls the last file name, not a filter.
        scene.type("s")
        scene.type(.tab, .up)
        #expect(scene.model.state.prompt?.text == "f" && scene.model.state.prompt?.scopes.first == .screen)
    }

    @Test("a save that fails keeps its line, so that what is typed next is a name and no command")
    func failedSave() {
        var scene = Scene.network()
        _ = scene.screen()
        scene.type("s/no")
        #expect(scene.model.handle(.enter) == .save(path: "/no", .matching, withFacts: false))
        #expect(scene.model.handle(.enter) == .none, "it is being saved already")
        scene.model.endSavePrompt("/no", hasBegun: false)
        scene.model.say("cannot save to /no")
        scene.type("qx")
        #expect(scene.model.state.prompt?.text == "/noqx" && scene.model.state.filter == "")
        #expect(scene.screen().text.contains("cannot save to /no"))
        #expect(scene.model.handle(.enter) == .save(path: "/noqx", .matching, withFacts: false))
        scene.model.endSavePrompt("/other", hasBegun: true)
        #expect(scene.model.state.prompt != nil, "that was another save")
        scene.model.endSavePrompt("/noqx", hasBegun: true)
        #expect(scene.model.state.prompt == nil)
    }

    @Test("a save proposes a name, which Enter takes and a letter replaces")
    func proposal() {
        var scene = Scene.network()
        _ = scene.screen()
        scene.type("s")
        #expect(scene.screen().text.contains("save to> lines-2026-08-29-140322.log"))
        #expect(scene.model.handle(.enter) == .save(path: "lines-2026-08-29-140322.log", .matching, withFacts: false))
        scene.model.endSavePrompt("lines-2026-08-29-140322.log", hasBegun: true)
        scene.type("sx")
        #expect(scene.model.state.prompt?.text == "x")
    }

    @Test("a save has time and peer in front of each line where ^T asks for them, and says in the prompt which it is")
    func facts() {
        var scene = Scene.network()
        _ = scene.screen()
        scene.type("s")
        #expect(scene.screen().text.contains("as received (^T)"))
        scene.type(.control("t"), .tab)
        #expect(scene.screen().text.contains("with time and peer (^T)"))
        scene.type("f")
        #expect(scene.model.handle(.enter) == .save(path: "f", .screen, withFacts: true))
        var heads: [String] = []
        let selection = scene.model.selection(.matching, withFactsAt: 7_200)
        try? selection.walk { entry, _ in
            heads.append(selection.head(of: entry))
            return true
        }
        #expect(heads.first == "2026-08-29 14:03:17.344 +02:00 10.0.2.17 [tls 1.3 TLS_AES_256_GCM_SHA384] ")
        #expect(heads.contains { $0.hasSuffix(" +02:00 172.16.9.200 ") })
        scene.model.endSavePrompt("f", hasBegun: true)
        scene.type("s")
        #expect(scene.model.state.prompt?.savesFacts == false, "each save begins with the lines as they were received")
    }

    @Test("a copy is escaped, and names its sender where that is asked for")
    func copy() {
        var scene = Scene.network()
        _ = scene.screen()
        #expect(scene.model.copyText(of: 5, withFacts: false) == "raw line with ^[[31m shown, never obeyed^G")
        let facts = scene.model.copyText(of: 1, withFacts: true, offset: 7_200) ?? ""
        #expect(facts.hasPrefix("2026-08-29 14:03:17 +02:00 10.0.2.17 [tls 1.3 TLS_AES_256_GCM_SHA384] <30>Aug 29"))
        #expect(scene.model.copyText(of: 999, withFacts: false) == nil)
        #expect(scene.model.handle(.character("y")) == .none, "no line is selected yet")
        #expect(scene.model.handle(.character("y")) == .copy(sequence: 48, withFacts: false))
    }

    @Test("plain text is what was in sight, without anything that a terminal would obey")
    func plain() {
        var scene = Scene.network()
        _ = scene.screen()
        let lines = scene.model.plainLines(unicode: false)
        #expect(lines.count == 10)
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { 0x20...0x7E ~= $0 } })
    }
}
