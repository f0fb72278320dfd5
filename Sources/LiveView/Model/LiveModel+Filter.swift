// LiveModel+Filter.swift: the matchers in use follow what is wanted; their counts are completed in slices.
import CollectorCore

extension LiveModel {
    /// Makes the matcher of the filter that is wanted now; while one is typed, of that one if it is right.
    mutating func refreshFilter() {
        problem = nil
        let text = state.prompt?.text.trimmingBlanks ?? ""
        do throws(FilterProblem) {
            if [.search, .boxSearch].contains(state.prompt?.purpose) { _ = try SearchText.parse(text) }
            if state.prompt?.purpose == .filter { problem = use(try state.saved.resolve(text)) }
        } catch {
            problem = error
        }
        if state.prompt?.purpose != .filter { _ = use(state.filter) }
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
    mutating func refreshSearch(isNew: Bool) {
        var text = state.search
        if let prompt = state.prompt, prompt.purpose == .search, problem == nil {
            text = prompt.text.trimmingBlanks
        }
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

    /// Shifts the text so that what was found in the selected line is to be seen.
    mutating func showMatch() {
        guard !state.wraps, let line = state.selectedLine.flatMap(line) else { return }
        var shown = StreamLine(line)
        shown.found = found(in: shown)
        guard let match = place.fit.match(in: shown) else { return }
        let columns = place.textColumns
        if match.upperBound < columns {
            state.sideways = 0
        } else if match.lowerBound < state.sideways || match.upperBound >= state.sideways + columns {
            state.sideways = max(0, match.lowerBound - columns / 2)
        }
    }

    private static func searchMatcher(_ text: String, _ now: WallTime) -> FilterMatcher? {
        guard !text.isEmpty, let term = try? SearchText.parse(text) else { return nil }
        return try? FilterMatcher(FilterNode(kind: .term(term), range: 0..<text.count), now: now)
    }

    /// Tests lines for the counts, until `isOver`; to be called between frames, for 5 ms at a time.
    ///
    /// - Returns: whether there is more to do.
    package mutating func work(until isOver: () -> Bool) -> Bool {
        refreshTermIndexes()
        guard place.stream.index != nil || place.searchIndex != nil || !termIndexes.isEmpty else { return false }
        followFeed()
        let window = place.stream.window
        place.stream.index?.advance(over: window, until: isOver)
        if isOver() { return true }
        if isSearchShown { place.searchIndex?.advance(over: window, until: isOver) }
        if isOver() { return true }
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
