// FilesFuzzer.swift: libFuzzer's inputs as opened files: each byte belongs to one line, however they are read, found and drawn.
import CollectorCore

@testable import LiveView

/// The first byte says where the file ends when it is first looked at, the second which keys are pressed and how wide the
/// screen is, the third how long the filter is that follows; the rest is the content.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFiles(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard input.count > 3 else { return 0 }
    let filter = input.dropFirst(3).prefix(Int(input[2] % 64))
    var content = Array(input.dropFirst(3 + filter.count))
    if let compression = Compression(content.span) {
        guard let decompressor = try? compression.decompressor() else { return 0 }
        content = decompressed(content, by: decompressor, cutAt: Int(input[0]))
    } else {
        content = expanded(content)
    }
    let file = FuzzedFile(content)
    let archive = file.readBackwards()
    let growing = file.readGrowing(from: content.count * Int(input[0]) / 255)
    let replayed = file.replay()
    file.check(archive)
    file.check(growing)
    expect(isSame(archive, growing), "a file that grows has other lines")
    expect(isSame(archive, replayed), "a replay has other lines")
    checkFilter(String(decoding: filter, as: UTF8.self), archive.window())
    draw(archive, String(decoding: filter, as: UTF8.self), choice: Int(input[1]))
    return 0
}

private func expect(_ condition: Bool, _ words: @autoclosure () -> String) { if !condition { fatalError(words()) } }

/// Lines can be longer than what libFuzzer makes: one byte stands for many.
private func expanded(_ bytes: [UInt8]) -> [UInt8] {
    var content: [UInt8] = []
    for byte in bytes {
        if byte == 0xFE, content.count < 600_000 {
            content += repeatElement(UInt8(ascii: "x"), count: 65_500)
        } else {
            content.append(byte)
        }
    }
    return content
}

/// The content of a compressed file, and whether that of its beginning is the beginning of it.
private func decompressed(_ bytes: [UInt8], by decompressor: any Decompressor, cutAt place: Int) -> [UInt8] {
    let limit = 1 << 20
    func content(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var content: [UInt8] = []
        try? decompressor.decompress(temporaryFile(Array(bytes))) { (piece) throws(Errno) in
            content += piece.array
            return content.count < limit
        }
        return content
    }
    let whole = content(bytes[...])
    // With fewer bytes it would not be taken for a compressed file.
    let beginning = content(bytes.prefix(max(4, place)))
    expect(zip(whole, beginning).allSatisfy { $0 == $1 }, "a cut file has another content")
    return Array(whole.prefix(limit))
}

private func temporaryFile(_ bytes: [UInt8]) -> ReadableFile {
    guard let file = try? ReadableFile(temporaryIn: "/dev/shm"), (try? file.append(bytes.span)) != nil else {
        fatalError("there is no room in /dev/shm")
    }
    return file
}

// MARK: - Lines

/// A file in memory, and where its lines are, found byte by byte.
private struct FuzzedFile {
    let content: [UInt8]
    let store: StoredFile
    /// With their ends.
    let lines: [Range<Int>]

    /// 2026-08-29 12:03:22 UTC.
    static let changed = WallTime(nanoseconds: 1_788_005_002_000_000_000)

    init(_ content: [UInt8]) {
        self.content = content
        store = StoredFile(
            FileName("fuzz.log"), temporaryFile(content), FileSenders(), OpenedLinesCache(limit: 1 << 20),
            changed: Self.changed)
        var lines: [Range<Int>] = []
        var start = 0
        for (place, byte) in content.enumerated() where byte == 0x0A {
            lines.append(start..<place + 1)
            start = place + 1
        }
        if start < content.count { lines.append(start..<content.count) }
        self.lines = lines
    }

    func readBackwards() -> LogArchive {
        let archive = LogArchive()
        var runs: [StoredLines] = []
        var end = content.count
        while end > 0 {
            let before = end
            guard let run = archive.run(before: &end, in: store) else { fatalError("a piece cannot be read") }
            expect(end < before && run.offset == end, "a run is not in front of the one behind it")
            check(run, end..<before)
            runs.append(run)
        }
        archive.prepend(runs, knownShare: 1)
        return archive
    }

