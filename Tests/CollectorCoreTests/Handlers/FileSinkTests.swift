// FileSinkTests.swift: plain, watched and rotating files, and their content in the end.
import Foundation
import Testing

@testable import CollectorCore

@Suite("A file")
struct FileSinkTests {
    private let directory = TemporaryDirectory()

    private func file(
        _ mode: FileMode = .append, isSigned: Bool = false, isDelayed: Bool = false, isWatched: Bool = false
    ) throws(Errno) -> LogFile {
        try LogFile(
            path: directory.path("x"), mode: mode, isSigned: isSigned, isDelayed: isDelayed, isWatched: isWatched)
    }

    private static let modes: [(FileMode, String)] = [
        (.append, "old text\nnew\n"), (.truncate, "new\n"), (.overwrite, "new\ntext\n"),
    ]

    @Test("is opened as its mode says", arguments: modes)
    func opening(mode: FileMode, expected: String) throws {
        try directory.write("old text\n", to: "x")
        var sink = FileSink(try file(mode))
        try deliver(["new\n"], to: &sink)
        #expect(directory.text("x") == expected)
    }

    @Test("is neither emptied nor left behind as long as it is not certain that it is used", arguments: [false, true])
    func refused(isUsed: Bool) throws {
        try directory.write("old\n", to: "x")
        func open() throws {
            var old = FileSink(try file(.truncate))
            var new = FileSink(try LogFile(path: directory.path("y"), mode: .exclusive))
            guard isUsed else { return }
            old.begin()
            new.begin()
        }
        try open()
        #expect(directory.text("x") == (isUsed ? "" : "old\n"))
        #expect(FileManager.default.fileExists(atPath: directory.path("y")) == isUsed)
    }

    private static let endings: [(before: String, terminator: String, after: String)] = [
        ("whole\n", "\n", "whole\na\nb\n"), ("torn", "\n", "torn\na\nb\n"), ("", "\n", "a\nb\n"),
        ("torn", ";", "torna;b;"),
    ]

    @Test("gets a newline before the first record if a killed process has left a line without one", arguments: endings)
    func tornLine(before: String, terminator: String, after: String) throws {
        try directory.write(before, to: "x")
        let arguments = FileArguments(
            filename: directory.path("x"), mode: .append, encoding: .utf8, errors: .strict, delay: false,
            terminator: terminator)
        var sink = FileSink(try FilePlan(arguments, .never, permissions: nil).open())
        try deliver(["a" + terminator], to: &sink)
        try deliver(["b" + terminator], to: &sink)
        #expect(directory.text("x") == after)
    }

    private static let paths = [
        ("/a/b", "/a/b"), ("/a//b/./c", "/a/b/c"), ("/a/../b", "/b"), ("/../..", "/"),
        ("/é/\u{65}\u{301}", "/é/\u{65}\u{301}"),
    ]

    @Test("is known by one path, however that is written", arguments: paths)
    func absolutePath(path: String, expected: String) throws {
        #expect(try Files.absolutePath(path).utf8.elementsEqual(expected.utf8))
        let here = FileManager.default.currentDirectoryPath
        #expect(try Files.absolutePath("./x/../y") == here + "/y")
    }

    @Test("must not exist for mode x, and must exist for r+")
    func conditions() throws {
        #expect(throws: Errno.missing) { _ = try file(.overwrite) }
        var sink = FileSink(try file(.exclusive))
        try deliver(["a\n"], to: &sink)
        #expect(directory.text("x") == "a\n")
        #expect(throws: Errno.exists) { _ = try file(.exclusive) }
    }

    @Test("is missing until the first record if it is delayed, and its old content stays until then")
    func delay() throws {
        try directory.write("old", to: "x")
        var sink = FileSink(try file(.truncate, isDelayed: true))
        #expect(directory.text("x") == "old")
        try deliver(["a\n"], to: &sink)
        try deliver(["b\n"], to: &sink)
        #expect(directory.text("x") == "a\nb\n")
    }

    @Test("that is delayed keeps its records while it cannot be opened")
    func delayedFailure() throws {
        let path = directory.path("later/x")
        var sink = FileSink(try LogFile(path: path, mode: .append, isDelayed: true))
        let refusal = SinkError.failed("cannot open \(path): no such file or directory")
        #expect(SinkError(delivering: ["a\n"], to: &sink) == refusal)
        try FileManager.default.createDirectory(atPath: directory.path("later"), withIntermediateDirectories: true)
        try deliver(["a\n"], to: &sink)
        #expect(directory.text("later/x") == "a\n")
    }

