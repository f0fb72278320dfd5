// ExportTests.swift: what leaves the view is what was seen.
import CollectorCore
import Foundation
import Testing

@testable import pysyslog_tui

#if !SANITIZE_THREAD
    import Synchronization
#endif

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
            return scene.model.handle(.enter)
        }
        #expect(effect(0) == .save(path: "f", .matching))
        #expect(effect(1) == .save(path: "f", .screen))
        #expect(effect(2) == .save(path: "f", .peer("10.0.2.17")))
        #expect(effect(3) == .save(path: "f", .matching))
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
        // Up is the name used last, and no filter.
        scene.type("s")
        scene.type(.tab, .up)
        #expect(scene.model.state.prompt?.text == "f" && scene.model.state.prompt?.scopes.first == .screen)
    }

    @Test("a save never writes over a file, and says what is wrong and what to try")
    func troubles() throws {
        var scene = Scene.network()
        _ = scene.screen()
        scene.receive(Array(repeating: 0x61, count: 10_000), from: "10.0.2.17")
        _ = scene.screen()
        let folder = NSTemporaryDirectory() + "pysyslog-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let all = scene.model.selection(.matching)
        #expect(
            SavedLines.write(all, to: folder + "/new")
                == "saved 49 lines to \(folder)/new; 1 cut at 8,192 bytes, of which the view holds no more")
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/new")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let before = try Data(contentsOf: URL(filePath: folder + "/new"))
        #expect(before.split(separator: 10).count == 49)
        #expect(SavedLines.write(all, to: folder + "/new").hasSuffix("it exists already; name a new file"))
        #expect(try Data(contentsOf: URL(filePath: folder + "/new")) == before)
        #expect(SavedLines.write(all, to: folder).hasSuffix("it exists already; name a new file"))
        #expect(SavedLines.write(all, to: folder + "/no/file").contains("there is no such folder; make it first"))
        #expect(SavedLines.write(all, to: "/dev/null/file").hasSuffix("not a directory"))
    }

    @Test("a save that is given up, or finds what another one left, leaves nothing and removes nothing of others")
    func givenUp() throws {
        var scene = Scene.network()
        for _ in 0..<100 { scene.receive(Array(repeating: 0x61, count: 8_000), from: "10.0.2.17") }
        _ = scene.screen()
        let folder = NSTemporaryDirectory() + "pysyslog-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
        for scope in [SaveScope.matching, .peer("10.0.2.17"), .screen] {
            var asked = 0
            let word = SavedLines.write(scene.model.selection(scope), to: folder + "/new") {
                asked += 1
                return asked > 3
            }
            #expect(word == "gave up saving to \(folder)/new, and nothing of it was kept: the collector ended first")
            #expect(asked < 6)
            #expect(try files() == [])
        }
        var seen: [[String]] = []
        _ = SavedLines.write(scene.model.selection(.matching), to: folder + "/new") {
            if seen.isEmpty { seen.append((try? files()) ?? []) }
            return false
        }
        #expect(seen == [["new", "new.part"]])
        #expect(try files() == ["new"])
        try FileManager.default.moveItem(atPath: folder + "/new", toPath: folder + "/new.part")
        let word = SavedLines.write(scene.model.selection(.matching), to: folder + "/new")
        #expect(word.contains("exists already") && word.hasSuffix("/new.part is of a save that did not end"))
        #expect(try files() == ["new.part"])
    }

    @Test("saves that outlast the screen are waited for, then given up, and told of at the end")
    func endings() throws {
        let saves = try Saves()
        let reported = Mutex<[String]>([])
        let seen = try Waker()
        try saves.begin("early") { word in
            reported.withLock { $0.append(word) }
            seen.wake()
        } work: { _ in
            "saved early"
        }
        seen.sleep()
        let gate = try Waker()
        try saves.begin("quick") { word in
            reported.withLock { $0.append(word) }
        } work: { _ in
            gate.sleep()
            return "saved quick"
        }
        try saves.begin("slow") { word in
            reported.withLock { $0.append(word) }
        } work: { isGivenUp in
            while !isGivenUp() { usleep(1_000) }
            return "gave up slow"
        }
        let held = try Waker()
        try saves.begin("stuck") { word in
            reported.withLock { $0.append(word) }
        } work: { _ in
            held.sleep()
            return ""
        }
        saves.leave()
        gate.wake()
        let words = saves.finish(until: .now.advanced(bySeconds: 0.2))
        #expect(
            words == [
                "saved quick", "gave up slow", "saving to stuck did not end; what there is of it stands in stuck.part",
            ])
        #expect(reported.withLock { $0 } == ["saved early"])
        held.wake()
        let text = ClosingSummary(Scene.network().snapshot, ["saved \u{1B}[31m"], at: .now).text
        #expect(text.hasSuffix("\r\n  saved ^[[31m\r\n"))
    }

    @Test("a copy is escaped, and names its sender where that is asked for")
    func copy() {
        var scene = Scene.network()
        _ = scene.screen()
        #expect(scene.model.copyText(of: 5, withFacts: false) == "raw line with ^[[31m shown, never obeyed^G")
        let facts = scene.model.copyText(of: 1, withFacts: true, offset: 7_200) ?? ""
        #expect(facts.hasPrefix("2026-08-29 14:03:17 +02:00 10.0.2.17 [tls 1.3 TLS_AES_256_GCM_SHA384] <30>Aug 29"))
        #expect(scene.model.copyText(of: 999, withFacts: false) == nil)
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