    /// - Parameter size: what the file has when it is first looked at.
    func readGrowing(from size: Int) -> LogArchive {
        let archive = LogArchive()
        var end = 0
        var continues = true
        for (size, isResting) in [(size, false), (content.count, false), (content.count, true)] {
            while end < size, let run = archive.run(after: end, to: size, isResting: isResting, in: store) {
                expect(run.end > end && run.end <= size, "a run ends outside of the file")
                expect(run.isEnded == (content[run.end - 1] == 0x0A), "a line has an end that is not there")
                check(run.lines, end..<run.end)
                archive.append(run.lines, continues: continues)
                (end, continues) = (run.end, run.isEnded)
            }
        }
        expect(end == content.count, "bytes are left over")
        archive.set(knownShare: 1)
        return archive
    }

    func replay() -> LogArchive {
        let archive = LogArchive()
        var replay = Replay(speed: 1e9)
        var now = Instant(nanoseconds: 1_000_000_000)
        var end = 0
        while end < content.count {
            guard let run = replay.run(after: end, to: content.count, isResting: true, in: store, archive, now) else {
                expect(replay.next > now, "a replay waits for what has come")
                now = replay.next
                continue
            }
            expect(run.end > end && run.end <= content.count, "a run ends outside of the file")
            archive.append(run.lines, continues: true)
            end = run.end
        }
        archive.set(knownShare: 1)
        return archive
    }

    /// A run has as many lines as its bytes have ends.
    private func check(_ run: StoredLines, _ range: Range<Int>) {
        let ends = content[range].count { $0 == 0x0A }
        let count = ends + (content[range.upperBound - 1] == 0x0A ? 0 : 1)
        expect(run.count == count, "\(run.count) lines where \(count) are")
        let isCut = run.size == StoredFile.longestLine + 1 && count == 1
        expect(run.size == range.count || isCut && run.size < range.count, "a run has bytes of others")
    }

    /// Each line is a part of the bytes between two ends of lines, and has the same facts by itself as among the others.
    func check(_ archive: LogArchive) {
        let window = archive.window()
        expect(window.count == lines.count, "\(window.count) lines in place of \(lines.count)")
        let snapshot = archive.snapshot()
        expect(snapshot.received == lines.count, "lines of no sender")
        expect(snapshot.bytes <= max(content.count, snapshot.peers.count << 28), "more bytes than the file has")
        for (position, range) in lines.enumerated() {
            let line = window.line(at: position)
            expect(line.bytes.count <= LiveFeed.longestLine, "too long")
            expect(line.bytes.count <= line.entry.length, "longer than it was")
            expect(line.entry.received == .unknown || Self.years.contains(line.entry.received.seconds), "no such time")
            let isEnded = content[range.upperBound - 1] == 0x0A
            let raw = Array(content[range].dropLast(isEnded ? 1 : 0))
            let text = StoredFrames.text(of: raw.span, limit: StoredFile.longestLine)
            let shown = raw[text].suffix(line.entry.length).prefix(LiveFeed.longestLine)
            expect(raw.first == UInt8(ascii: "{") || shown.elementsEqual(line.bytes), "another text")
            store.read(raw.span, number: line.entry.sequence, isEnded: isEnded) { entry, bytes in
                expect(bytes.isEqual(to: line.bytes) && isSame(entry, line.entry), "by itself the line is another one")
            }
        }
    }

    /// From 1969 to 2262, in seconds.
    private static let years: Range<Int64> = -4 * 86_400..<9_223_372_036
}

private func isSame(_ first: LogArchive, _ second: LogArchive) -> Bool {
    let (first, second) = (first.window(), second.window())
    return first.count == second.count
        && (0..<first.count).allSatisfy { position in
            let (line, other) = (first.line(at: position), second.line(at: position))
            return line.bytes == other.bytes && isSame(line.entry, other.entry)
        }
}

