// Arrangement.swift: the layout of a picture: computed once, then rendered, and used by keys and the mouse.
import CollectorCore

/// What the view shows at one moment at one size: a value computed from the state, the tables and the size.
///
/// It is rendered to cells, tells keys what is in sight, and tells what a mouse click hits.
package struct Arrangement {
    let viewport: Viewport
    let state: ViewState
    let clock: DisplayClock
    let layout: Layout
    let peers: PeersArrangement
    /// The timeline, if it is open and there is room for it.
    let timeline: TimelineArrangement?
    let stream: StreamArrangement
    let counts: StreamCounts
    let totals: Totals
    let watches: WatchCounts
    let facts: CollectorFacts
    /// What addresses are called, and the columns that there are.
    let names: PeerNames
    let available: AvailableColumns
    let account: Account
    let events: [String]
    let problem: FilterProblem?
    let remark: String?
    let frameTimes: FrameTimes
    /// The box that is open over the panes.
    private(set) var box: PlacedBox?

    /// - Parameter state: where the pane begins is settled in it.
    init(_ state: inout ViewState, _ tables: inout Tables, _ viewport: Viewport) {
        let layout = Layout(
            columns: viewport.columns, rows: viewport.rows, peers: tables.peers.count, state: state,
            hasWatches: !tables.watches.isEmpty)
        // Keys do not act on what is not there.
        if state.focus == .timeline, layout.timeline.isEmpty { state.focus = .stream }
        let fits = StreamDates.allCases.map { dates in
            StreamFit(
                state, layout, viewport, longestPeer: tables.peers.longestAddress,
                longestName: tables.peers.longestName, collectorColumns: tables.facts.collectorColumns, dates: dates)
        }
        let times = StreamClock(state, tables.wallTime, offset: viewport.offset)
        tables.pager.use(fits, times, tables.search, tables.colours)
        let page = tables.pager.page(&state)
        self.viewport = viewport
        self.state = state
        self.layout = layout
        clock = DisplayClock(
            now: tables.wallTime, offset: viewport.offset,
            uptime: Int(tables.wallTime.seconds - tables.account.startedAt.seconds))
        peers = PeersArrangement(state, tables, layout, viewport)
        stream = StreamArrangement(state, &tables.pager, page: page, rows: layout.stream)
        timeline = TimelineArrangement(state, &tables, layout, viewport)
        counts = tables.pager.counts(state, page: page)
        totals = Totals(tables)
        watches = WatchCounts(tables.watches)
        facts = tables.facts
        names = tables.peers.names
        available = tables.columns
        account = tables.account
        events = tables.events
        problem = tables.problem
        remark = tables.remark
        frameTimes = tables.frameTimes
        guard let overlay = state.overlay, !layout.isTooSmall else { return }
        box = PlacedBox(content(of: overlay, tables), state, layout, viewport, tables.boxSearch)
    }

    var ruler: TextRuler { TextRuler(viewport.capabilities) }
    var columns: Int { viewport.columns }

    /// Whether lines are shown and stored nowhere: all handlers are held for the screen, or there are none. Of collectors
    /// elsewhere the screen holds none.
    var storesNothing: Bool { !state.isRemote && account.handlers.allSatisfy { facts.heldHandlers.contains($0.name) } }

    /// What is wrong with the connections to collectors elsewhere; `nil` where nothing is.
    var attachTrouble: String? {
        let words = facts.attached.compactMap { $0.words(offset: clock.offset) }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }

    /// How the search goes that is shown: that in the box, if there is one.
    var searchResult: SearchResult? { box?.searchResult ?? counts.search }
}

/// What is summed up over all peers.
struct Totals {
    let received: Int
    /// Peers with a connection, those of the table, and those that left long ago too.
    let livePeers: Int
    let listedPeers: Int
    let silentPeers: Int
    let folded: FoldedPeers
    let connections: Int
    let messages: RateSlots
    let bytes: RateSlots
    /// Lines of the last minute by severity, then those without.
    let severities: [Int]
    let severitiesArePartial: Bool

    init(_ tables: Tables) {
        // The feed counts at once; the collector is asked once a second. That of a collector elsewhere lacks what was
        // skipped, and outlives a restart.
        let isCounted = tables.facts.attached.isEmpty && tables.facts.files == nil
        let seen = isCounted ? Int(clamping: tables.pager.end - 1) : 0
        received = max(tables.account.received, seen)
        livePeers = tables.peers.live
        listedPeers = tables.peers.count
        silentPeers = tables.peers.silences.count
        folded = tables.peers.folded
        connections = tables.peers.connections
        messages = tables.peers.messages
        bytes = tables.peers.bytes
        severities = tables.severities.lastMinute
        severitiesArePartial = tables.severities.isPartial(at: tables.now)
    }
}
