// ViewState+Stream.swift: moving in the stream.
import CollectorCore

extension ViewState {
    mutating func applyToStream(_ action: Action, _ picture: Arrangement, _ tables: inout Tables) -> Effect {
        switch action {
        case .move(let move): self.move(move, picture, &tables)
        case .newest:
            pausedAt = nil
            followNewest()
        case .oldest: find(StreamSearch(.line, from: 0, .forward), picture, &tables)
        case .toggleFollow: toggleFollow(picture.stream.page)
        case .searchNext: findMatch(picture, &tables, .forward)
        case .searchPrevious: findMatch(picture, &tables, .backward)
        case .nextError: find(.severe, .forward, picture, &tables)
        case .previousError: find(.severe, .backward, picture, &tables)
        case .open:
            guard let line = lineInHand(picture) else { break }
            show(line, picture, &tables.pager)
            overlay = .detail(sequence: line, as: .laidOut, scroll: 0)
        case .showContext: toggleContext(picture, tables.now)
        case .toggleTime: toggle(.time)
        case .nextTimeStyle: nextTimeStyle(tables.now)
        case .toggleWrap: wraps.toggle()
        case .mark:
            let line = selectedLine ?? tables.pager.end
            if !marks.contains(where: { $0.sequence == line }) {
                marks.append(Mark(sequence: line, time: tables.wallTime))
                marks.sort { $0.sequence < $1.sequence }
            }
            if line == tables.pager.end { say("mark set: new lines appear below it", tables.now) }
        case .nextMark: jumpToMark(picture, &tables, .forward)
        case .previousMark: jumpToMark(picture, &tables, .backward)
        case .clearView:
            // What came since a pause is not in view, and is not cleared with it.
            clearedBefore = clearedBefore == 0 ? min(tables.pager.end, pausedAt ?? .max) : 0
            say(clearedBefore == 0 ? "all lines that are held" : "cleared; C brings the lines back", tables.now)
        case .copy, .copyWithFacts:
            guard let line = lineInHand(picture) else { break }
            return .copy(sequence: line, withFacts: action == .copyWithFacts)
        case .save:
            let peer = lineInHand(picture).flatMap(tables.pager.peer) ?? selectedPeer
            prompt = Prompt(.save)
            prompt?.proposal = Self.fileName(at: tables.wallTime, offset: picture.clock.offset)
            prompt?.scopes = [.matching, .screen] + (peer.map { [.peer($0)] } ?? [])
        case .plainText: return .plainText
        default: break
        }
        return .none
    }

    /// "lines-2026-08-29-140322.log".
    private static func fileName(at time: WallTime, offset: Int) -> String {
        let parts = DisplayClock.full(time, offset: offset).prefix(19).filter { $0 != ":" }
        return "lines-" + parts.map { $0 == " " ? "-" : String($0) }.joined() + ".log"
    }

    mutating func followNewest() {
        follows = true
        selectedLine = nil
        watchedLine = nil
        endShiftToMatch()
    }

    /// Undoes a shift that was made to show a match.
    mutating func endShiftToMatch() {
        if isShiftedToMatch { sideways = 0 }
        isShiftedToMatch = false
    }

    private mutating func toggleFollow(_ page: [UInt64]) {
        follows.toggle()
        watchedLine = nil
        guard !follows else { return }
        top = page.first ?? 0
        if let selectedLine, !page.contains(selectedLine) { self.selectedLine = nil }
    }

    mutating func toggle(_ column: StreamColumn) {
        if hiddenStreamColumns.remove(column) == nil { hiddenStreamColumns.insert(column) }
    }

    private mutating func nextTimeStyle(_ now: Instant) {
        if showsTime { timeStyle = timeStyle.next }
        hiddenStreamColumns.remove(.time)
        say(timeStyle.name, now)
    }

