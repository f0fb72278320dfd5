// FilterIndex+Stored.swift: stored lines are searched as one text, and runs that are known not to match are passed at once.
import CollectorCore

extension FilterIndex {
    /// Tests all lines of the run that the line before number `end` belongs to.
    ///
    /// - Returns: its first line; `nil` where lines are not stored, or have to be read one by one.
    mutating func testRun(before end: UInt64, in window: FeedWindow) -> UInt64? {
        guard matcher.needsSevere || matcher.neededPhrase != nil, let run = window.storedLines(before: end) else {
            return nil
        }
        if matcher.isSevere || matcher.needsSevere && run.notes.severe.isEmpty {
            note(Self.severeLines(of: run), of: run.first..<run.end)
        } else if let phrase = matcher.neededPhrase, run.isVerbatim {
            test(run, for: phrase)
        } else {
            return nil
        }
        return run.first
    }

    private static func severeLines(of run: StoredLines) -> [UInt64] {
        var lines: [UInt64] = []
        var next: UInt64 = 0
        while let place = run.notes.severe.first(from: next), place < run.count {
            lines.append(run.first + place)
            next = place + 1
        }
        return lines
    }

    /// Tests all lines of a run: only those are read that have the phrase.
    private mutating func test(_ run: StoredLines, for phrase: LiteralSearch) {
        var found: [UInt64] = []
        let matcher = matcher
        run.store.withBytes(of: run) { bytes in
            Self.lines(with: phrase, in: bytes) { place, line, isEnded in
                guard place < run.count else { return }
                let number = run.first + UInt64(place)
                run.store.read(bytes.extracting(line), number: number, isEnded: isEnded) { entry, text in
                    if matcher.matches(entry, text) { found.append(number) }
                }
            }
        }
        note(found, of: run.first..<run.end)
    }

    /// Calls `body` once for each line of `bytes` that has the phrase: with how many lines are before it, and where it is.
    private static func lines(
        with phrase: LiteralSearch, in bytes: Bytes, _ body: (_ place: Int, _ line: Range<Int>, _ isEnded: Bool) -> Void
    ) {
        var walk = phrase.walk
        var place = 0
        /// What has been counted.
        var position = 0
        while let hit = phrase.next(in: bytes, from: position, &walk) {
            place += bytes.count(of: 0x0A, in: position..<hit)
            let start = bytes.lastOffset(of: 0x0A, before: hit).map { $0 + 1 } ?? 0
            let end = bytes.offset(of: 0x0A, from: hit)
            body(place, start..<end, end < bytes.count)
            guard end < bytes.count else { return }
            place += 1
            position = end + 1
        }
    }
}
