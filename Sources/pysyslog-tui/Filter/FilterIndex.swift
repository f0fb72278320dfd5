// FilterIndex.swift: which lines a filter lets through, asked once per line and remembered in ring order.
import CollectorCore

/// The answers of one matcher, two bits per line, and the pass that completes them in slices.
struct FilterIndex {
    let matcher: FilterMatcher
    /// The number of the line that the first bit stands for; a multiple of 64.
    private var base: UInt64 = 0
    private var known: [UInt64] = []
    private var matched: [UInt64] = []
    /// Lines of the reserve, by number.
    private var reserved: [UInt64: Bool] = [:]
    private var reservedMatches = 0
    /// The pass has seen the lines from `low` up to `high`, and goes on in both directions.
    private var low: UInt64
    private var high: UInt64
    private var isReserveSeen = false
    /// Lines that were tested and are still held; those of them that match.
    private var testedInRing = 0
    private var matchedInRing = 0

    init(_ matcher: FilterMatcher, over window: FeedWindow) {
        self.matcher = matcher
        low = window.end
        high = window.end
        base = window.dense & ~63
    }

    var tested: Int { testedInRing + reserved.count }
    var matches: Int { matchedInRing + reservedMatches }

    /// How much of the window has been tested, 0 to 1.
    func progress(in window: FeedWindow) -> Double {
        window.count == 0 ? 1 : min(1, Double(tested) / Double(window.count))
    }

    func isComplete(in window: FeedWindow) -> Bool {
        high >= window.end && low <= window.dense && (isReserveSeen || window.reservedCount == 0)
    }

    /// Whether the filter lets the line at `position` through.
    mutating func matches(at position: Int, in window: FeedWindow) -> Bool {
        let sequence = window.sequence(at: position)
        guard position >= window.reservedCount else { return matchesReserved(sequence, at: position, in: window) }
        let word = Int((sequence - base) >> 6)
        let bit: UInt64 = 1 << (sequence & 63)
        if word >= known.count || known[word] & bit == 0 { test(word, in: window) }
        return matched[word] & bit != 0
    }

    private mutating func matchesReserved(_ sequence: UInt64, at position: Int, in window: FeedWindow) -> Bool {
        if let answer = reserved[sequence] { return answer }
        let answer = window.withLine(at: position) { matcher.matches($0, $1) }
        reserved[sequence] = answer
        if answer { reservedMatches += 1 }
        return answer
    }

    /// Tests the lines of one word: neighbours are found without a search for each.
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

    /// Forgets lines that are no longer held. To be called with every new window, before anything else.
    mutating func follow(_ window: FeedWindow) {
        let start = window.dense
        low = max(low, start)
        high = max(high, start)
        forget(before: start)
        guard !reserved.isEmpty || window.reservedCount > 0 else { return }
        if reserved.count > 2 * window.reservedCount + 64 || !isReserveSeen { isReserveSeen = false }
        let held = reserved.count
        if held > 0, held > window.reservedCount {
            reserved.removeAll(keepingCapacity: true)
            reservedMatches = 0
            isReserveSeen = false
        }
        if held < window.reservedCount { isReserveSeen = false }
    }

    private mutating func forget(before start: UInt64) {
        guard start > base else { return }
        let words = min(Int((start - base) >> 6), known.count)
        for word in 0..<words { discount(word, ~0) }
        if words < known.count, start & 63 != 0, start >> 6 == base >> 6 + UInt64(words) {
            discount(words, (1 << (start & 63)) - 1)
        }
        // Moving the rest to the front is put off until it is worth it.
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

    /// Tests lines until `isOver`: first those that are new, then from the newest to the oldest.
    mutating func advance(over window: FeedWindow, until isOver: () -> Bool) {
        while high < window.end {
            let word = Int((high - base) >> 6)
            test(word, in: window)
            high = min(base + UInt64(word + 1) << 6, window.end)
            if isOver() { return }
        }
        while low > window.dense {
            let word = Int((low - 1 - base) >> 6)
            test(word, in: window)
            low = max(base + UInt64(word) << 6, window.dense)
            if isOver() { return }
        }
        guard !isReserveSeen else { return }
        for position in 0..<window.reservedCount { _ = matches(at: position, in: window) }
        isReserveSeen = true
    }

    /// How many matching lines stand before `sequence`.
    func rank(of sequence: UInt64) -> Int {
        var rank = reserved.reduce(0) { $0 + ($1.value && $1.key < sequence ? 1 : 0) }
        guard sequence > base else { return rank }
        let words = min(Int((sequence - base) >> 6), matched.count)
        for word in 0..<words { rank += matched[word].nonzeroBitCount }
        if words < matched.count { rank += (matched[words] & ((1 << (sequence & 63)) - 1)).nonzeroBitCount }
        return rank
    }
}