/// Whether all is the same but the number.
private func isSame(_ first: FeedEntry, _ second: FeedEntry) -> Bool {
    first.received == second.received && first.source.peer == second.source.peer && first.length == second.length
        && first.isTruncated == second.isTruncated && first.end == second.end
}

// MARK: - Filters and pictures

/// An index finds the lines that one by one match.
private func checkFilter(_ text: String, _ window: FeedWindow) {
    guard let node = try? FilterParser.parse(text),
        let matcher = try? FilterMatcher(node, FilterContext(now: FuzzedFile.changed))
    else { return }
    var wanted: [UInt64] = []
    window.scan(from: 0) { entry, line in
        if matcher.matches(entry, line) { wanted.append(entry.sequence) }
        return true
    }
    var stream = FilteredStream()
    stream.window = window
    stream.index = FilterIndex(matcher, over: window)
    expect(stream.forward(from: 0, count: .max) == wanted, "page by page, other lines match")
    stream.index = FilterIndex(matcher, over: window)
    stream.index?.advance(over: window) { false }
    expect(stream.index?.tested == window.count && stream.index?.matches == wanted.count, "not counted as they match")
    expect(stream.backward(before: .max, count: .max) == wanted, "all at once, other lines match")
}

private final class WatchedArchive: Watched {
    private let archive: LogArchive

    init(_ archive: LogArchive) {
        self.archive = archive
    }

    let isRemote = true
    var facts: CollectorFacts {
        var facts = CollectorFacts()
        facts.files = FilesFacts()
        facts.files?.files = [FilesFacts.File(name: "fuzz.log")]
        facts.files?.knownShare = 1
        return facts
    }
    var event: FeedNote? { nil }
    var notes: [FeedNote] { [] }
    func snapshot() -> CollectorSnapshot { archive.snapshot() }
    func window() -> FeedWindow { archive.window() }
    func handlers(of line: FeedLine) -> [String]? { nil }
    func attach() {}
    func detach() {}
    func arm(_ waker: Waker) {}
    var isWaiting: Bool { true }
    func prepare() {}
    func wish(_ cut: Cut?) {}
    func reload() {}
    func end() {}
}

/// Every row is full, and no cell holds anything that a terminal obeys.
private func draw(_ archive: LogArchive, _ filter: String, choice: Int) {
    var settings = ViewSettings()
    if (try? FilterParser.parse(filter)) != nil { settings.filter = filter }
    let now = Instant(nanoseconds: 1_000_000_000)
    var model = LiveModel(WatchedArchive(archive), settings, clock: { now }, wallTime: FuzzedFile.changed)
    model.tick(events: [], wallTime: FuzzedFile.changed)
    let keys: [[Key]] = [
        [], [.up, .enter], [.up, .enter, .character("p")], [.character("P")], [.character("H")],
        [.character("w"), .home],
        [.character("/"), .character("a"), .enter, .character("N")], [.character("e"), .character("E"), .pageUp],
    ]
    let viewport = Viewport(columns: [40, 80, 140, 200][choice >> 3 & 3], rows: 24, offset: 7_200)
    _ = model.arrange(for: viewport, wallTime: FuzzedFile.changed)
    for key in keys[choice & 7] { _ = model.handle(key) }
    while model.work(until: { false }) {}
    let screen = LiveScreen.render(model.arrange(for: viewport, wallTime: FuzzedFile.changed))
    for row in 0..<screen.rows {
        expect(
            (0..<screen.columns).reduce(0) { $0 + Int(screen[$1, row].width) } == screen.columns,
            "row \(row) is not full")
        for column in 0..<screen.columns {
            for scalar in screen[column, row].text.unicodeScalars {
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                    fatalError("U+\(String(scalar.value, radix: 16)) is drawn")
                default: continue
                }
            }
        }
    }
}
