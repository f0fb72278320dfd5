// LiveModel+Frame.swift: collects what a picture shows.
import CollectorCore

extension LiveModel {
    /// Collects what a picture of this size shows.
    ///
    /// - Parameter offset: seconds east of UTC.
    package mutating func frame(
        columns: Int, rows: Int, capabilities: Capabilities = Capabilities(), offset: Int = 0, wallTime: WallTime = .now
    ) -> Frame {
        place.now = clock()
        place.wallTime = wallTime
        limitWalk()
        followFeed()
        refreshFilter()
        let layout = Layout(columns: columns, rows: rows, peers: table.order.count, state: state)
        arrangePlace(layout, columns, unicode: capabilities.unicode)
        let uptime = Int(wallTime.seconds - snapshot.startedAt.seconds)
        var frame = Frame(
            state: state, facts: facts,
            clock: DisplayClock(now: wallTime, offset: offset, uptime: uptime), capabilities: capabilities,
            folded: table.folded, messages: table.messages, bytes: table.bytes)
        frame.events = events
        frame.peers = table.shown
        frame.dimmed = dimmed()
        // The feed counts at once; the collector is asked once a second.
        frame.totalMessages = max(snapshot.received, Int(clamping: place.end - 1))
        frame.totalBytes = snapshot.bytes
        frame.lost = snapshot.handlers.reduce(0) { $0 + $1.lines.droppedTotal }
        frame.severities = tally.lastMinute
        frame.severitiesArePartial = tally.isPartial(at: place.now)
        frame.problem = problem
        frame.frameTimes = frameTimes
        describeStream(&frame)
        if case .detail(let sequence, _, _) = state.overlay, let line = line(sequence) {
            frame.detail = line
            frame.detailHandlers = watched.handlers(of: line)
        }
        lastSize = (columns, rows, capabilities)
        describeBox(&frame, layout, columns, rows)
        frame.terms = termIndexes.mapValues { TermCount(matches: $0.matches, hidden: $0.tested - $0.matches) }
        return frame
    }

    private mutating func arrangePlace(_ layout: Layout, _ columns: Int, unicode: Bool) {
        let before = place.fit
        place.fit = StreamFit(
            state, rows: layout.stream.count, columns: columns, longestPeer: table.longestAddress, unicode: unicode)
        place.peerRows = max(1, layout.peerRows)
        place.peers = table.order
        place.peerColumns = PeerColumns.placed(in: columns, hidden: state.hiddenColumns).map(\.column)
        place.page = state.follows ? place.page(upTo: .max) : place.page(from: state.top)
        // Where lines take more rows than before, the selected one stays in sight.
        guard !state.follows, place.fit != before, let line = state.selectedLine, line > place.page.last ?? line else {
            return
        }
        place.page = place.page(upTo: line)
        state.top = place.page.first ?? line
    }

    private mutating func describeStream(_ frame: inout Frame) {
        let window = place.stream.window
        var page = place.page
        // What is left of the pane shows the beginning of one line more.
        if !state.follows, !place.fit.isEven, let last = page.last, let next = place.step(from: last, by: 1),
            next > last
        {
            page.append(next)
        }
        frame.longestPeer = table.longestAddress
        frame.lines = page.compactMap { sequence in
            guard var shown = line(sequence).map(StreamLine.init) else { return nil }
            shown.found = found(in: shown)
            shown.mark = state.marks.last { $0.sequence == sequence }
            return shown
        }
        frame.held = window.count
        frame.matches = place.stream.index?.matches
        frame.progress = place.stream.index?.progress(in: window) ?? 1
        frame.ringShare = window.ringShare
        frame.ringCapacity = window.capacity
        frame.evicted = window.evicted
        if window.count > window.reservedCount {
            frame.oldest = window.withLine(at: window.reservedCount) { entry, _ in entry.received }
        }
        frame.unseen = state.pausedAt.map { place.stream.count(from: $0) } ?? 0
        frame.isPauseTurnedOver = state.pausedAt.map { $0 > 1 && $0 <= window.dense } ?? false
        frame.newBelow = place.page.last.map { place.stream.count(from: $0 + 1) } ?? 0
        if let index = place.searchIndex, isSearchShown {
            let rank = state.selectedLine.map { index.rank(of: $0 + 1) } ?? 0
            frame.searchResult = SearchResult(
                text: searchInUse, place: rank, count: index.matches, progress: index.progress(in: window))
        }
    }

    /// Notes for the keys what lies over the panes.
    private mutating func describeBox(_ frame: inout Frame, _ layout: Layout, _ columns: Int, _ rows: Int) {
        place.box = BoxFacts()
        guard let overlay = state.overlay, overlay.isText, !layout.isTooSmall else { return }
        let canvas = Canvas(columns: columns, rows: rows, frame.capabilities)
        let box = canvas.box(of: overlay, frame)
        place.box.visible = box.visible(in: Canvas.boxBottom(frame, layout, rows: rows))
        place.box.lines = box.lines.map { canvas.text($0, in: box) }
        place.box.subjects = box.subjects
        guard !state.boxSearch.text.isEmpty else { return }
        let found = place.box.lines(with: state.boxSearch.text)
        let rank = state.boxSearch.line.flatMap(found.firstIndex).map { $0 + 1 } ?? 0
        frame.searchResult = SearchResult(text: state.boxSearch.text, place: rank, count: found.count, progress: 1)
    }

    /// Esc puts the marks of a search away; while one is typed, they are those of the new one.
    var isSearchShown: Bool {
        !searchInUse.isEmpty && (state.showsSearch || state.prompt?.purpose == .search)
    }

    /// Where the search is found in a line, for its highlight.
    func found(in line: StreamLine) -> [Range<Int>] {
        guard isSearchShown else { return [] }
        return Highlight(searchInUse).ranges(in: line.line.bytes, from: line.header.content)
    }

    /// A copy of a line that is still held.
    func line(_ sequence: UInt64) -> FeedLine? { place.line(sequence) }

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
