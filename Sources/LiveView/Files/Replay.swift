// Replay.swift: shows the lines of files one after the other when their time comes, at a speed.
import CollectorCore

/// The clock of a replay. Lines without a time come with the line before them.
struct Replay {
    let speed: Double
    /// The time that it has come to.
    private(set) var time: WallTime?
    /// When the time of the next line comes.
    private(set) var next = Instant(nanoseconds: 0)
    /// A moment, and the time of the lines then.
    private var began: (at: Instant, time: WallTime)?

    /// Seconds after which it is looked again, whatever the next time is.
    private static let longestPause = 0.1

    init(speed: Double) {
        self.speed = speed
    }

    /// The lines from a place on whose time has come.
    ///
    /// - Returns: `nil` if it has not come for any; `next` says when to ask again.
    mutating func run(
        after start: Int, to size: Int, isResting: Bool, in store: StoredFile, _ archive: LogArchive, _ now: Instant
    ) -> FoundLines? {
        let (memory, count) = store.file.bytes(start..<min(size, start + FilesRun.piece))
        let bytes = memory.bytes(0..<count)
        var reader = store.reader()
        var frames = StoredFrames(limit: StoredFile.longestLine)
        var end = 0
        while let (range, mark) = frames.next(in: bytes) {
            _ = reader.read(bytes.extracting(range))
            guard isDue(reader.time(), now) else {
                guard end > 0 else { return nil }
                let lines = archive.describe(bytes.extracting(..<end), at: start, in: store)
                return FoundLines(lines: lines, end: start + end, isEnded: true)
            }
            if mark != nil { end = frames.position }
        }
        next = now.advanced(bySeconds: Self.longestPause)
        return archive.run(after: start, to: size, isResting: isResting, in: store)
    }

    private mutating func isDue(_ line: WallTime, _ now: Instant) -> Bool {
        guard line != .unknown else { return true }
        guard let began else {
            began = (now, line)
            time = line
            return true
        }
        let seconds = Double(line.nanoseconds - began.time.nanoseconds) / 1e9 / speed
        let due = began.at.advanced(bySeconds: max(0, min(seconds, 1e8)))
        next = min(due, now.advanced(bySeconds: Self.longestPause))
        guard due <= now else { return false }
        time = max(time ?? line, line)
        return true
    }
}
