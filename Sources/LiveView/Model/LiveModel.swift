// LiveModel.swift: the view without a terminal: keys and counters go in, frames come out.
import CollectorCore

/// Everything behind the screen. One thread owns it: it calls `tick` about once a second, `handle` for every key,
/// `work` in idle time and `frame` for every picture.
package struct LiveModel {
    var state = ViewState()
    var table: PeerTable
    var place: Surroundings
    var facts = CollectorFacts()
    var snapshot: CollectorSnapshot
    var tally: SeverityTally
    /// The text that the matcher in use was made from, and when.
    var filterInUse = ""
    var filterMadeAt: Instant
    var searchInUse = ""
    var problem: FilterProblem?
    var termIndexes: [String: FilterIndex] = [:]
    package var frameTimes = FrameTimes()
    let quitConfirmation: QuitConfirmation
    /// Of the picture before.
    var lastSize: (columns: Int, rows: Int, capabilities: Capabilities)?
    /// What the collector last said of itself, the newest first.
    var events: [String] = []
    let watched: any Watched
    let clock: () -> Instant

    /// Seconds after which a filter that speaks of age is asked again.
    static let ageSeconds: Int64 = 2
    /// Milliseconds that a walk to the next line of a page may take.
    private static let walkSeconds = 0.05

    /// - Parameter clock: the monotonic clock; another one in tests.
    package init(
        _ watched: any Watched, _ settings: ViewSettings, clock: @escaping () -> Instant = { .now },
        wallTime: WallTime = .now
    ) {
        let now = clock()
        self.watched = watched
        quitConfirmation = settings.quitConfirmation
        self.clock = clock
        table = PeerTable(at: now)
        place = Surroundings(now: now, wallTime: wallTime)
        place.stream.window = watched.window()
        snapshot = watched.snapshot()
        tally = SeverityTally(at: now, from: place.stream.window.end)
        filterMadeAt = now
        state.refresh = settings.refresh
        state.filterHistory = settings.history.filters
        state.searchHistory = settings.history.searches
        state.saved = settings.saved
        state.setFilter(settings.filter)
        refreshFilter()
    }
}

// MARK: - What goes out

extension LiveModel {
    /// Milliseconds between two pictures.
    package var refresh: Int { state.refresh }

    /// What was typed, for the next time.
    package var history: History {
        var history = History(filters: state.filterHistory, searches: state.searchHistory)
        if !state.filter.isEmpty { History.remember(state.filter, in: &history.filters) }
        return history
    }

    /// Whether the terminal's mouse is in use.
    package var usesMouse: Bool {
        get { state.usesMouse }
        set { state.usesMouse = newValue }
    }

    /// The filters that have a name now.
    package mutating func use(_ saved: SavedFilters) { state.saved = saved }
}

// MARK: - What comes in

extension LiveModel {
    /// Takes over what the collector has counted. About once a second.
    ///
    /// - Parameter events: what it last said of itself, the newest first.
    package mutating func tick(events: [String], wallTime: WallTime = .now) {
        let snapshot = watched.snapshot()
        self.events = events
        take(snapshot, failures: snapshot.peers.compactMap { HandshakeFailures($0) }, wallTime: wallTime)
    }

    mutating func take(_ snapshot: CollectorSnapshot, failures: [HandshakeFailures], wallTime: WallTime) {
        place.now = clock()
        place.wallTime = wallTime
        self.snapshot = snapshot
        facts = watched.facts
        facts.handlers = snapshot.handlers
        facts.doneHandshakes = snapshot.handshakes.done
        facts.failedHandshakes = failures.reduce(snapshot.foldedPeers.handshakes.failedTotal) { $0 + $1.count }
        facts.lastRefusal = failures.max { $0.last < $1.last }
        followFeed()
        table.update(snapshot, failures: failures, at: place.now)
        tally.count(place.stream.window, at: place.now, into: &table)
        table.arrange(by: state.sort, inBytes: state.showsBytes, at: place.now)
        if let hint = state.hint, hint.until <= place.now { state.hint = nil }
    }

    /// Carries out what a key means.
    ///
    /// - Returns: what the terminal has to do.
    package mutating func handle(_ key: Key) -> Effect {
        guard let action = KeyTable.action(for: key, in: state) else { return .none }
        return apply(action)
    }

    package mutating func apply(_ action: Action) -> Effect {
        place.now = clock()
        followFeed()
        limitWalk()
        let aside = state.filterOutOfContext
        let overlay = state.overlay
        if isEnd(action) { return .end }
        let isSearch = action == .accept && state.prompt?.purpose == .search
        let effect = state.apply(action, at: &place)
        if effect == .resetCounters { table.resetRates(at: place.now) }
        table.arrange(by: state.sort, inBytes: state.showsBytes, at: place.now)
        refreshFilter()
        refreshSearch(isNew: isSearch)
        if effect.needsPage { place.page = state.follows ? place.page(upTo: .max) : place.page(from: state.top) }
        if isSearch && state.prompt == nil || action == .searchNext || action == .searchPrevious { showMatch() }
        // What the next key does to another box depends on that box, and a picture may not come in between.
        if state.overlay != overlay, let size = lastSize {
            _ = frame(columns: size.columns, rows: size.rows, capabilities: size.capabilities, wallTime: place.wallTime)
        }
        if aside != state.filterOutOfContext, let line = state.selectedLine {
            let above = place.page(upTo: line)
            state.top = above.isEmpty ? line : above[above.count / 2]
        }
        return effect
    }

    /// Whether the action ends the collector without a question.
    private func isEnd(_ action: Action) -> Bool {
        guard action == .quit || action == .interrupt, state.prompt == nil, state.overlay == nil else { return false }
        switch quitConfirmation {
        case .never: return true
        case .always: return false
        case .connected: return action == .quit && snapshot.openConnections == 0
        }
    }

    /// Text that another command wants to be seen: an error of a file that was to be written.
    package mutating func say(_ text: String) {
        state.say(text, clock())
    }

    mutating func limitWalk() {
        let clock = clock
        let deadline = clock().advanced(bySeconds: Self.walkSeconds)
        place.stream.isOver = { clock() >= deadline }
    }

    /// Looks at what is held now. Everything that looks at lines begins with this.
    package mutating func followFeed() {
        place.stream.window = watched.window()
        place.stream.index?.follow(place.stream.window)
        place.searchIndex?.follow(place.stream.window)
        for term in termIndexes.keys { termIndexes[term]?.follow(place.stream.window) }
        place.stream.floor = state.clearedBefore
        place.stream.ceiling = state.pausedAt ?? .max
    }

    /// Lets go of the lines until the next look, so that their memory can serve again while nobody looks, or while the
    /// terminal takes nothing.
    package mutating func rest() {
        place.stream.window = FeedWindow()
    }
}
