// LiveModel+Filter.swift: keeps the matchers up to date with the state, and completes their counts in slices.
import CollectorCore

extension LiveModel {
    /// Seconds after which a filter that speaks of age is asked again.
    private static let ageSeconds = 2.0

    /// Makes the matchers of the filter and of the search that are wanted now; while one is typed, of that one if it is
    /// right.
    mutating func refreshFilters() {
        (tables.problem, tables.remark) = (nil, nil)
        let text = state.prompt?.text.trimmingBlanks ?? ""
        do throws(FilterProblem) {
            if [.search, .boxSearch].contains(state.prompt?.purpose) { _ = try SearchText.parse(text) }
            if state.prompt?.purpose == .filter {
                _ = try FilterParser.parse(state.saved.resolve(text))
                tables.remark = FilterParser.remark(on: text)
            }
        } catch {
            tables.problem = error
        }
        if let prompt = state.prompt, prompt.purpose == .filter {
            useTyped(prompt)
        } else {
            // The filter that holds is a right one.
            try? use(state.filter)
        }
        boundStream()
        refreshSearch(typed: state.prompt?.purpose == .search && tables.problem == nil ? text : nil)
        refreshTerms()
        refreshMarks()
        refreshTimeline()
    }

    /// Uses what is typed as far as it is a filter yet: without a last word that is wrong, or may become a field.
    private mutating func useTyped(_ prompt: Prompt) {
        let text = prompt.text
        let isFinished = prompt.cursor < text.count || text.last?.isWhitespace != false
        let start = text.lastIndex(where: \.isWhitespace).map(text.index(after:)) ?? text.startIndex
        let isUnfinished = !isFinished && FilterParser.mayBecomeField(text[start...])
        for text in (isUnfinished ? [] : [text]) + (isFinished ? [] : [String(text[..<start])]) {
            do throws(FilterProblem) {
                return try use(state.saved.resolve(text.trimmingBlanks))
            } catch {
                continue
            }
        }
    }

    /// - Throws: what is wrong with `text`; then the last good filter stays.
    private mutating func use(_ text: String) throws(FilterProblem) {
        guard
            text != filterInUse || isStale(tables.pager.stream.index) || haveKindsChanged() || haveNamesChanged
                || offsetInUse != viewport.offset
        else { return }
        if text.isEmpty {
            tables.pager.stream.index = nil
            tables.sieve = PeerSieve()
            tables.spans = []
            kindsInUse = KindTemplates()
        } else {
            let node = try FilterParser.parse(text)
            let kinds = templates(for: node)
            let matcher = try FilterMatcher(node, filterContext(kinds: kinds))
            tables.pager.stream.index = FilterIndex(matcher, over: tables.pager.stream.window)
            tables.sieve = PeerSieve(node, names: tables.peers.names)
            tables.spans = node.spans
            kindsInUse = kinds
            // Terms of kinds are counted anew.
            for term in tables.terms.keys where term.contains("kind:") { tables.terms[term] = nil }
        }
        filterInUse = text
        offsetInUse = viewport.offset
        namesInUse = tables.peers.namesVersion
        filterMadeAt = tables.now
        makeSearchIndex()
        (tables.pager.colourIndex, tables.pager.errorIndex) = (nil, nil)
    }

    /// What a filter means now that names these kinds.
    func filterContext(kinds: KindTemplates) -> FilterContext {
        FilterContext(
            now: tables.wallTime, silences: tables.peers.silences, kinds: kinds, names: tables.peers.names,
            offset: viewport.offset)
    }

    /// Whether the filter in use speaks of names, and these are others now.
    private var haveNamesChanged: Bool {
        namesInUse != tables.peers.namesVersion && filterInUse.contains("name:")
    }

    /// Whether the answers may have changed with the time.
    private func isStale(_ index: FilterIndex?) -> Bool {
        guard let index, index.matcher.dependsOnTime else { return false }
        return tables.now > filterMadeAt.advanced(bySeconds: Self.ageSeconds)
            && index.isComplete(in: tables.pager.stream.window)
    }

    /// Goes on with a search, and tests lines for the counts, until `isOver`; to be called between frames, for 5 ms at a time.
    ///
    /// - Returns: whether there is more to do.
    package mutating func work(until isOver: () -> Bool) -> Bool {
        let hasFilter = tables.pager.stream.index != nil || tables.pager.searchIndex != nil || !tables.terms.isEmpty
        let isLooking = !tables.watches.isEmpty || state.searching != nil
        guard hasFilter || isLooking || tables.kinds != nil || tables.timeline != nil else { return false }
        followFeed()
        let window = tables.pager.stream.window
        // First, as a line that leaves the ring untested is missed.
        tables.watches.advance(over: window, until: isOver)
        if isOver() { return true }
        goOnSearching(until: isOver)
        if isOver() { return true }
        tables.pager.stream.index?.advance(over: window, until: isOver)
        if isOver() { return true }
        tables.timeline?.count.advanceErrors(over: window, until: isOver)
        if isOver() { return true }
        tables.timeline?.read(tables.pager.stream, until: isOver)
        if isOver() { return true }
        if isSearchShown { tables.pager.searchIndex?.advance(over: window, until: isOver) }
        if isOver() { return true }
        tables.timeline?.count.advanceWatches(over: window, until: isOver)
        if isOver() { return true }
        for term in tables.terms.keys.sorted() {
            tables.terms[term]?.advance(over: window, until: isOver)
            if isOver() { return true }
        }
        tables.kinds?.advance(over: window, until: isOver)
        return tables.kinds?.isComplete == false && !window.isFilling
    }

    /// Each term is counted by itself while the overlay of filters is open.
    private mutating func refreshTerms() {
        guard case .filters = state.overlay else {
            if !tables.terms.isEmpty { tables.terms = [:] }
            return
        }
        let terms = Set(FilterEdit.terms(of: state.filter) + state.shelved.map(\.text))
        for term in tables.terms.keys where !terms.contains(term) { tables.terms[term] = nil }
        for term in terms where tables.terms[term] == nil {
            guard let node = try? FilterParser.parse(term) else { continue }
            let matcher = try? FilterMatcher(node, filterContext(kinds: templates(for: node)))
            guard let matcher else { continue }
            tables.terms[term] = FilterIndex(matcher, over: tables.pager.stream.window)
        }
    }
}
