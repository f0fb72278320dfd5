// Reducer+Stream.swift: moving about in the stream.
import CollectorCore

extension ViewState {
    mutating func applyToStream(_ action: Action, _ place: inout some StreamPlace) -> Effect {
        switch action {
        case .move(let move): self.move(move, &place)
        case .newest: followNewest()
        case .oldest: show(place.step(from: 0, by: 0), &place)
        case .toggleFollow: toggleFollow(place.page)
        case .searchNext: find(&place, backward: false)
        case .searchPrevious: find(&place, backward: true)
        case .nextError: findError(&place, backward: false)
        case .previousError: findError(&place, backward: true)
        case .open:
            guard let line = selectedLine ?? place.page.last else { break }
            overlay = .detail(sequence: line, showsHex: false, scroll: 0)
        case .showContext: toggleContext(&place)
        case .toggleTime: toggle(.time)
        case .nextTimeStyle: nextTimeStyle(place.now)
        case .toggleWrap: wraps.toggle()
        case .mark:
            let line = selectedLine ?? place.end
            if !marks.contains(where: { $0.sequence == line }) {
                marks.append(Mark(sequence: line, time: place.wallTime))
                marks.sort { $0.sequence < $1.sequence }
            }
            if line == place.end { say("mark: what comes from now on stands below it", place.now) }
        case .nextMark: jumpToMark(&place, backward: false)
        case .previousMark: jumpToMark(&place, backward: true)
        case .clearView:
            clearedBefore = clearedBefore == 0 ? place.end : 0
            say(clearedBefore == 0 ? "all lines that are held" : "cleared; C brings the lines back", place.now)
        case .copy, .copyWithFacts:
            guard let line = selectedLine ?? place.page.last else { break }
            return .copy(sequence: line, withFacts: action == .copyWithFacts)
        case .save:
            let peer = (selectedLine ?? place.page.last).flatMap(place.peer) ?? selectedPeer
            prompt = Prompt(.save)
            prompt?.scopes = [.matching, .screen] + (peer.map { [.peer($0)] } ?? [])
        case .plainText: return .plainText
        default: break
        }
        return .none
    }

    mutating func followNewest() {
        follows = true
        selectedLine = nil
    }

    private mutating func toggleFollow(_ page: [UInt64]) {
        follows.toggle()
        if !follows { top = page.first ?? 0 }
    }

    mutating func toggle(_ column: StreamColumn) {
        if hiddenStreamColumns.remove(column) == nil { hiddenStreamColumns.insert(column) }
    }

    private mutating func nextTimeStyle(_ now: Instant) {
        let styles = TimeStyle.allCases
        if showsTime { timeStyle = styles[(styles.firstIndex(of: timeStyle)! + 1) % styles.count] }
        hiddenStreamColumns.remove(.time)
        say(timeStyle.name, now)
    }

    private mutating func move(_ move: Action.Move, _ place: inout some StreamPlace) {
        switch move {
        case .up: moveSelection(by: -1, &place)
        case .down: moveSelection(by: 1, &place)
        case .pageUp: turnUp(to: place.page.first, &place)
        case .pageDown: turnDown(to: place.page.last, &place)
        case .halfUp: turnUp(to: place.page.dropLast(place.page.count / 2).last, &place)
        case .halfDown: turnDown(to: place.page.dropFirst(place.page.count / 2).first, &place)
        case .left: sideways = max(0, sideways - 8)
        case .right: sideways = min(sideways + 8, LiveFeed.longestLine * 8)
        case .lineStart: sideways = 0
        case .lineEnd: sideways = max(0, place.longestText() - place.textColumns)
        }
    }

    private mutating func moveSelection(by lines: Int, _ place: inout some StreamPlace) {
        guard let current = selectedLine ?? place.page.last else { return }
        show(place.step(from: current, by: lines), &place)
    }

    /// Turns a page down: `line`, which is in sight, becomes the first, so that none is skipped however many rows they
    /// take. The last line is selected.
    private mutating func turnDown(to line: UInt64?, _ place: inout some StreamPlace) {
        guard let line, let last = place.page.last else { return }
        var page = place.page(from: line)
        // A line that fills the pane makes way for the next.
        if page.last == last, let next = place.step(from: last, by: 1) { page = place.page(from: next) }
        guard let end = page.last else { return }
        // At the end the pane stays full.
        if place.step(from: end, by: 1) == end { page = place.page(upTo: end) }
        guard !follows || end != last else { return }
        turn(to: page, selecting: end, &place)
    }

    /// Turns a page up: `line` becomes the last, and the first is selected.
    private mutating func turnUp(to line: UInt64?, _ place: inout some StreamPlace) {
        guard let line, let first = place.page.first else { return }
        var page = place.page(upTo: line)
        if page.first == first, let previous = place.step(from: first, by: -1) { page = place.page(upTo: previous) }
        guard let start = page.first else { return }
        if place.step(from: start, by: -1) == start { page = place.page(from: start) }
        turn(to: page, selecting: start, &place)
    }

    private mutating func turn(to page: [UInt64], selecting line: UInt64, _ place: inout some StreamPlace) {
        follows = false
        top = page.first ?? line
        selectedLine = line
        place.page = page
    }

    /// Selects a line and moves the pane no further than it takes to see it.
    mutating func show(_ line: UInt64?, _ place: inout some StreamPlace) {
        guard let line else { return }
        if follows {
            follows = false
            top = place.page.first ?? line
        }
        selectedLine = line
        guard !place.page.contains(line) else { return }
        let page = line < top ? place.page(from: line) : place.page(upTo: line)
        top = page.first ?? line
        // The next key may come before the next picture.
        place.page = page
    }

    private mutating func find(_ place: inout some StreamPlace, backward: Bool) {
        guard !search.isEmpty else { return say("nothing is searched for: / begins a search", place.now) }
        showsSearch = true
        let start = selectedLine ?? (backward ? .max : place.page.first.map { $0 == 0 ? 0 : $0 - 1 } ?? 0)
        if let line = place.searched(from: start, backward: backward) { return show(line, &place) }
        say("no match \(backward ? "before" : "after") this line", place.now)
    }

    private mutating func findError(_ place: inout some StreamPlace, backward: Bool) {
        let start = selectedLine ?? (backward ? .max : place.page.first.map { $0 == 0 ? 0 : $0 - 1 } ?? 0)
        if let line = place.severe(from: start, backward: backward) { return show(line, &place) }
        say("no line of err or worse \(backward ? "before" : "after") this one", place.now)
    }

    private mutating func jumpToMark(_ place: inout some StreamPlace, backward: Bool) {
        let current = selectedLine ?? (backward ? .max : 0)
        let found = backward ? marks.last { $0.sequence < current } : marks.first { $0.sequence > current }
        guard let found else {
            return say("no mark \(backward ? "before" : "after") this line; m drops one", place.now)
        }
        show(place.step(from: found.sequence, by: 0), &place)
    }

    /// Drops the filter but stays on the line; the second time, the other way round.
    private mutating func toggleContext(_ place: inout some StreamPlace) {
        let line = selectedLine ?? place.page.last
        if let saved = filterOutOfContext {
            filter = saved
            filterOutOfContext = nil
        } else if filter.isEmpty {
            return say("there is no filter to look behind", place.now)
        } else {
            filterOutOfContext = filter
            filter = ""
        }
        guard let line else { return }
        if follows { top = place.page.first ?? line }
        follows = false
        selectedLine = line
        // Half of the pane before the line, once the filter is another; the model steps back from here.
        top = line
    }
}
