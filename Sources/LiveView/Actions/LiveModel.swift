// LiveModel.swift: the view without a terminal: keys and counters in, pictures out.
import CollectorCore

/// Everything behind the screen. One thread owns it: it calls `tick` about once a second, `handle` for every key,
/// `work` in idle time and `arrange` for every picture.
///
/// Keys act on the last arrangement. One that changes the state makes it stale; before the next key it is computed
/// again.
package struct LiveModel {
    var state = ViewState()
    var tables: Tables
    /// What was arranged last, for a picture or for a key.
    private(set) var arrangement: Arrangement
    private(set) var viewport: Viewport
    var isStale = false
    /// The text that the matcher in use was made from, when, and for which zone.
    var filterInUse = ""
    var filterMadeAt: Instant
    var offsetInUse = 0
    /// What the kinds stand for that it names, and the state of the table when that was looked up.
    var kindsInUse = KindTemplates()
    var kindsVersion = 0
    /// Which names it was made with.
    var namesInUse = 0
    /// What is searched for; `nil` for nothing.
    var search: Highlight?
    let quitConfirmation: QuitConfirmation
    let watched: any Watched
    private let clock: () -> Instant
    var cutPolicy = CutPolicy()
    private var events = EventNotes()
    /// What the watches and the colours in use were made from.
    var marks = FilterMarks()

    /// Seconds that the walk to the next line of a page may take.
    private static let walkSeconds = 0.05

    /// - Parameter clock: the monotonic clock; another one in tests.
    package init(
        _ watched: any Watched, _ settings: ViewSettings, clock: @escaping () -> Instant = { .now },
        wallTime: WallTime = .now
    ) {
        self.watched = watched
        self.clock = clock
        quitConfirmation = settings.quitConfirmation
        viewport = Viewport(columns: 80, rows: 24)
        state.refresh = settings.refresh
        state.filterHistory = settings.history.filters
        state.searchHistory = settings.history.searches
        state.namesOfHiddenColumns = settings.history.hiddenColumns
        state.fieldColumns = settings.history.fieldColumns.compactMap(FieldColumn.init).suffix(FieldColumn.limit)
        state.saved = settings.saved
        state.isRemote = watched.isRemote
        state.showsFiles = watched.facts.files != nil
        filterMadeAt = clock()
        tables = Tables(watched, at: filterMadeAt, wallTime, viewport)
        arrangement = Arrangement(&state, &tables, viewport)
        state.setFilter(settings.filter)
        refreshFilters()
        isStale = true
    }
}

extension Tables {
    /// Tables before the first reading of the counters.
    fileprivate init(_ watched: any Watched, at now: Instant, _ wallTime: WallTime, _ viewport: Viewport) {
        self.now = now
        self.wallTime = wallTime
        facts = watched.facts
        account = Account(watched.snapshot())
        peers = PeerTable(at: now)
        let layout = Layout(
            columns: viewport.columns, rows: viewport.rows, peers: 0, state: ViewState(), hasWatches: false)
        pager = StreamPager(StreamFit(ViewState(), layout, viewport, longestPeer: 0))
        pager.stream.window = watched.window()
        severities = SeverityTally(at: now, from: pager.end)
    }
}

// MARK: - Input

extension LiveModel {
    /// Reads the collector's counters; called about once a second.
    ///
    /// - Parameters:
    ///   - notes: the last events of the collector.
    ///   - log: what is told where there is no event.
    /// - Returns: whether a watched filter has matched, at most once in 10 s.
    @discardableResult
    package mutating func tick(events notes: [FeedNote], log: String? = nil, wallTime: WallTime = .now) -> Bool {
        let snapshot = watched.snapshot()
        events.take(notes, log, watched.facts.attached, after: tables.facts.attached, at: wallTime)
        take(snapshot, failures: snapshot.peers.compactMap { HandshakeFailures($0) }, wallTime: wallTime)
        let isNoticed = tables.watches.makeNotice(at: tables.now, wallTime)
        tables.events = events.lines(with: tables.watches.notice, at: wallTime)
        return isNoticed
    }

    mutating func take(_ snapshot: CollectorSnapshot, failures: [HandshakeFailures], wallTime: WallTime) {
        tables.now = clock()
        tables.wallTime = wallTime
        let skippedBefore = tables.facts.skipped
        let wasReading = tables.facts.files?.isReading ?? false
        tables.facts = watched.facts
        tables.account = Account(snapshot, failures: failures)
        followFeed()
        // What was read since the last time, too.
        let isCatchingUp = wasReading || tables.facts.files?.isReading ?? false
        tables.peers.update(
            snapshot, failures: failures, silences: Silences(snapshot, tables.facts), isCatchingUp: isCatchingUp,
            at: tables.now)
        if isCatchingUp { tables.severities.skip(to: tables.pager.end) }
        if tables.facts.skipped > skippedBefore || tables.facts.isCut { tables.severities.notePart(at: tables.now) }
        tables.severities.count(tables.pager.stream.window, at: tables.now, into: &tables.peers)
        sortPeers()
        tables.peers.resort(at: tables.now)
        renewMarks()
        if let hint = state.hint, hint.until <= tables.now { state.hint = nil }
        // The sum of several has other names for them.
        let listeners = tables.facts.watchesSeveral ? [] : snapshot.listeners.map(\.name)
        if state.isRemote { wishCut(listeners: listeners) }
        isStale = true
    }

    private mutating func sortPeers() {
        tables.peers.sort(
            by: state.sort, inBytes: state.showsBytes, silentFirst: tables.sieve.wantsSilent, at: tables.now)
    }

    /// Applies the action of a key.
    ///
    /// - Returns: what the terminal has to do.
    package mutating func handle(_ key: Key) -> Effect {
        guard let action = KeyTable.action(for: key, in: state) else { return .none }
        return apply(action)
    }

