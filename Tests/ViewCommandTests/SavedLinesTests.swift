// SavedLinesTests.swift: what is saved to a file, and what remains of a save that is cancelled.
import CollectorCore
import Foundation
import TestSupport
import Testing

@testable import LiveView
@testable import pysyslog_tui

@Suite("Saved lines")
struct SavedLinesTests {
    /// Some of `lines`, all of one peer.
    private static func selection(_ lines: [String], _ choice: Selection.Choice) -> Selection {
        let feed = LiveFeed(capacity: 2 << 20)
        feed.attach()
        let peer = FeedSource(address: "10.0.2.17", port: 1)
        for line in lines { feed.append(line: line.utf8.span, peer: peer, at: .now) }
        return Selection(window: feed.window(), choice: choice, context: FilterContext(now: .now))
    }

    @Test("a save never writes over a file, and says what is wrong and what to try")
    func troubles() throws {
        let lines = Array(repeating: "a line", count: 48) + [String(repeating: "a", count: 10_000)]
        let folder = NSTemporaryDirectory() + "pysyslog-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let all = Self.selection(lines, .matching(filter: "", floor: 0, ceiling: .max))
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

    @Test("a save with time and peer has them in front of the bytes that were received")
    func facts() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "lines").path
        var selection = Self.selection(["one \u{1B}[31m", "two"], .matching(filter: "", floor: 0, ceiling: .max))
        selection.offset = -5_400
        #expect(SavedLines.write(selection, to: path) == "saved 2 lines to \(path)")
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2)
        for (line, end) in zip(lines, ["one \u{1B}[31m", "two"]) {
            let pattern = /[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\.[0-9]{3} -01:30 10\.0\.2\.17 (.*)/
            #expect(line.wholeMatch(of: pattern)?.1 == Substring(end), "\(line)")
        }
    }

    @Test("a save that is given up, or finds what another one left, leaves nothing and removes nothing of others")
    func givenUp() throws {
        let lines = Array(repeating: String(repeating: "a", count: 8_000), count: 100)
        let all = Selection.Choice.matching(filter: "", floor: 0, ceiling: .max)
        let folder = NSTemporaryDirectory() + "pysyslog-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
        for choice in [all, .peer(PeerKey("10.0.2.17")), .numbers(Array(1...20))] {
            var asked = 0
            let word = SavedLines.write(Self.selection(lines, choice), to: folder + "/new") {
                asked += 1
                return asked > 3
            }
            #expect(word == "gave up saving to \(folder)/new, and nothing of it was kept: the collector ended first")
            #expect(asked < 6)
            #expect(try files() == [])
        }
        var seen: [[String]] = []
        _ = SavedLines.write(Self.selection(lines, all), to: folder + "/new") {
            if seen.isEmpty { seen.append((try? files()) ?? []) }
            return false
        }
        #expect(seen == [["new", "new.part"]])
        #expect(try files() == ["new"])
        try FileManager.default.moveItem(atPath: folder + "/new", toPath: folder + "/new.part")
        let word = SavedLines.write(Self.selection(lines, all), to: folder + "/new")
        #expect(word.contains("exists already") && word.hasSuffix("/new.part is of a save that did not end"))
        #expect(try files() == ["new.part"])
    }

    @Test(
        "saves that outlast the screen are waited for, then given up, and told of at the end", .limited)
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
        let text = ClosingSummary(CollectorSnapshot(startedAt: .now), ["saved \u{1B}[31m"], at: .now).text
        #expect(text.hasSuffix("\r\n  saved ^[[31m\r\n"))
    }
}
