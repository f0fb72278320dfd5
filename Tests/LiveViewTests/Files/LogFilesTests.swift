// LogFilesTests.swift: the lines of files: all of them, in order, while files grow, are rotated, cut and removed.
import CollectorCore
import Foundation
import TestSupport
import Testing

@testable import LiveView

@Suite("Files that are open", .limited)
struct LogFilesTests {
    @Test("every line is there once, and belongs to its sender")
    func wholeFile() throws {
        var random = SeededGenerator(for: "whole file")
        var wanted: [(peer: String, text: String)] = []
        var text = ""
        while text.utf8.count < 1_500_000 {
            let peer = random.chance(20) ? "app.log" : "10.0.0.\(random.number(1...40))"
            let message =
                "<\(random.number(0...191))>line \(wanted.count) "
                + String(repeating: "x", count: random.number(1...200))
            wanted.append((peer, message))
            text += peer == "app.log" ? message : "INFO:\(peer):\(message)"
            text += "\n"
        }
        let files = try FilesUnderTest(text)
        // The newest lines are known at once.
        files.step()
        #expect(files.window.end > files.window.dense)
        let newest = files.window.line(at: files.window.count - 1)
        #expect(String(decoding: newest.bytes, as: UTF8.self) == wanted.last?.text)
        try files.readAll()
        let lines = files.lines
        #expect(lines.count == wanted.count)
        #expect(
            zip(lines, wanted).allSatisfy {
                String(decoding: $0.bytes, as: UTF8.self) == $1.text && $0.entry.source.address == $1.peer
            })
        #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.entry.sequence + 1 == $1.entry.sequence })
        let snapshot = files.archive.snapshot()
        #expect(snapshot.received == wanted.count)
        #expect(snapshot.bytes == wanted.reduce(0) { $0 + $1.text.utf8.count })
        for peer in snapshot.peers { #expect(peer.lines == wanted.count { $0.peer == peer.address }) }
        // Backwards they are the same.
        var backwards: [UInt64] = []
        files.window.scan(from: files.window.count - 1, backward: true) { entry, _ in
            backwards.append(entry.sequence)
            return true
        }
        #expect(backwards.reversed() == lines.map(\.entry.sequence))
    }

    @Test("files stand one after the other, the one that was changed last at the end")
    func several() throws {
        let files = try FilesUnderTest([("b.log", Array("1\n2\n".utf8)), ("a.log", Array("3\n4".utf8))])
        try files.readAll()
        #expect(files.texts == ["1", "2", "3", "4"])
        #expect(files.lines.map(\.entry.source.address) == ["b.log", "b.log", "a.log", "a.log"])
    }

    @Test("what a file gets is shown, and a line without an end once its writer has paused")
    func growth() throws {
        let files = try FilesUnderTest("one\n")
        try files.readAll()
        try files.append("two\nthr")
        try eventually("two: \(files.texts)") {
            files.step()
            return files.texts == ["one", "two"]
        }
        try files.append("ee\n")
        try eventually("three: \(files.texts)") {
            files.step()
            return files.texts == ["one", "two", "three"]
        }
        try files.append("four")
        try eventually("four: \(files.texts)") {
            files.step()
            return files.texts == ["one", "two", "three", "four"]
        }
        #expect(files.lines.last?.entry.end == nil)
        try files.append("teen\n")
        try eventually("the rest: \(files.texts)") {
            files.step()
            return files.texts == ["one", "two", "three", "four", "teen"]
        }
        #expect(files.archive.snapshot().received == 5)
    }

    @Test("after a rotation the old file is read to its end, and then the new one")
    func rotation() throws {
        let files = try FilesUnderTest("one\n")
        try files.readAll()
        try FileManager.default.moveItem(atPath: files.path(), toPath: files.path("app.log.1"))
        try eventually("it is gone: \(files.notes)") {
            files.step()
            return files.notes.contains { $0.contains("no file of this name any more") }
        }
        try files.append("two\n", to: "app.log.1")
        try Data("three\n".utf8).write(to: URL(filePath: files.path()))
        try eventually("all lines: \(files.texts)") {
            files.step()
            return Set(files.texts) == ["one", "two", "three"]
        }
        #expect(files.texts.first == "one")
        #expect(files.notes.contains("app.log was replaced by a new file: going on there"))
        #expect(files.archive.facts.files.map(\.trouble) == [nil])
    }