    private mutating func move(_ move: Action.Move, _ picture: Arrangement, _ tables: inout Tables) {
        let page = picture.stream.page
        if [.left, .right, .lineStart, .lineEnd].contains(move) { isShiftedToMatch = false }
        switch move {
        case .up: find(.line, .backward, of: lineInHand(picture), picture, &tables)
        case .down: find(.line, .forward, of: lineInHand(picture), picture, &tables)
        case .pageUp: turn(.backward, to: page.first, picture, &tables)
        case .pageDown: turn(.forward, to: page.last, picture, &tables)
        case .halfUp: turn(.backward, to: page.dropLast(page.count / 2).last, picture, &tables)
        case .halfDown: turn(.forward, to: page.dropFirst(page.count / 2).first, picture, &tables)
        case .left: sideways = max(0, sideways - 8)
        case .right: sideways = min(sideways + 8, LiveFeed.longestLine * 8)
        case .lineStart: sideways = 0
        case .lineEnd: sideways = max(0, longestText(picture, tables.pager) - tables.pager.fit.textColumns)
        }
    }

    /// Turns the pane as soon as it is known what follows: at the end it turns no further than to be full.
    private mutating func turn(
        _ direction: Direction, to line: UInt64?, _ picture: Arrangement, _ tables: inout Tables
    ) {
        let page = picture.stream.page
        guard let line, let edge = direction == .forward ? page.last : page.first else { return }
        find(.page(to: line, edge: edge), direction, of: edge, picture, &tables)
    }

    /// Columns that the longest line in sight has.
    private func longestText(_ picture: Arrangement, _ pager: StreamPager) -> Int {
        let page = Set(picture.stream.page)
        let lines = picture.stream.lines.filter { page.contains($0.sequence) }
        return lines.reduce(0) { max($0, pager.fit.width(of: $1.content)) }
    }

    /// Turns a page down: `line`, which is in sight, becomes the first, so that none is skipped however many rows they
    /// take. The last line is selected.
    mutating func turnDown(to line: UInt64, from last: UInt64, _ pager: inout StreamPager) {
        var page = pager.page(from: line)
        // A line that fills the pane makes way for the next.
        if page.last == last, let next = pager.step(from: last, by: 1) { page = pager.page(from: next) }
        guard let end = page.last else { return }
        // At the end the pane stays full.
        if pager.step(from: end, by: 1) == end, !pager.stream.isCutShort { page = pager.page(upTo: end) }
        guard !follows || end != last else { return }
        turn(to: page, selecting: end)
    }

    /// Turns a page up: `line` becomes the last, and the first is selected.
    mutating func turnUp(to line: UInt64, from first: UInt64, _ pager: inout StreamPager) {
        var page = pager.page(upTo: line)
        if page.first == first, let previous = pager.step(from: first, by: -1) { page = pager.page(upTo: previous) }
        guard let start = page.first else { return }
        if pager.step(from: start, by: -1) == start, !pager.stream.isCutShort { page = pager.page(from: start) }
        turn(to: page, selecting: start)
    }

    private mutating func turn(to page: [UInt64], selecting line: UInt64) {
        follows = false
        top = page.first ?? line
        selectedLine = line
    }

    /// Selects a line and moves the pane no further than it takes to see it.
    mutating func show(_ line: UInt64?, _ picture: Arrangement, _ pager: inout StreamPager) {
        guard let line else { return }
        leaveNewest(picture, else: line)
        selectedLine = line
        guard !picture.stream.page.contains(line) else { return }
        let page = line < top ? pager.page(from: line) : pager.page(upTo: line)
        top = page.first ?? line
    }

    /// The pane stays where it is.
    private mutating func leaveNewest(_ picture: Arrangement, else line: UInt64) {
        guard follows else { return }
        follows = false
        top = picture.stream.page.first ?? line
    }

    private mutating func jumpToMark(_ picture: Arrangement, _ tables: inout Tables, _ direction: Direction) {
        let found =
            switch direction {
            case .backward: marks.last { $0.sequence < searchStart(picture, .backward) }
            case .forward: marks.first { $0.sequence > selectedLine ?? 0 }
            }
        guard let found else { return say("no mark \(direction.word) this line; m sets one", tables.now) }
        find(StreamSearch(.line, from: found.sequence, .forward, isWhole: true), picture, &tables)
    }

    /// Drops the filter but stays on the line, which then has its surroundings above and below; the second time, the
    /// other way round.
    private mutating func toggleContext(_ picture: Arrangement, _ now: Instant) {
        if let saved = filterOutOfContext {
            filter = saved
            filterOutOfContext = nil
        } else if filter.isEmpty {
            return say("no filter is set", now)
        } else {
            filterOutOfContext = filter
            filter = ""
        }
        guard let line = lineInHand(picture) else { return }
        follows = false
        selectedLine = line
        centred = line
    }
}
