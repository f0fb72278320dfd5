// RotatingFileSinkTests.swift: files rolled over by size or time, with records and a clock that the test sets.
import Foundation
import Testing

@testable import CollectorCore

@Suite("A file that rotates by size")
struct RotatingFileSinkTests {
    private let directory = TemporaryDirectory()
    private let clock = TestClock(seconds: 1_700_000_000)

    private func sink(
        maxBytes: Int, backupCount: Int = 2, isSigned: Bool = false, isUTF8: Bool = true, terminatorCount: Int = 1
    ) throws(Errno) -> RotatingFileSink {
        let file = try LogFile(path: directory.path("x"), mode: .append, isSigned: isSigned)
        let clock = clock
        return RotatingFileSink(
            file, .init(maxBytes: maxBytes, backupCount: backupCount), isUTF8: isUTF8,
            terminatorCount: terminatorCount, clock: { clock.now })
    }

    @Test("ends before a record would make it as long as the limit")
    func size() throws {
        var sink = try sink(maxBytes: 6)
        try deliver(["a\n", "b\n", "c\n", "d\n", "e\n", "f\n", "g\n"], to: &sink)
        #expect(directory.texts == ["x": "g\n", "x.1": "e\nf\n", "x.2": "c\nd\n"])
    }

    @Test("goes on from what is there, and asks before each record, not each write")
    func goesOn() throws {
        try directory.write("old\n", to: "x")
        var sink = try sink(maxBytes: 9)
        try deliver(["ab\n"], to: &sink)
        try deliver(["c\n", "d\n"], to: &sink)
        #expect(directory.texts == ["x": "c\nd\n", "x.1": "old\nab\n"])
    }

    @Test("counts bytes in the file and characters in the record")
    func characters() throws {
        var sink = try sink(maxBytes: 6)
        try deliver(["éé\n", "a\n"], to: &sink)
        // 0 + 3 characters < 6, then 5 bytes + 2 characters >= 6.
        #expect(directory.texts == ["x": "a\n", "x.1": "éé\n"])
        var bytes = try self.sink(maxBytes: 6, isUTF8: false)
        try deliver(["éé\n"], to: &bytes)
        #expect(directory.text("x") == "éé\n")
    }

    @Test("counts a newline whatever the terminator is")
    func terminator() throws {
        var sink = try sink(maxBytes: 4, terminatorCount: 0)
        try deliver(["ab", "c", "d"], to: &sink)
        // 2 bytes + 1 character + a newline >= 4.
        #expect(directory.texts == ["x": "cd", "x.1": "ab"])
    }

    @Test("ends empty before a record that is too long, as in 3.11")
    func longRecord() throws {
        var sink = try sink(maxBytes: 4)
        try deliver(["long enough\n", "b\n"], to: &sink)
        #expect(directory.texts == ["x": "b\n", "x.1": "long enough\n", "x.2": ""])
    }

    @Test("leaves backups beyond the limit alone, and gaps where they are")
    func backups() throws {
        for (name, text) in [("x", "0123"), ("x.2", "two"), ("x.3", "three"), ("x.7", "seven")] {
            try directory.write(text, to: name)
        }
        var sink = try sink(maxBytes: 5, backupCount: 3)
        try deliver(["a\n"], to: &sink)
        #expect(directory.texts == ["x": "a\n", "x.1": "0123", "x.3": "two", "x.7": "seven"])
    }

    @Test("has a byte order mark in each file, which counts")
    func signature() throws {
        var sink = try sink(maxBytes: 8, isSigned: true)
        try deliver(["ab\n", "cd\n"], to: &sink)
        #expect(directory.texts == ["x": "\u{FEFF}cd\n", "x.1": "\u{FEFF}ab\n"])
    }

    @Test("is never a device")
    func device() throws {
        let clock = clock
        var sink = RotatingFileSink(
            try LogFile(path: "/dev/null", mode: .append), .init(maxBytes: 1, backupCount: 1), isUTF8: true,
            terminatorCount: 1, clock: { clock.now })
        try deliver(["a\n", "b\n"], to: &sink)
        #expect(!FileManager.default.fileExists(atPath: "/dev/null.1"))
    }

