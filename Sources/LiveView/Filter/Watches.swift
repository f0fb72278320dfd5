// Watches.swift: saved filters whose lines are counted as they arrive, whatever the view shows.
import CollectorCore

/// A filter that is watched.
struct Watch {
    let name: String
    let text: String
    let matcher: FilterMatcher
    /// The number of the first line that it counts.
    let since: UInt64
    /// Lines since the last look.
    fileprivate(set) var count = 0
    /// The first of these.
    fileprivate var firstNew: UInt64?
}

/// Tests each line once, when it arrives, and counts what matches until somebody looks.
struct Watches {
    /// More filters are not watched: each tests every line.
    static let limit = 8

    private(set) var list: [Watch] = []
    /// Lines since the last look that the ring dropped before they were tested.
    private(set) var missed = 0
    /// The number of the next line to test.
    private var next: UInt64 = 0
    /// Lines of the ring that matched; it may have more, of filters that are no longer watched.
    private var matched = LineBits()
    /// A line matched since the last notice and the last look.
    private var hasNews = false
    private var noticedAt: Instant?
    /// What is told of the lines since the last look.
    private(set) var notice: FeedNote?

    /// Lines between two questions whether time is over.
    private static let stride = 32
    /// Seconds between two notices.
    private static let noticeSeconds = 10.0

    var isEmpty: Bool { list.isEmpty }

    /// From now on these filters are watched. A filter that was watched before keeps its count, also under another name.
    ///
    /// - Parameter start: the number of the first line that counts for the others.
    mutating func watch(_ filters: [(filter: SavedFilter, matcher: FilterMatcher)], from start: UInt64) {
        var before = list
        if before.isEmpty { self = Watches(next: start, noticedAt: noticedAt) }
        list = filters.map { filter, matcher in
            let known = before.firstIndex { $0.text == filter.text }.map { before.remove(at: $0) }
            return Watch(
                name: filter.name, text: filter.text, matcher: matcher, since: known?.since ?? start,
                count: known?.count ?? 0, firstNew: known?.firstNew)
        }
        if total == 0 { (hasNews, notice) = (false, nil) }
    }

    private init(next: UInt64, noticedAt: Instant?) {
        self.next = next
        self.noticedAt = noticedAt
    }

    init() {}
}

// MARK: - Counting

extension Watches {
    /// Tests new lines until `isOver`.
    mutating func advance(over window: FeedWindow, until isOver: () -> Bool) {
        guard !isEmpty else { return }
        matched.forget(before: window.dense)
        var looks = 0
        window.scan(from: window.position(atOrAfter: next)) { entry, line in
            // Those in between have left the ring.
            if entry.sequence > next { missed += Int(entry.sequence - next) }
            test(entry, line, isInRing: entry.sequence >= window.dense)
            next = entry.sequence + 1
            looks += 1
            return looks % Self.stride != 0 || !isOver()
        }
    }

    private mutating func test(_ entry: borrowing FeedEntry, _ line: Bytes, isInRing: Bool) {
        var isMatch = false
        for index in list.indices where list[index].since <= entry.sequence && list[index].matcher.matches(entry, line)
        {
            list[index].count += 1
            if list[index].firstNew == nil { list[index].firstNew = entry.sequence }
            isMatch = true
        }
        guard isMatch else { return }
        if isInRing { matched.insert(entry.sequence) }
        hasNews = true
    }

    /// Matches since the last look; a line that two filters match counts for both.
    var total: Int { list.reduce(0) { $0 + $1.count } }

    /// The first line since the last look that matched.
    var firstNew: UInt64? { list.compactMap(\.firstNew).min() }

    /// Somebody looks: what arrives from now on is new.
    mutating func look() {
        for index in list.indices { (list[index].count, list[index].firstNew) = (0, nil) }
        (missed, hasNews, notice) = (0, false, nil)
    }

    /// Makes a notice if a line matched since the last one, at most once in 10 s.
    ///
    /// - Returns: whether it did.
    mutating func makeNotice(at now: Instant, _ time: WallTime) -> Bool {
        if let noticedAt, now < noticedAt.advanced(bySeconds: Self.noticeSeconds) { return false }
        guard hasNews else { return false }
        (hasNews, noticedAt) = (false, now)
        let counts = list.filter { $0.count > 0 }.map { "\($0.name) \(NumberText.grouped($0.count))" }
        notice = FeedNote("watched: \(counts.joined(separator: ", ")); A goes there", at: time)
        return true
    }
}

// MARK: - Finding

extension Watches {
    /// The first held line from `sequence` on that a watched filter matches.
    func first(from sequence: UInt64, in window: FeedWindow) -> UInt64? {
        // Lines of quiet peers that have left the ring are few.
        for position in min(window.position(atOrAfter: sequence), window.reservedCount)..<window.reservedCount {
            if isMatch(at: position, in: window) { return window.sequence(at: position) }
        }
        var line = matched.first(from: max(sequence, window.dense))
        while let candidate = line, candidate < window.end {
            if isMatch(at: window.position(atOrAfter: candidate), in: window) { return candidate }
            line = matched.first(from: candidate + 1)
        }
        return nil
    }

    /// The last held line that a watched filter matches.
    func last(in window: FeedWindow) -> UInt64? {
        var line = matched.last(before: window.end)
        while let candidate = line, candidate >= window.dense {
            if isMatch(at: window.position(atOrAfter: candidate), in: window) { return candidate }
            line = matched.last(before: candidate)
        }
        return (0..<window.reservedCount).last { isMatch(at: $0, in: window) }.map(window.sequence)
    }

    private func isMatch(at position: Int, in window: FeedWindow) -> Bool {
        window.withLine(at: position) { entry, line in
            list.contains { $0.since <= entry.sequence && $0.matcher.matches(entry, line) }
        }
    }

    /// The filters that match a held line.
    func names(of sequence: UInt64, in window: FeedWindow) -> [String] {
        window.withLine(at: window.position(atOrAfter: sequence)) { entry, line in
            list.filter { $0.since <= entry.sequence && $0.matcher.matches(entry, line) }.map(\.name)
        }
    }
}
