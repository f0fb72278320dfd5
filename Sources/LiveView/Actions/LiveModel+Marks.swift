// LiveModel+Marks.swift: keeps the watched filters and those with a colour up to date with the saved ones.
import CollectorCore

/// What the watches and the colours in use were made from.
struct FilterMarks {
    /// `nil` before the first time.
    var saved: SavedFilters?
    /// The watched ones.
    var watched: [FilterNode] = []
    /// What the kinds stand for that they name, and the state of the table when that was looked up.
    var kinds = KindTemplates()
    var kindsVersion = 0
    /// Seconds that the times in them are east of UTC.
    var offset = 0
    /// Which names they were made with.
    var names = 0
    /// By the text of the filter.
    var matchers: [String: FilterMatcher] = [:]
    /// Whether their answers change with time.
    var dependOnTime = false
}

extension LiveModel {
    /// Compiles the watched filters and those with a colour again if they have changed, or their kinds have.
    mutating func refreshMarks() {
        guard state.saved != marks.saved || haveMarkedKindsChanged() || marks.offset != viewport.offset else { return }
        let window = tables.pager.stream.window
        // What is held when the view begins is new to whoever starts it.
        let start = marks.saved == nil ? window.dense : window.end
        marks.saved = state.saved
        let marked = state.saved.filters.compactMap { filter in
            filter.isWatched || filter.colour != nil
                ? (try? FilterParser.parse(filter.text)).map { (filter: filter, node: $0) } : nil
        }
        let kinds = templates(of: marked.reduce(into: []) { $0.formUnion($1.node.kinds) }, before: marks.kinds)
        if kinds != marks.kinds || viewport.offset != marks.offset || tables.peers.namesVersion != marks.names {
            (marks.kinds, marks.offset, marks.names) = (kinds, viewport.offset, tables.peers.namesVersion)
            marks.matchers = [:]
        }
        let compiled = marked.compactMap { filter, node in
            // Those whose answers stay the same are kept.
            let known = marks.matchers[filter.text].flatMap { $0.dependsOnTime ? nil : $0 }
            let matcher = known ?? (try? FilterMatcher(node, filterContext(kinds: kinds)))
            return matcher.map { (filter: filter, matcher: $0) }
        }
        marks.matchers = Dictionary(compiled.map { ($0.filter.text, $0.matcher) }, uniquingKeysWith: { $1 })
        marks.dependOnTime = compiled.contains { $0.matcher.dependsOnTime }
        marks.watched = marked.filter(\.filter.isWatched).prefix(Watches.limit).map(\.node)
        tables.watches.watch(Array(compiled.filter(\.filter.isWatched).prefix(Watches.limit)), from: start)
        tables.colours = LineColours(
            compiled.compactMap { filter, matcher in filter.colour.map { (colour: $0, matcher: matcher) } })
        tables.pager.colourIndex = nil
        state.searching?.beginAgain()
    }

    private mutating func haveMarkedKindsChanged() -> Bool {
        guard !marks.kinds.ids.isEmpty, let table = tables.kinds?.table, table.version != marks.kindsVersion else {
            return false
        }
        marks.kindsVersion = table.version
        return KindTemplates(marks.kinds.ids, in: table, before: marks.kinds) != marks.kinds
    }

    /// Filters that speak of ages or silences are asked again as time passes, those that speak of names when these change.
    mutating func renewMarks(haveNamesChanged: Bool = false) {
        guard marks.dependOnTime || haveNamesChanged, let saved = marks.saved else { return }
        marks.saved = SavedFilters()
        if saved == state.saved { refreshMarks() }
    }
}
