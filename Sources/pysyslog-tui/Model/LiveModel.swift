// LiveModel.swift: the view without a terminal: keys and counters go in, frames come out.
import CollectorCore

/// Everything behind the screen. One thread owns it: it calls `tick` about once a second, `handle` for every key,
/// `work` in idle time and `frame` for every picture.
struct LiveModel {
    private(set) var state = ViewState()
    private(set) var table: PeerTable
    private var place: Surroundings
    private var facts = CollectorFacts()
    private var snapshot: CollectorSnapshot
    private var tally: SeverityTally
    /// The text that the matcher in use was made from, and when.
    private var filterInUse = ""
    private var filterMadeAt: Instant
    private var searchInUse = ""
    private var problem: FilterProblem?
    private var termIndexes: [String: FilterIndex] = [:]
    private let feed: LiveFeed
    private let clock: () -> Instant

    /// Seconds after which a filter that speaks of age is asked again.
    private static let ageSeconds: Int64 = 2
    /// Milliseconds that a walk to the next line of a page may take.
    private static let walkSeconds = 0.05

    /// - Parameter clock: the monotonic clock; another one in tests.
    init(
        feed: LiveFeed, filter: String = "", startedAt: WallTime, clock: @escaping () -> Instant = { .now },
        wallTime: WallTime = .now
    ) {
        let now = clock()
        self.feed = feed
        self.clock = clock
        table = PeerTable(at: now)
        place = Surroundings(now: now, wallTime: wallTime)
        place.stream.window = feed.window()
        snapshot = CollectorSnapshot(startedAt: startedAt)
        tally = SeverityTally(at: now, from: place.stream.window.end)
        filterMadeAt = now
        state.setFilter(filter)
        refreshFilter()
    }
}

// MARK: - What comes in

extension LiveModel {
    /// Takes over what the collector has counted. About once a second.
    mutating func tick(
        _ snapshot: CollectorSnapshot, facts: CollectorFacts, failures: [HandshakeFailures] = [],
        wallTime: WallTime = .now
    ) {
        place.now = clock()
        place.wallTime = wallTime
        self.snapshot = snapshot
        self.facts = facts
        self.facts.handlers = snapshot.handlers
        self.facts.failedHandshakes = failures.reduce(0) { $0 + $1.count }
        followFeed()
        table.update(snapshot, failures: failures, at: place.now)
        tally.count(place.stream.window, at: place.now, into: &table)
        table.arrange(by: state.sort, inBytes: state.showsBytes, at: place.now)
        if let hint = state.hint, hint.until <= place.now { state.hint = nil }
    }

    /// Carries out what a key means.
    ///
    /// - Returns: what the terminal has to do.
    mutating func handle(_ key: Key) -> Effect {
        guard let action = KeyTable.action(for: key, in: state) else { return .none }
        return apply(action)
    }

    mutating func apply(_ action: Action) -> Effect {
        place.now = clock()
        limitWalk()
        let aside = state.filterOutOfContext
        if action == .quit, state.prompt == nil, state.overlay == nil, snapshot.openConnections == 0 { return .end }
        let effect = state.apply(action, at: &place)
        if effect == .resetCounters { table = PeerTable(at: place.now) }
        table.arrange(by: state.sort, inBytes: state.showsBytes, at: place.now)
        refreshFilter()
        refreshSearch(isNew: action == .accept)
        if aside != state.filterOutOfContext, let line = state.selectedLine {
            state.top = place.stream.step(from: line, by: -(place.pageRows / 2)) ?? line
        }
        return effect
    }

    /// Text that another command wants to be seen: an error of a file that was to be written.
    mutating func say(_ text: String) {
        state.say(text, clock())
    }

    private mutating func limitWalk() {
        let clock = clock
        let deadline = clock().advanced(bySeconds: Self.walkSeconds)
        place.stream.isOver = { clock() >= deadline }
    }

    private mutating func followFeed() {
        place.stream.window = feed.window()
        place.stream.index?.follow(place.stream.window)
        place.searchIndex?.follow(place.stream.window)
        for term in termIndexes.keys { termIndexes[term]?.follow(place.stream.window) }
        place.stream.floor = state.clearedBefore
        place.stream.ceiling = state.pausedAt ?? .max
    }
}

// MARK: - Filters