    package mutating func apply(_ action: Action) -> Effect {
        lookAgain()
        if isEnd(action) { return .end }
        completeTimeline(for: action)
        let isSearch = action == .accept && state.prompt?.purpose == .search
        let effect = state.apply(action, arrangement, &tables)
        isStale = true
        if effect == .resetCounters { tables.peers.resetRates(at: tables.now) }
        if action == .showWatched { tables.events = events.lines(with: tables.watches.notice, at: tables.wallTime) }
        refreshFilters()
        sortPeers()
        if isSearch, state.prompt == nil {
            showNearestMatch()
        } else if action == .searchNext || action == .searchPrevious {
            showMatch()
        }
        return effect
    }

    /// Has the arrangement be what the keys before have made of it.
    mutating func lookAgain() {
        tables.now = clock()
        followFeed()
        if isStale { rearrange() }
    }

    /// Whether the action quits without a question.
    private func isEnd(_ action: Action) -> Bool {
        guard action == .quit || action == .interrupt, state.prompt == nil, state.overlay == nil else { return false }
        if state.isRemote { return true }
        switch quitConfirmation {
        case .never: return true
        case .always: return false
        case .connected: return tables.peers.connections == 0
        }
    }

    /// A message from elsewhere, such as the result of a save.
    package mutating func say(_ text: String) {
        state.say(text, clock())
        state.hint?.isAnswer = false
    }

    /// A save to `path` has its file, or could not have it.
    package mutating func endSavePrompt(_ path: String, hasBegun: Bool) {
        state.endSavePrompt(path, hasBegun: hasBegun)
        isStale = true
    }

    /// What addresses are called now.
    package mutating func use(_ names: PeerNames) {
        tables.peers.use(names)
        for term in tables.terms.keys where term.contains("name:") { tables.terms[term] = nil }
        renewMarks(haveNamesChanged: true)
        refreshFilters()
        isStale = true
    }

    /// Tells an event of the view itself.
    package mutating func remark(_ text: String, at time: WallTime = .now) {
        events.add(FeedNote(text, at: time))
    }

    /// The addresses of the first peers of the table that no file has a name for.
    package func addressesToResolve(limit: Int) -> [IPAddress] { tables.peers.addressesToResolve(limit: limit) }

    /// The filters that have a name now.
    package mutating func use(_ saved: SavedFilters) {
        state.saved = saved
        isStale = true
    }
}

// MARK: - Output

extension LiveModel {
    /// The layout of a picture for this terminal.
    package mutating func arrange(for viewport: Viewport, wallTime: WallTime = .now) -> Arrangement {
        tables.now = clock()
        tables.wallTime = wallTime
        followFeed()
        self.viewport = viewport
        refreshFilters()
        rearrange()
        return arrangement
    }

    mutating func rearrange() {
        tables.search = isSearchShown ? search : nil
        tables.boxSearch = Self.highlight(state.boxSearch.text, after: tables.boxSearch)
        tables.message = openedMessage
        if case .messages = state.overlay { tables.notes = watched.notes } else { tables.notes = [] }
        arrangement = Arrangement(&state, &tables, viewport)
        isStale = false
    }

    /// What `text` finds; it is made ready once.
    static func highlight(_ text: String, after before: Highlight?) -> Highlight? {
        before?.text == text ? before : Highlight(text)
    }

    private var openedMessage: OpenedMessage? {
        guard case .detail(let sequence, _, _, _) = state.overlay, let line = tables.pager.line(sequence) else {
            return nil
        }
        return OpenedMessage(
            line: line, number: tables.pager.shownNumber(of: sequence), handlers: watched.handlers(of: line))
    }

    /// Milliseconds between two pictures.
    package var refresh: Int { state.refresh }

    /// What was typed and chosen, to be kept for the next start.
    package var history: History {
        var history = History(
            filters: state.filterHistory, searches: state.searchHistory, hiddenColumns: state.namesOfHiddenColumns,
            fieldColumns: state.fieldColumns.map(\.line))
        if !state.filter.isEmpty { History.remember(state.filter, in: &history.filters) }
        return history
    }

    /// Whether the terminal's mouse is in use.
    package var usesMouse: Bool {
        get { state.usesMouse }
        set { state.usesMouse = newValue }
    }

    /// Notes how long a picture took, and how fast a slow terminal reads.
    package mutating func addFrame(from start: Instant, to end: Instant, terminalSpeed: Double?) {
        tables.frameTimes.add(from: start, to: end)
        tables.frameTimes.terminalSpeed = terminalSpeed
    }
}

// MARK: - The lines

extension LiveModel {
    /// Takes the current window of the feed. Everything that reads lines calls this first.
    package mutating func followFeed() {
        let window = watched.window()
        tables.pager.stream.window = window
        tables.pager.stream.index?.follow(window)
        tables.pager.searchIndex?.follow(window)
        tables.pager.colourIndex?.follow(window)
        tables.timeline?.count.follow(window)
        tables.pager.errorIndex?.follow(window)
        for term in tables.terms.keys { tables.terms[term]?.follow(window) }
        let clock = clock
        let deadline = clock().advanced(bySeconds: Self.walkSeconds)
        tables.pager.stream.isOver = { clock() >= deadline }
        boundStream()
    }

    /// Lines that are cleared, or came since the pause, are not in the stream.
    mutating func boundStream() {
        tables.pager.stream.floor = state.clearedBefore
        tables.pager.stream.ceiling = state.pausedAt ?? .max
    }

    /// Releases the lines until they are needed again, so that their memory can be reused while the view is idle, or
    /// while the terminal accepts no output.
    package mutating func rest() {
        tables.pager.stream.window = FeedWindow()
    }
}