    @Test(
        "is readable by its owner and group alone, unless another mode is asked for",
        arguments: [nil, 0o600, 0o644] as [UInt32?])
    func permissions(asked: UInt32?) throws {
        _ = try LogFile(path: directory.path("x"), mode: .append, permissions: asked)
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.path("x"))
        let mode = try #require(attributes[.posixPermissions] as? Int)
        // The umask can only be read by setting it; it is restored at once.
        let mask = umask(0o022)
        umask(mask)
        #expect(mode == Int((asked ?? 0o640) & ~mask))
    }

    @Test("of two handlers has one mode")
    func jointPermissions() throws {
        func plan(_ permissions: UInt32?) throws -> FilePlan {
            try FilePlan(HandlerArgumentTests.file, .never, permissions: permissions)
        }
        for (first, second, joint) in [(nil, 0o600, 0o600), (0o644, nil, 0o644), (nil, nil, nil)]
            as [(UInt32?, UInt32?, UInt32?)]
        {
            var both = try plan(first)
            #expect(both.join(try plan(second)) == nil)
            #expect(both.permissions == joint)
        }
        var first = try plan(0o644)
        #expect(first.join(try plan(0o600)) == .permissions)
    }

    @Test("begins with a byte order mark if it is empty", arguments: [FileMode.append, .truncate, .overwrite])
    func signature(mode: FileMode) throws {
        try directory.write("", to: "x")
        var sink = FileSink(try file(mode, isSigned: true))
        #expect(directory.bytes("x") == [])
        try deliver(["a\n", "b\n"], to: &sink)
        #expect(directory.text("x") == "\u{FEFF}a\nb\n")
        var again = FileSink(try file(isSigned: true))
        try deliver(["c\n"], to: &again)
        #expect(directory.text("x") == "\u{FEFF}a\nb\nc\n")
    }

    @Test("without room keeps its records and says so")
    func noRoom() throws {
        var sink = FileSink(try LogFile(path: "/dev/full", mode: .append))
        let refusal = SinkError.failed("cannot write to /dev/full: no space left on device")
        #expect(SinkError(delivering: ["a\n"], to: &sink) == refusal)
    }

    @Test("that somebody renames is written to under its new name, unless it is watched")
    func renamed() throws {
        var sink = FileSink(try file())
        try deliver(["a\n"], to: &sink)
        try directory.move("x", to: "y")
        try deliver(["b\n"], to: &sink)
        #expect(directory.texts == ["y": "a\nb\n"])
    }

    @Test("that is watched is begun anew when it is moved, replaced or removed")
    func watched() throws {
        var sink = FileSink(try file(isWatched: true))
        try deliver(["a\n"], to: &sink)
        try directory.move("x", to: "y")
        try deliver(["b\n"], to: &sink)
        #expect(directory.texts == ["y": "a\n", "x": "b\n"])
        try directory.move("x", to: "z")
        try directory.write("c\n", to: "x")
        try deliver(["d\n"], to: &sink)
        #expect(directory.texts == ["y": "a\n", "z": "b\n", "x": "c\nd\n"])
        try FileManager.default.removeItem(atPath: directory.path("x"))
        try deliver(["e\n"], to: &sink)
        #expect(directory.text("x") == "e\n")
    }

    @Test("that is watched, and moved when it takes no more, gets the record that was cut whole under its name")
    func watchedFullDisk() throws {
        // A pipe takes the first part of a record, and nothing when its reader has left, as a full disk does.
        #expect(unsafe mkfifo(directory.path("x"), 0o600) == 0)
        let path = directory.path("x")
        Foundation.Thread.detachNewThread {
            let descriptor = unsafe open(path, O_RDONLY)
            var room = [UInt8](repeating: 0, count: 4_096)
            var left = 100_000
            while left > 0, case let count = unsafe read(descriptor, &room, 4_096), count > 0 { left -= count }
            close(descriptor)
        }
        ignoreFailedWrites()
        var sink = FileSink(try file(isSigned: true, isWatched: true))
        let long = String(repeating: "a", count: 1 << 20) + "\n"
        let refusal = SinkError.failed("cannot write to \(path): broken pipe")
        var writer = SlowDelivery([long, "b\n"])
        #expect(writer.error(to: &sink) == refusal)
        #expect(writer.delivered > 0 && writer.delivered < long.utf8.count)
        // Nothing is at the path: the record stays where it was begun.
        #expect(writer.error(to: &sink) == refusal)
        try directory.move("x", to: "y")
        #expect(writer.error(to: &sink) == nil)
        #expect(directory.text("x") == "\u{FEFF}" + long + "b\n")
    }

    @Test("that is watched keeps the first record of a delayed file with mode w")
    func watchedDelayed() throws {
        var sink = FileSink(try file(.truncate, isDelayed: true, isWatched: true))
        try deliver(["a\n"], to: &sink)
        try deliver(["b\n"], to: &sink)
        #expect(directory.text("x") == "a\nb\n")
    }

    @Test("that is watched takes mode x as it is once, and loses nothing when its directory is gone")
    func watchedDirectory() throws {
        try FileManager.default.createDirectory(atPath: directory.path("d"), withIntermediateDirectories: true)
        var sink = FileSink(try LogFile(path: directory.path("d/x"), mode: .exclusive, isWatched: true))
        try deliver(["a\n"], to: &sink)
        try directory.move("d", to: "e")
        #expect(SinkError(delivering: ["b\n"], to: &sink) != nil)
        try directory.move("e", to: "d")
        try deliver(["b\n"], to: &sink)
        #expect(directory.text("d/x") == "a\nb\n")
    }

    @Test("is reopened on request if it was moved, at once, and what it finds there is kept", arguments: modes)
    func reopened(mode: FileMode, _: String) throws {
        try directory.write("", to: "x")
        var sink = FileSink(try file(mode))
        try deliver(["a\n"], to: &sink)
        try directory.move("x", to: "y")
        sink.reopen()
        #expect(directory.texts == ["y": "a\n", "x": ""])
        try deliver(["b\n"], to: &sink)
        try directory.move("x", to: "z")
        try directory.write("c\n", to: "x")
        sink.reopen()
        try deliver(["d\n"], to: &sink)
        #expect(directory.texts == ["y": "a\n", "z": "b\n", "x": "c\nd\n"])
    }

    @Test("that was not moved stays as it is when it is reopened, with mode w too, and a delayed one is not made")
    func notMoved() throws {
        var sink = FileSink(try file(.truncate))
        try deliver(["a\n"], to: &sink)
        sink.reopen()
        try deliver(["b\n"], to: &sink)
        #expect(directory.text("x") == "a\nb\n")
        var delayed = FileSink(try LogFile(path: directory.path("d"), mode: .append, isDelayed: true))
        delayed.reopen()
        #expect(directory.names == ["x"])
        try deliver(["c\n"], to: &delayed)
        #expect(directory.text("d") == "c\n")
    }

    @Test("is reopened behind the record that was begun, which is whole in the next one if this one takes no more")
    func reopenedInsideRecord() throws {
        // A pipe takes the first part of a record, and nothing when its reader has left, as a full disk does.
        let path = directory.path("x")
        #expect(unsafe mkfifo(path, 0o600) == 0)
        Foundation.Thread.detachNewThread {
            let descriptor = unsafe open(path, O_RDONLY)
            var room = [UInt8](repeating: 0, count: 4_096)
            var left = 100_000
            while left > 0, case let count = unsafe read(descriptor, &room, 4_096), count > 0 { left -= count }
            close(descriptor)
        }
        ignoreFailedWrites()
        var sink = FileSink(try file())
        let long = String(repeating: "a", count: 1 << 20) + "\n"
        var writer = SlowDelivery([long, "b\n"])
        #expect(writer.error(to: &sink) != nil)
        #expect(writer.delivered > 0 && writer.delivered < long.utf8.count)
        try directory.move("x", to: "y")
        // Nobody has asked for it: it goes on in the file that it has open.
        #expect(writer.error(to: &sink) != nil)
        sink.reopen()
        #expect(directory.text("x") == nil, "the record is not complete")
        #expect(writer.error(to: &sink) == nil)
        #expect(directory.text("x") == long + "b\n")
    }

    @Test("that rotates is reopened on request as well, and the new one fills from its start")
    func reopenedRotating() throws {
        var sink = RotatingFileSink(
            try file(), .init(maxBytes: 9, backupCount: 2), isUTF8: true, terminatorCount: 1)
        try deliver(["123456\n"], to: &sink)
        try directory.move("x", to: "y")
        sink.reopen()
        try deliver(["abcdef\n"], to: &sink)
        #expect(directory.texts == ["y": "123456\n", "x": "abcdef\n"])
        try deliver(["g\n"], to: &sink)
        #expect(directory.texts == ["y": "123456\n", "x.1": "abcdef\n", "x": "g\n"])
    }
}