extension LiveModel {
    /// Makes the matcher of the filter that is wanted now; while one is typed, of that one if it is right.
    private mutating func refreshFilter() {
        problem = nil
        if let prompt = state.prompt, prompt.purpose == .filter {
            if let made = use(prompt.text.trimmingBlanks) { problem = made }
        } else {
            _ = use(state.filter)
        }
        place.stream.floor = state.clearedBefore
        place.stream.ceiling = state.pausedAt ?? .max
    }

    /// - Returns: what is wrong with `text`; then the last good filter stays.
    private mutating func use(_ text: String) -> FilterProblem? {
        let isStale = place.stream.index.map { index in
            index.matcher.dependsOnTime
                && place.now.nanoseconds - filterMadeAt.nanoseconds > Self.ageSeconds * 1_000_000_000
                && index.isComplete(in: place.stream.window)
        }
        guard text != filterInUse || isStale == true else { return nil }
        if text.isEmpty {
            place.stream.index = nil
        } else {
            do throws(FilterProblem) {
                let matcher = try FilterMatcher(FilterParser.parse(text), now: place.wallTime)
                place.stream.index = FilterIndex(matcher, over: place.stream.window)
            } catch {
                return error
            }
        }
        filterInUse = text
        filterMadeAt = place.now
        searchInUse = ""
        refreshSearch(isNew: false)
        return nil
    }

    /// A search finds among the lines that the filter lets through.
    private mutating func refreshSearch(isNew: Bool) {
        var text = state.search
        if let prompt = state.prompt, prompt.purpose == .search { text = prompt.text.trimmingBlanks }
        if text != searchInUse {
            searchInUse = text
            place.searchIndex = Self.searchMatcher(text, place.wallTime).map { matcher in
                let both = [place.stream.index?.matcher, matcher].compactMap { $0 }
                return FilterIndex(FilterMatcher(all: both), over: place.stream.window)
            }
        }
        guard isNew, !text.isEmpty, state.prompt == nil, place.searchIndex != nil, state.search == text else { return }
        // The nearest match, as less does it; above where nothing follows.
        let start = state.selectedLine ?? place.page.first ?? 0
        let found =
            place.searched(from: start == 0 ? 0 : start - 1, backward: false)
            ?? place.searched(from: start, backward: true)
        state.show(found, &place)
        if found == nil { state.say("nothing matches \(text)", place.now) }
    }

    /// A search is a phrase, or an expression between slashes.
    private static func searchMatcher(_ text: String, _ now: WallTime) -> FilterMatcher? {
        guard !text.isEmpty else { return nil }
        let isExpression = text.hasPrefix("/") && text.count > 2
        let node: FilterNode?
        if isExpression {
            node = try? FilterParser.parse(text)
        } else {
            node = FilterNode(kind: .term(.text(text)), range: 0..<text.count)
        }
        return node.flatMap { try? FilterMatcher($0, now: now) }
    }

    /// Tests lines for the counts, until `isOver`; to be called between frames, for 5 ms at a time.
    ///
    /// - Returns: whether there is more to do.
    mutating func work(until isOver: () -> Bool) -> Bool {
        let window = place.stream.window
        place.stream.index?.advance(over: window, until: isOver)
        if isOver() { return true }
        place.searchIndex?.advance(over: window, until: isOver)
        if isOver() { return true }
        refreshTermIndexes()
        for term in termIndexes.keys.sorted() {
            termIndexes[term]?.advance(over: window, until: isOver)
            if isOver() { return true }
        }
        return false
    }

    /// Each term is counted by itself while the overlay of filters is open.
    private mutating func refreshTermIndexes() {
        guard case .filters = state.overlay else {
            termIndexes = [:]
            return
        }
        let terms = Set(FilterEdit.terms(of: state.filter) + state.shelved)
        for term in termIndexes.keys where !terms.contains(term) { termIndexes[term] = nil }
        for term in terms where termIndexes[term] == nil {
            guard let node = try? FilterParser.parse(term) else { continue }
            guard let matcher = try? FilterMatcher(node, now: place.wallTime) else { continue }
            termIndexes[term] = FilterIndex(matcher, over: place.stream.window)
        }
    }
}

// MARK: - What goes out