    @Test("a file that was truncated is read anew, and its old lines are counted as gone")
    func truncation() throws {
        let files = try FilesUnderTest("one\ntwo\nthree\n")
        try files.readAll()
        let old = files.window
        let end = old.end
        let file = try FileHandle(forWritingTo: URL(filePath: files.path()))
        try file.truncate(atOffset: 4)
        // A window from before shows that the lines are gone, as many as there were.
        #expect(
            (0..<old.count).map { String(decoding: old.line(at: $0).bytes, as: UTF8.self) } == [
                "one", "(no longer in the file)", "(no longer in the file)",
            ])
        try eventually("read anew: \(files.texts)") {
            files.step()
            return files.texts == ["one"]
        }
        #expect(files.window.evicted == 3)
        #expect(files.window.dense > end)
        #expect(files.notes.contains { $0.contains("was truncated") })
    }

    @Test("a file that is removed keeps its lines")
    func removal() throws {
        let files = try FilesUnderTest("one\n")
        try files.readAll()
        try FileManager.default.removeItem(atPath: files.path())
        try eventually("it is gone") {
            files.step()
            return !files.notes.isEmpty
        }
        #expect(files.texts == ["one"])
        #expect(files.notes == ["app.log: there is no file of this name any more; its lines stay"])
    }

    @Test(
        "a line of any length is one line, and cut",
        arguments: [250_000, 262_143, 262_144, 262_145, 600_000, 2_000_000])
    func longLines(_ length: Int) throws {
        let line = [UInt8](repeating: 120, count: length)
        let files = try FilesUnderTest([("app.log", Array("a\n".utf8) + line + Array("\nb\n".utf8) + line + [10])])
        try files.readAll()
        #expect(files.window.count == 4)
        #expect(files.lines.map(\.entry.length) == [1, min(length, 262_144), 1, min(length, 262_144)])
        #expect(files.lines[1].entry.end == (length > 262_144 ? nil : .lineFeed))
        try files.append(String(repeating: "y", count: length) + "\nc\n")
        try eventually("the lines that came") {
            files.step()
            return files.window.count == 6
        }
        #expect(files.texts[5] == "c")
        #expect(files.lines[4].entry.length == min(length, 262_144))
    }

    @Test("of a pipe the newest lines are kept, and the others are counted")
    func pipe() throws {
        let path = RunFolder.newPath("pipe")
        #expect(unsafe mkfifo(path, 0o600) == 0)
        let descriptor = unsafe open(path, O_RDWR)
        let files = try FilesUnderTest([("app.log", Array("before\n".utf8))], pipe: (path, 200_000))
        let text = Array(repeating: UInt8(ascii: "x"), count: 99) + [10]
        for sent in 1...20 {
            for _ in 0..<400 { #expect(unsafe write(descriptor, text, text.count) == text.count) }
            try eventually("\(sent): \(files.window.count) of \(files.archive.snapshot().received)") {
                files.step()
                return files.archive.snapshot().received == sent * 400 + 1
            }
        }
        close(descriptor)
        try eventually("old lines leave") {
            files.step()
            return files.window.count < 4_700
        }
        #expect(files.window.count >= 2_000)
        #expect(files.window.evicted + files.window.count == 8_001)
        #expect(files.texts.allSatisfy { $0.utf8.count == 99 })
    }

    @Test("what has no lines shows none")
    func nothing() throws {
        let files = try FilesUnderTest("")
        try files.readAll()
        #expect(files.window.count == 0)
        #expect(files.archive.snapshot().received == 0)
    }

    @Test("folders, devices and files that are missing are refused with the reason")
    func refused() throws {
        let folder = try TemporaryFolder()
        let opener = LogOpener(folder: folder.url.path) {}
        for (path, reason) in [
            (folder.url.path, "it is a folder; name files in it"), ("/dev/zero", "it is a device, not a file"),
            (folder.url.path + "/none", "no such file or directory"),
        ] {
            #expect(throws: LogFileProblem("cannot open \(path): \(reason)")) { try opener.open(path) }
        }
    }

    @Test("a replay shows each line when its time comes")
    func replay() throws {
        let text = """
            2026-08-29 14:00:00 +00:00 10.0.0.1 one
            continued
            2026-08-29 14:00:20 +00:00 10.0.0.1 two
            2026-08-29 14:00:40 +00:00 10.0.0.1 three

            """
        let files = try FilesUnderTest(text, speed: 20)
        files.step()
        #expect(files.texts == ["one", "continued"])
        let began = ContinuousClock.now
        try eventually("two: \(files.texts)") {
            files.step()
            return files.texts.count > 2
        }
        #expect(files.texts == ["one", "continued", "two"])
        try eventually("three: \(files.texts)") {
            files.step()
            return files.texts.count > 3
        }
        // Twenty seconds take one.
        #expect(ContinuousClock.now - began > .seconds(1.9))
        try files.append("2026-08-29 15:00:00 +00:00 10.0.0.1 four\n")
        try eventually("four: \(files.texts)") {
            files.step()
            return files.texts.last == "four"
        }
        #expect(files.archive.snapshot().received == 5)
    }
}
