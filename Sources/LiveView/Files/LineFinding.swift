// LineFinding.swift: finds runs of lines in a file, backwards from a place or forwards, and counts whose they are.
import CollectorCore

/// Lines that were found behind others.
struct FoundLines {
    var lines: StoredLines
    /// Where they end in the file; behind a line that is too long, not where they were read to.
    var end: Int
    /// Whether the last one has its end.
    var isEnded: Bool
}

extension LogArchive {
    /// The lines before a place, which is where a line begins, or the end.
    ///
    /// - Parameter end: moved to where they begin.
    /// - Returns: `nil` if nothing could be read; then all before it is given up.
    func run(before end: inout Int, in store: StoredFile) -> StoredLines? {
        let start = max(0, end - FilesRun.piece)
        let (memory, count) = store.file.bytes(start..<end)
        guard count == end - start else {
            end = 0
            return nil
        }
        let bytes = memory.bytes(0..<count)
        var first = start
        if start > 0 {
            let mark = bytes.offset(of: 0x0A, from: 0) + 1
            // Without an end inside, a line begins further before.
            first = mark < count ? start + mark : store.lineStart(before: start)
        }
        let place = first
        defer { end = place }
        guard first < start else { return describe(bytes.extracting((first - start)...), at: first, in: store) }
        return longLine(at: first, to: end, in: store)
    }

    /// The lines from a place on, up to the last end of a line.
    ///
    /// - Parameter isResting: whether a line without an end is shown too.
    /// - Returns: `nil` if there is none.
    func run(after start: Int, to size: Int, isResting: Bool, in store: StoredFile) -> FoundLines? {
        let end = min(size, start + FilesRun.piece)
        let (memory, count) = store.file.bytes(start..<end)
        guard count > 0 else { return nil }
        let bytes = memory.bytes(0..<count)
        if let last = bytes.lastOffset(of: 0x0A, before: count) {
            let lines = describe(bytes.extracting(..<(last + 1)), at: start, in: store)
            return FoundLines(lines: lines, end: start + last + 1, isEnded: true)
        }
        if count == FilesRun.piece {
            let (next, isEnded) = store.lineEnd(after: start + count, to: size)
            guard isEnded || isResting || next < size else { return nil }
            return FoundLines(lines: longLine(at: start, to: next, in: store), end: next, isEnded: isEnded)
        }
        guard isResting, start + count == size else { return nil }
        return FoundLines(lines: describe(bytes, at: start, in: store), end: start + count, isEnded: false)
    }

    /// One line that is longer than a piece: its beginning is read.
    private func longLine(at start: Int, to end: Int, in store: StoredFile) -> StoredLines {
        let (memory, count) = store.file.bytes(start..<min(end, start + StoredFile.longestLine + 1))
        var lines = describe(memory.bytes(0..<count), at: start, in: store)
        // Where the file was cut meanwhile there may be none.
        lines.count = 1
        return lines
    }

    /// Counts the lines of `bytes`, and notes when they were received.
    func describe(_ bytes: Bytes, at offset: Int, in store: StoredFile) -> StoredLines {
        let (count, isVerbatim, notes) = count { tally in
            var reader = store.reader()
            var frames = StoredFrames(limit: StoredFile.longestLine)
            var count = 0
            var isVerbatim = true
            var notes = RunNotes()
            /// When each sender sent its last line.
            var last: [Int: WallTime] = [:]
            var current: (sender: Int, time: WallTime)?
            while let (range, _) = frames.next(in: bytes) {
                let line = bytes.extracting(range)
                let (source, message) = reader.read(line)
                let time = reader.time()
                let start: Int
                let severity: Severity?
                switch message {
                case .part(let from):
                    start = from
                    severity = MessageHeader.severity(of: line.extracting(from...))
                case .made:
                    (start, isVerbatim) = (0, false)
                    severity = MessageHeader.severity(of: reader.made.span)
                }
                notes.add(time, isSevere: severity.map { $0 <= .error } ?? false)
                let sender = tally.add(source, bytes: range.count - start)
                if let current, current.sender != sender { last[current.sender] = current.time }
                current = (sender, time)
                count += 1
            }
            if let current { last[current.sender] = current.time }
            for (sender, time) in last { tally.note(time, of: sender) }
            return (count, isVerbatim, notes)
        }
        return StoredLines(count: count, offset: offset, size: bytes.count, isVerbatim: isVerbatim, notes, in: store)
    }
}

extension StoredFile {
    /// A line of more bytes than this is shown as several, so that what is no log at all is passed in steps.
    private static let longestSearch = 64 << 20

    /// Where the line begins that goes on at `place`.
    func lineStart(before place: Int) -> Int {
        let limit = max(0, place - Self.longestSearch)
        var end = place
        while end > limit {
            let start = max(0, end - FilesRun.piece)
            let (memory, count) = file.bytes(start..<end)
            if let mark = memory.bytes(0..<count).lastOffset(of: 0x0A, before: count) { return start + mark + 1 }
            end = start
        }
        return limit
    }

    /// Where the line ends that goes on at `place`.
    func lineEnd(after place: Int, to size: Int) -> (place: Int, isEnded: Bool) {
        let limit = min(size, place + Self.longestSearch)
        var start = place
        while start < limit {
            let (memory, count) = file.bytes(start..<min(limit, start + FilesRun.piece))
            guard count > 0 else { break }
            let mark = memory.bytes(0..<count).offset(of: 0x0A, from: 0)
            if mark < count { return (start + mark + 1, true) }
            start += count
        }
        return (start, false)
    }
}

extension LogInput {
    /// Where the last line begins that has no end yet; `size` where all have one.
    func lastLineStart(before size: Int) -> Int { endsWithLine(at: size) ? size : store.lineStart(before: size) }

    /// Whether a line has just ended there.
    func endsWithLine(at place: Int) -> Bool {
        guard place > 0 else { return true }
        let (memory, count) = store.file.bytes(place - 1..<place)
        return count == 0 || memory.bytes(0..<count)[0] == 0x0A
    }
}
