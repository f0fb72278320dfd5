// StoredFile.swift: a file whose lines are read when they are looked at.
import CollectorCore
import struct Synchronization.Atomic

/// An open file as a store of lines. It stays readable when it is renamed or removed.
final class StoredFile: LineStore {
    let name: FileName
    let file: ReadableFile
    private let senders: FileSenders
    private let cache: OpenedLinesCache
    /// When the file was changed last, in seconds.
    private let changed: Atomic<Int64>

    /// Bytes of the longest line; what is longer is cut, as by a collector.
    static let longestLine = 262_144
    /// What stands for lines that cannot be read any more.
    private static let gone = Array("(no longer in the file)".utf8)

    init(_ name: FileName, _ file: ReadableFile, _ senders: FileSenders, _ cache: OpenedLinesCache, changed: WallTime) {
        self.name = name
        self.file = file
        self.senders = senders
        self.cache = cache
        self.changed = Atomic(changed.seconds)
    }

    /// The file was changed at this time.
    func note(changed time: WallTime) { changed.store(time.seconds, ordering: .relaxed) }

    /// Reads its lines, one after the other.
    func reader() -> FileLineReader {
        let seconds = changed.load(ordering: .relaxed)
        return FileLineReader(name, senders, changed: WallTime(nanoseconds: seconds * 1_000_000_000))
    }

    func segment(of lines: StoredLines) -> OpenedLines {
        if let known = cache.lines(at: lines.first, size: lines.size) { return known }
        let (memory, count) = file.bytes(lines.offset..<lines.offset + lines.size)
        let bytes = memory.bytes(0..<count)
        var builder = StoredLinesBuilder(lines, text: memory)
        var reader = reader()
        var frames = StoredFrames(limit: Self.longestLine)
        while !builder.isComplete, let (range, end) = frames.next(in: bytes) {
            let (source, message) = reader.read(bytes.extracting(range))
            let time = reader.time()
            switch message {
            case .part(let start):
                builder.add(range.lowerBound + start..<range.upperBound, end: end, source: source, at: time)
            case .made(let length):
                builder.add(made: reader.made.span, length: length, end: end, source: source, at: time)
            }
        }
        // Somebody has cut the file, or written something else in its place.
        while !builder.isComplete {
            builder.add(made: Self.gone.span, length: Self.gone.count, end: nil, source: name.source, at: .unknown)
        }
        let opened = builder.finish()
        cache.add(opened, at: lines.first, size: lines.size)
        return opened
    }

    func withBytes(of lines: StoredLines, _ body: (Bytes) -> Void) {
        let (memory, count) = file.bytes(lines.offset..<lines.offset + lines.size)
        body(memory.bytes(0..<count))
    }

    func read(_ bytes: Bytes, number: UInt64, isEnded: Bool, _ body: (FeedEntry, Bytes) -> Void) {
        let line = bytes.extracting(StoredFrames.text(of: bytes, limit: Self.longestLine))
        var reader = reader()
        let (source, message) = reader.read(line)
        let time = reader.time()
        func entry(_ length: Int) -> FeedEntry {
            FeedEntry(
                sequence: number, received: time, source: source, length: length,
                isTruncated: length > LiveFeed.longestLine,
                end: isEnded && bytes.count <= Self.longestLine ? .lineFeed : nil)
        }
        switch message {
        case .part(let start):
            body(entry(line.count - start), line.extracting(start...).extracting(first: LiveFeed.longestLine))
        case .made(let length): body(entry(length), reader.made.span.extracting(first: LiveFeed.longestLine))
        }
    }
}

/// The runs of lines that were looked at last, in memory.
final class OpenedLinesCache: Sendable {
    private struct Opened: Sendable {
        var first: UInt64
        var size: Int
        var lines: OpenedLines
    }

    /// The one looked at last comes last.
    private let opened = Mutex<[Opened]>([])
    /// Bytes that all of them may take; one is always kept.
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    func lines(at first: UInt64, size: Int) -> OpenedLines? {
        opened.withLock { opened in
            guard let index = opened.lastIndex(where: { $0.first == first && $0.size == size }) else { return nil }
            if index < opened.count - 1 { opened.append(opened.remove(at: index)) }
            return opened[opened.count - 1].lines
        }
    }

    func add(_ lines: OpenedLines, at first: UInt64, size: Int) {
        opened.withLock { opened in
            // What there was of a run before it grew is of no use.
            opened.removeAll { $0.first == first }
            opened.append(Opened(first: first, size: size, lines: lines))
            var sum = opened.reduce(0) { $0 + $1.lines.memory }
            while sum > limit, opened.count > 1 { sum -= opened.removeFirst().lines.memory }
        }
    }
}
