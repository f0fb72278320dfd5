// FilterIndex.swift: which lines a filter lets through: each line is tested once, and the result is kept in ring order.
import CollectorCore

/// The results of one matcher, two bits per line, and the pass that completes them in slices.
struct FilterIndex {
    let matcher: FilterMatcher
    /// The sequence number of the line of the first bit; a multiple of 64.
    private var base: UInt64 = 0
    private var known: [UInt64] = []
    private var matched: [UInt64] = []
    private var reserve = ReserveIndex()
    /// The pass has tested the lines from `low` up to `high`, and continues in both directions.
    private var low: UInt64
    private var high: UInt64
    /// How many of the held lines were tested, and how many of these match.
    private var testedInRing = 0
    private var matchedInRing = 0

    init(_ matcher: FilterMatcher, over window: FeedWindow) {
        self.matcher = matcher
        low = window.end
        high = window.end
        base = window.dense & ~63
        reserve.follow(window)
    }

    var tested: Int { testedInRing + reserve.tested }
    var matches: Int { matchedInRing + reserve.matches }

    /// How much of the window has been tested, 0 to 1.
    func progress(in window: FeedWindow) -> Double {
        window.count == 0 ? window.knownShare : min(1, Double(tested) / Double(window.count)) * window.knownShare
    }

    func isComplete(in window: FeedWindow) -> Bool {
        high >= window.end && low <= window.dense && reserve.isComplete && !window.isFilling
    }

    /// Whether the filter lets the line at `position` through.
    mutating func matches(at position: Int, in window: FeedWindow) -> Bool {
        guard position >= window.reservedCount else { return reserve.matches(at: position, in: window, matcher) }
        let sequence = window.sequence(at: position)
        let word = Int((sequence - base) >> 6)
        let bit: UInt64 = 1 << (sequence & 63)
        if word >= known.count || known[word] & bit == 0, testRun(before: sequence + 1, in: window) == nil {
            test(word, in: window)
        }
        return matched[word] & bit != 0
    }

    /// Tests the lines of one word of bits in one scan, which is cheaper than a lookup for each line.
    private mutating func test(_ word: Int, in window: FeedWindow) {
        if word >= known.count {
            let missing = repeatElement(UInt64(0), count: word + 1 - known.count)
            known += missing
            matched += missing
        }
        let first = max(base + UInt64(word) << 6, window.dense)
        let end = min(base + UInt64(word + 1) << 6, window.end)
        let before = known[word]
        guard first < end, before.nonzeroBitCount < Int(end - first) else { return }
        var (asked, answers): (UInt64, UInt64) = (0, 0)
        let matcher = matcher
        window.scan(from: window.position(atOrAfter: first)) { entry, line in
            let bit: UInt64 = 1 << (entry.sequence & 63)
            if before & bit == 0 {
                asked |= bit
                if matcher.matches(entry, line) { answers |= bit }
            }
            return entry.sequence + 1 < end
        }
        known[word] |= asked
        matched[word] |= answers
        testedInRing += asked.nonzeroBitCount
        matchedInRing += answers.nonzeroBitCount
    }

    /// Drops the results for lines that are no longer held. Must be called first with every new window.
    mutating func follow(_ window: FeedWindow) {
        let start = window.dense
        makeRoom(from: start)
        low = max(low, start)
        high = max(high, start)
        forget(before: start)
        reserve.follow(window)
    }

    /// Older lines were found than those before.
    private mutating func makeRoom(from start: UInt64) {
        guard start < base else { return }
        let missing = repeatElement(UInt64(0), count: Int((base - (start & ~63)) >> 6))
        known.insert(contentsOf: missing, at: 0)
        matched.insert(contentsOf: missing, at: 0)
        base = start & ~63
    }

    private mutating func forget(before start: UInt64) {
        guard start > base else { return }
        let words = min(Int((start - base) >> 6), known.count)
        for word in 0..<words { discount(word, ~0) }
        if words < known.count, start & 63 != 0, start >> 6 == base >> 6 + UInt64(words) {
            discount(words, (1 << (start & 63)) - 1)
        }
        // Moving the rest to the front pays only for many words at once.
        guard words > 1_024 || words == known.count else { return }
        known.removeFirst(words)
        matched.removeFirst(words)
        base = known.isEmpty ? start & ~63 : base + UInt64(words) << 6
    }

    private mutating func discount(_ word: Int, _ bits: UInt64) {
        testedInRing -= (known[word] & bits).nonzeroBitCount
        matchedInRing -= (matched[word] & bits).nonzeroBitCount
        known[word] &= ~bits
        matched[word] &= ~bits
    }

