// HostileFilesTests.swift: files that are no logs, damaged or changed while they are open: shown as what they are.
import CollectorCore
import Foundation
import TestSupport
import Testing

@testable import LiveView

@Suite("Files that are no good", .limited)
struct HostileFilesTests {
    private static func compressed(_ program: String, _ text: [UInt8]) throws -> [UInt8] {
        let (bytes, status) = try output(of: program, "-c", text)
        #expect(status == 0)
        return bytes
    }

    /// What a program makes of these bytes.
    private static func output(
        of program: String, _ option: String, _ bytes: [UInt8]
    ) throws -> (bytes: [UInt8], status: Int32) {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "input")
        try Data(bytes).write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program, option]
        process.standardInput = try FileHandle(forReadingFrom: file)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        return (Array(data ?? Data()), process.terminationStatus)
    }

    private static func text(lines: Int) -> [UInt8] {
        (0..<lines).flatMap { Array("line \($0) \(String(repeating: "x", count: $0 % 80)).\n".utf8) }
    }

    @Test("random bytes are lines, as many as a framer finds")
    func random() throws {
        var random = SeededGenerator(for: "random files")
        for _ in 0..<20 {
            let bytes = (0..<random.number(0...400_000)).map { _ in
                random.chance(2) ? 10 : UInt8.random(in: 0...255, using: &random)
            }
            let files = try FilesUnderTest([("app.log", bytes)])
            try files.readAll()
            let wanted = bytes.count { $0 == 10 } + (bytes.last.map { $0 != 10 } ?? false ? 1 : 0)
            #expect(files.lines.count == wanted)
            #expect(files.archive.snapshot().received == wanted)
        }
    }

    @Test("lines that begin as something known, and go on as anything, are read")
    func almostKnown() throws {
        var random = SeededGenerator(for: "almost known lines")
        let starts =
            LineHeadTests.known.map { Array($0.line.utf8) } + [
                Array(
                    #"{"peer": "10.0.0.1", "time": "2026-08-29T12:03:21Z", "severity": "err", "host": "a", "message": "\ud83d\ude00\udcff""#
                        .utf8)
            ]
        var bytes: [UInt8] = []
        for _ in 0..<20_000 {
            var line = random.pick(starts)
            for _ in 0..<random.number(0...4) where !line.isEmpty {
                let place = random.number(0...line.count - 1)
                if random.chance(50) {
                    line[place] = random.pick(Array("\\\"{}:,[]<>09-+ZTu%@.".utf8))
                } else {
                    line.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            bytes += line + [10]
        }
        let files = try FilesUnderTest([("app.log", bytes)])
        try files.readAll()
        #expect(files.lines.count == bytes.count { $0 == 10 })
    }

    @Test("a compressed file has its lines", arguments: ["gzip", "zstd"])
    func whole(_ program: String) throws {
        let text = Self.text(lines: 30_000)
        let files = try FilesUnderTest([
            ("app.log.1", try Self.compressed(program, text)), ("app.log", Array("last\n".utf8)),
        ])
        try files.readAll()
        #expect(files.window.count == 30_001)
        #expect(Array(files.lines.prefix(30_000).map { $0.bytes + [10] }.joined()) == text.map(\.self))
        #expect(files.texts.last == "last")
        #expect(files.archive.facts.files.map(\.origin) == [program, nil])
        #expect(files.archive.facts.files.map(\.trouble) == [nil, nil])
    }

    @Test(
        "a compressed file that is cut or damaged shows what could be read, and says so", arguments: ["gzip", "zstd"])
    func damaged(_ program: String) throws {
        var random = SeededGenerator(for: "damaged \(program)")
        let text = Self.text(lines: 60_000).map { $0 == 120 ? UInt8.random(in: 97...122, using: &random) : $0 }
        let whole = try Self.compressed(program, text)
        for cut in [true, false] {
            var bytes = cut ? Array(whole[..<(whole.count * 2 / 3)]) : whole
            if !cut { for place in whole.count / 2..<whole.count / 2 + 40 { bytes[place] ^= 0x55 } }
            let files = try FilesUnderTest([("app.log", bytes)])
            try eventually("it is over: \(files.archive.facts)") {
                files.step()
                return files.archive.facts.files.allSatisfy { $0.trouble != nil && $0.known == $0.size }
            }
            let lines = files.lines
            #expect(lines.count > 0 && lines.count < 60_000)
            let shown = lines.dropLast().map { $0.bytes + [10] }.joined()
            // Where bytes were changed, others may come out before the damage is noticed.
            let same = zip(text, shown).prefix { $0 == $1 }.count
            #expect(cut ? same == shown.count : same > text.count / 4)
            #expect(files.archive.facts.files[0].trouble?.contains(/^damaged: [A-Za-z]/) == true)
            #expect(files.notes.contains { $0.contains("what could be read is shown") })
        }
    }

    /// Where a block of compressed lines begins: in gzip, the first; in zstd, any (RFC 8878, sections 3.1.1.1 and 3.1.1.2).
    private static func block(of member: [UInt8], _ program: String, _ random: inout SeededGenerator) -> Int {
        guard program == "zstd" else { return 10 }
        let isSingle = member[4] & 0x20 != 0
        let sizeOfSize = [isSingle ? 1 : 0, 2, 4, 8][Int(member[4] >> 6)]
        var blocks: [Int] = []
        var (place, isLast) = (5 + (isSingle ? 0 : 1) + sizeOfSize, false)
        while !isLast {
            blocks.append(place)
            isLast = member[place] & 1 == 1
            let head = Int(member[place]) | Int(member[place + 1]) << 8 | Int(member[place + 2]) << 16
            // One that repeats a byte holds that only.
            place += 3 + (head >> 1 & 3 == 1 ? 1 : head >> 3)
        }
        return random.pick(blocks)
    }

    @Test("what is in front of the damage is shown", arguments: [("gzip", 4 << 10), ("zstd", 0)])
    func beforeDamage(_ program: String, _ loss: Int) throws {
        var random = SeededGenerator(for: "before damage \(program)")
        for _ in 0..<4 {
            let texts = (0..<4).map { _ in
                Self.text(lines: random.number(1...8_000)).map {
                    $0 == 120 ? UInt8.random(in: 97...122, using: &random) : $0
                }
            }
            let members = try texts.map { try Self.compressed(program, $0) }
            let damaged = random.number(1...3)
            let place = Self.block(of: members[damaged], program, &random) + members[..<damaged].joined().count
            var bytes = Array(members.joined())
            // There is no block of this kind.
            bytes.replaceSubrange(place..<place + 3, with: [0xFF, 0xFF, 0xFF])
            let files = try FilesUnderTest([("app.log", bytes)])
            try eventually("it is over: \(files.archive.facts)") {
                files.step()
                return files.archive.facts.files.allSatisfy { $0.trouble != nil && $0.known == $0.size }
            }
            // The program itself may give less.
            let before = try Self.output(of: program, "-dc", Array(bytes[..<place])).bytes.count
            let size = files.archive.facts.files[0].size
            #expect(size >= before - loss)
            // The last line may have no end.
            let shown = files.lines.map { $0.bytes + [10] }.joined()
            let same = zip(shown, texts.joined()).prefix { $0 == $1 }.count
            #expect(same >= size - 1)
        }
    }

    @Test(
        "random bytes behind the mark of a compressed file end in a word about it",
        arguments: [[0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD]] as [[UInt8]])
    func randomCompressed(_ mark: [UInt8]) throws {
        var random = SeededGenerator(for: "random compressed files")
        for _ in 0..<50 {
            let bytes = mark + (0..<random.number(0...2_000)).map { _ in UInt8.random(in: 0...255, using: &random) }
            let files = try FilesUnderTest([("app.log", bytes)])
            try eventually("it is over") {
                files.step()
                return files.archive.facts.files[0].trouble != nil
            }
        }
    }

    @Test("the time of a file may be any", arguments: [-1e10, 0, 1e10, 9e9])
    func times(_ seconds: Double) throws {
        let files = try FilesUnderTest("Aug 29 14:03:21 a b: c\n")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: files.path())
        let opener = LogOpener(folder: files.folder.url.path) {}
        let input = try opener.open(files.path())
        var reader = input.store.reader()
        _ = reader.read(Array("Aug 29 14:03:21 a b: c".utf8).span)
        #expect(reader.time() < input.changed || seconds <= 0)
    }

    @Test("what nothing here takes apart is refused with a way to do it")
    func unknownCompression() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "app.log.xz").path
        try Data([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 1, 2]).write(to: URL(filePath: path))
        let opener = LogOpener(folder: folder.url.path) {}
        #expect(
            throws: LogFileProblem("cannot open \(path): it is compressed; try: xzcat \(path) | pysyslog-tui --open -")
        ) { try opener.open(path) }
    }

    @Test("a file that shrinks and grows while it is read and searched never has a line too few or too many")
    func shrinking() throws {
        var random = SeededGenerator(for: "shrinking files")
        let text = Self.text(lines: 20_000)
        let files = try FilesUnderTest([("app.log", text)])
        let file = try FileHandle(forUpdating: URL(filePath: files.path()))
        let matcher = try FilterMatcher(FilterParser.parse("xxx"), FilterContext(now: .now))
        var index = FilterIndex(matcher, over: files.window)
        for _ in 0..<200 {
            if random.chance(50) {
                try file.truncate(atOffset: UInt64(random.number(0...text.count)))
            } else {
                try file.seekToEnd()
                try file.write(contentsOf: text.prefix(random.number(0...50_000)))
            }
            files.step()
            let window = files.window
            index.follow(window)
            index.advance(over: window) { false }
            var count = 0
            window.scan(from: 0) { _, _ in
                count += 1
                return true
            }
            #expect(count == window.count)
            #expect(index.tested == window.count)
        }
    }
}