extension LiveModel {
    /// Collects what a picture of this size shows.
    ///
    /// - Parameter offset: seconds east of UTC.
    mutating func frame(
        columns: Int, rows: Int, capabilities: Capabilities = Capabilities(), offset: Int = 0, wallTime: WallTime = .now
    ) -> Frame {
        place.now = clock()
        place.wallTime = wallTime
        limitWalk()
        followFeed()
        refreshFilter()
        let layout = Layout(columns: columns, rows: rows, peers: table.order.count, state: state)
        arrangePlace(layout, columns)
        let uptime = Int(wallTime.seconds - snapshot.startedAt.seconds)
        var frame = Frame(
            state: state, facts: facts,
            clock: DisplayClock(now: wallTime, offset: offset, uptime: uptime), capabilities: capabilities,
            folded: table.folded, messages: table.messages, bytes: table.bytes)
        frame.peers = table.shown
        frame.dimmed = dimmed()
        frame.totalMessages = snapshot.received
        frame.totalBytes = snapshot.bytes
        frame.lost = snapshot.handlers.reduce(0) { $0 + $1.lines.droppedTotal }
        frame.severities = tally.lastMinute
        frame.problem = problem
        describeStream(&frame)
        if case .detail(let sequence, _, _) = state.overlay { frame.detail = line(sequence) }
        frame.termMatches = termIndexes.mapValues(\.matches)
        return frame
    }

    private mutating func arrangePlace(_ layout: Layout, _ columns: Int) {
        place.pageRows = max(1, layout.stream.count)
        place.peerRows = max(1, layout.peerRows)
        place.peers = table.order
        place.peerColumns = PeerColumns.placed(in: columns, hidden: state.hiddenColumns).map(\.column)
        let places = StreamColumns(
            columns: columns, showsTime: state.showsTime, style: state.timeStyle, longestPeer: 16)
        place.textColumns = max(1, places.text.count)
        if state.follows {
            place.page = place.stream.newest(place.pageRows)
        } else {
            place.page = place.stream.forward(from: state.top, count: place.pageRows)
        }
    }

    private func describeStream(_ frame: inout Frame) {
        let window = place.stream.window
        frame.lines = place.page.compactMap { sequence in
            guard var shown = line(sequence).map(StreamLine.init) else { return nil }
            shown.found = found(in: shown)
            shown.mark = state.marks.last { $0.sequence == sequence }
            return shown
        }
        frame.held = window.count
        frame.matches = place.stream.index?.matches
        frame.progress = place.stream.index?.progress(in: window) ?? 1
        frame.ringShare = window.capacity > 0 ? min(1, Double(window.heldBytes) / Double(window.capacity)) : 0
        frame.ringCapacity = window.capacity
        frame.evicted = window.evicted
        if window.count > window.reservedCount {
            frame.oldest = window.withLine(at: window.reservedCount) { entry, _ in entry.received }
        }
        frame.unseen = state.pausedAt.map { Int(clamping: window.end - min($0, window.end)) } ?? 0
        frame.newBelow = place.page.last.map { Int(clamping: window.end - min($0 + 1, window.end)) } ?? 0
        if let index = place.searchIndex, !state.search.isEmpty {
            let rank = state.selectedLine.map { index.rank(of: $0 + 1) } ?? 0
            frame.searchResult = SearchResult(place: rank, count: index.matches, progress: index.progress(in: window))
        }
    }

    /// Where the search is found in a line, for its highlight.
    private func found(in line: StreamLine) -> [Range<Int>] {
        guard !searchInUse.isEmpty else { return [] }
        return Highlight(searchInUse).ranges(in: line.line.bytes, from: line.header.text)
    }

    /// A copy of a line that is still held.
    func line(_ sequence: UInt64) -> FeedLine? {
        let position = place.stream.window.position(atOrAfter: sequence)
        guard position < place.stream.window.count, place.stream.window.sequence(at: position) == sequence else {
            return nil
        }
        return place.stream.window.line(at: position)
    }

    /// Peers of which the filter lets nothing through, by their address.
    private func dimmed() -> Set<String> {
        guard !filterInUse.isEmpty, let node = try? FilterParser.parse(filterInUse), case .all(let terms) = node.kind
        else { return [] }
        let patterns = terms.compactMap { term -> (patterns: [AddressPattern], isNegated: Bool)? in
            if case .term(.peer(let patterns)) = term.kind { return (patterns, term.isNegated) }
            return nil
        }
        guard !patterns.isEmpty else { return [] }
        return Set(
            table.order.filter { text in
                let address = Address(text)
                return !patterns.allSatisfy { wanted in
                    wanted.patterns.contains { $0.matches(text, address) } != wanted.isNegated
                }
            })
    }
}