    /// Tests lines until `isOver`: new lines first, then from the newest to the oldest.
    mutating func advance(over window: FeedWindow, until isOver: () -> Bool) {
        while high < window.end {
            let word = Int((high - base) >> 6)
            test(word, in: window)
            high = min(base + UInt64(word + 1) << 6, window.end)
            if isOver() { return }
        }
        while low > window.dense {
            if let start = testRun(before: low, in: window) {
                low = start
            } else {
                let word = Int((low - 1 - base) >> 6)
                test(word, in: window)
                low = max(base + UInt64(word) << 6, window.dense)
            }
            if isOver() { return }
        }
        reserve.advance(over: window, matcher, until: isOver)
    }

    /// How many held lines of a range have been tested, and how many of them match.
    func tally(in range: Range<UInt64>) -> (tested: Int, matches: Int) {
        if range.lowerBound == 0, range.upperBound == .max { return (tested, matches) }
        let (inReserve, inRing) = (reserve.tally(in: range), tallyInRing(range))
        return (inReserve.tested + inRing.tested, inReserve.matches + inRing.matches)
    }

    /// The same without the lines of the reserve.
    func tallyInRing(_ range: Range<UInt64>) -> (tested: Int, matches: Int) {
        (Self.count(known, in: range, base), Self.count(matched, in: range, base))
    }

    /// The answers for 64 lines from this one on, the first in the lowest bit; those that are not known are no.
    func answers(from line: UInt64) -> UInt64 { LineBits.word(matched, base: base, from: line) }

    /// Whether the filter lets the line at `position` of the reserve through; `nil` until it has been tested.
    func answer(inReserve position: Int) -> Bool? { reserve.answer(at: position) }

    var testedInReserve: Int { reserve.tested }

    /// How many bits are set for the lines of a range.
    private static func count(_ bits: [UInt64], in range: Range<UInt64>, _ base: UInt64) -> Int {
        let range = range.clamped(to: base..<base + UInt64(bits.count) << 6)
        guard !range.isEmpty else { return 0 }
        let (first, last) = (Int((range.lowerBound - base) >> 6), Int((range.upperBound - 1 - base) >> 6))
        let head = ~UInt64(0) << (range.lowerBound & 63)
        let tail = ~UInt64(0) >> (63 - (range.upperBound - 1) & 63)
        guard first < last else { return (bits[first] & head & tail).nonzeroBitCount }
        let ends = (bits[first] & head).nonzeroBitCount + (bits[last] & tail).nonzeroBitCount
        return bits[first + 1..<last].reduce(ends) { $0 + $1.nonzeroBitCount }
    }

    /// All lines of a range have been looked at.
    ///
    /// - Parameter found: those that match, in order.
    mutating func note(_ found: [UInt64], of lines: Range<UInt64>) {
        let words = Int((lines.lowerBound - base) >> 6)...Int((lines.upperBound - 1 - base) >> 6)
        if words.upperBound >= known.count {
            let missing = repeatElement(UInt64(0), count: words.upperBound + 1 - known.count)
            known += missing
            matched += missing
        }
        // What was known before was counted.
        for number in found {
            let (word, bit) = (Int((number - base) >> 6), UInt64(1) << (number & 63))
            guard known[word] & bit == 0 else { continue }
            matched[word] |= bit
            matchedInRing += 1
        }
        for word in words {
            let start = base + UInt64(word) << 6
            var bits = ~UInt64(0)
            if start < lines.lowerBound { bits &= ~0 << (lines.lowerBound - start) }
            if start + 64 > lines.upperBound { bits &= ~0 >> (start + 64 - lines.upperBound) }
            testedInRing += (bits & ~known[word]).nonzeroBitCount
            known[word] |= bits
        }
    }

    /// The position, from this one on, of the next line that may match: those in between are known not to.
    func candidate(atOrAfter position: Int, in window: FeedWindow) -> Int {
        guard position >= window.reservedCount, position < window.count else { return position }
        let sequence = window.sequence(at: position)
        var word = Int((sequence - base) >> 6)
        // What is known and does not match is left out.
        var bits = ~UInt64(0) << (sequence & 63)
        while word < known.count {
            let open = (~known[word] | matched[word]) & bits
            guard open == 0 else {
                return window.position(atOrAfter: base + UInt64(word) << 6 + UInt64(open.trailingZeroBitCount))
            }
            word += 1
            bits = ~0
        }
        return window.position(atOrAfter: max(sequence, base + UInt64(word) << 6))
    }

    /// The same towards the oldest line.
    func candidate(atOrBefore position: Int, in window: FeedWindow) -> Int {
        guard position >= window.reservedCount, position < window.count else { return position }
        let sequence = window.sequence(at: position)
        var word = Int((sequence - base) >> 6)
        guard word < known.count else { return position }
        var bits = ~UInt64(0) >> (63 - sequence & 63)
        let first = Int((window.dense - base) >> 6)
        while word >= first {
            let open = (~known[word] | matched[word]) & bits
            if open != 0 {
                let number = base + UInt64(word) << 6 + 63 - UInt64(open.leadingZeroBitCount)
                return number < window.dense ? window.reservedCount - 1 : window.position(atOrAfter: number)
            }
            word -= 1
            bits = ~0
        }
        return window.reservedCount - 1
    }
}