    @Test("grows on while it cannot be renamed, says so once a minute, and shifts its backups once")
    func failure() throws {
        // A directory of that name cannot be replaced by a file.
        try FileManager.default.createDirectory(atPath: directory.path("x.1/y"), withIntermediateDirectories: true)
        try directory.write("two", to: "x.2")
        var sink = try sink(maxBytes: 4, backupCount: 1)
        try deliver(["a\n"], to: &sink)
        #expect(SinkError(delivering: ["b\n"], to: &sink) != nil)
        try deliver(["b\n", "c\n"], to: &sink)
        clock.advance(seconds: 60)
        #expect(SinkError(delivering: ["d\n"], to: &sink) != nil)
        try deliver(["d\n"], to: &sink)
        #expect(directory.text("x") == "a\nb\nc\nd\n")
        try FileManager.default.removeItem(atPath: directory.path("x.1"))
        clock.advance(seconds: 60)
        try deliver(["e\n"], to: &sink)
        #expect(directory.texts == ["x": "e\n", "x.1": "a\nb\nc\nd\n", "x.2": "two"])
    }

    @Test("begins again when somebody removed it")
    func removed() throws {
        var sink = try sink(maxBytes: 5)
        try deliver(["a\n"], to: &sink)
        try directory.write("kept", to: "x.1")
        try FileManager.default.removeItem(atPath: directory.path("x"))
        try deliver(["bcd\n"], to: &sink)
        #expect(directory.texts == ["x": "bcd\n", "x.2": "kept"])
    }
}

@Suite("A file that rotates by time")
struct TimedRotatingFileSinkTests {
    private let directory = TemporaryDirectory()
    /// 2023-11-14 22:13:20 UTC.
    private let clock = TestClock(seconds: 1_700_000_000)

    private func sink(
        _ when: RotationTime = .hours, backupCount: Int = 0, suffix: String? = nil
    ) throws(Errno) -> TimedRotatingFileSink {
        let clock = clock
        return TimedRotatingFileSink(
            try LogFile(path: directory.path("x"), mode: .append, isDelayed: true),
            RolloverScheduleTests.schedule(when, suffix: suffix), backupCount: backupCount, clock: { clock.now })
    }

    @Test("ends with the first record after its time")
    func time() throws {
        var sink = try sink()
        try deliver(["a\n"], to: &sink)
        clock.advance(seconds: 3_599)
        try deliver(["b\n"], to: &sink)
        clock.advance(seconds: 1)
        #expect(directory.names == ["x"])
        try deliver(["c\n"], to: &sink)
        #expect(directory.texts == ["x": "c\n", "x.2023-11-14_22": "a\nb\n"])
    }

    @Test("that is old ends with the first record")
    func stale() throws {
        try directory.write("old\n", to: "x", modified: clock.now.seconds - 7_200)
        var sink = try sink()
        try deliver(["a\n"], to: &sink)
        #expect(directory.texts == ["x": "a\n", "x.2023-11-14_20": "old\n"])
    }

    @Test("keeps what has the name already, and takes one with a number")
    func nameTaken() throws {
        try directory.write("first\n", to: "x.2023-11-14_22")
        try directory.write("second\n", to: "x.2023-11-14_22.1")
        var sink = try sink()
        try deliver(["a\n"], to: &sink)
        clock.advance(seconds: 3_600)
        try deliver(["b\n"], to: &sink)
        #expect(directory.text("x.2023-11-14_22") == "first\n")
        #expect(directory.text("x.2023-11-14_22.2") == "a\n")
    }

    @Test("keeps only so many of its backups, and all others")
    func expired() throws {
        for hour in ["20", "21"] { try directory.write(hour, to: "x.2023-11-14_\(hour)") }
        try directory.write("", to: "x.err.2023-11-14_01")
        var sink = try sink(backupCount: 2)
        try deliver(["a\n"], to: &sink)
        clock.advance(seconds: 3_600)
        try deliver(["b\n"], to: &sink)
        #expect(directory.names == ["x", "x.2023-11-14_21", "x.2023-11-14_22", "x.err.2023-11-14_01"])
    }

    @Test("grows on while it cannot be renamed")
    func failure() throws {
        // A name of more than 255 bytes.
        var sink = try sink(suffix: String(repeating: "n", count: 300))
        try deliver(["a\n"], to: &sink)
        clock.advance(seconds: 3_600)
        #expect(SinkError(delivering: ["b\n"], to: &sink) != nil)
        try deliver(["b\n"], to: &sink)
        #expect(directory.texts == ["x": "a\nb\n"])
    }

    @Test("is begun anew when somebody took it away")
    func removed() throws {
        var sink = try sink()
        try deliver(["a\n"], to: &sink)
        try directory.move("x", to: "taken")
        clock.advance(seconds: 3_600)
        try deliver(["b\n"], to: &sink)
        #expect(directory.texts == ["taken": "a\n", "x": "b\n"])
    }
}
