// ViewState+Actions.swift: applies an action to the state.
import CollectorCore

extension ViewState {
    /// Carries out `action`.
    ///
    /// - Returns: what is to be done outside of the view.
    mutating func apply(_ action: Action, _ picture: Arrangement, _ tables: inout Tables) -> Effect {
        if let hint, hint.isAnswer || hint.until <= tables.now { self.hint = nil }
        if searching != nil {
            searching = nil
            // That is all that this key does then.
            if action == .back { return .none }
        }
        let wasTyping = prompt != nil
        defer {
            if !wasTyping, prompt != nil { hint = nil }
            if overlay == nil { boxSearch = BoxSearch() }
        }
        if let effect = applyEverywhere(action, tables.now) { return effect }
        if prompt != nil { return applyToPrompt(action, picture, tables) }
        if overlay != nil { return applyToOverlay(action, picture, &tables) }
        if let effect = applyToView(action, picture, &tables) { return effect }
        switch focus {
        case .peers: return applyToPeers(action, picture, tables)
        case .timeline: return applyToTimeline(action, picture, &tables)
        case .stream: return applyToStream(action, picture, &tables)
        }
    }

    /// Seconds within which a second Ctrl-C quits at once.
    private static let endSeconds = 2.0
    /// Seconds that a hint is shown.
    private static let hintSeconds = 5.0

    mutating func say(_ text: String, _ now: Instant) {
        hint = Hint(text: text, until: now.advanced(bySeconds: Self.hintSeconds))
    }

    /// Actions that mean the same whatever is open.
    private mutating func applyEverywhere(_ action: Action, _ now: Instant) -> Effect? {
        switch action {
        case .interrupt where isRemote: return .end
        case .interrupt:
            if let asked = endAskedAt, now < asked.advanced(bySeconds: Self.endSeconds) { return .end }
            endAskedAt = now
            prompt = nil
            overlay = .question(.quit)
        case .refuseStop:
            say(
                isRemote
                    ? "Ctrl-Z is refused: the view would miss lines"
                    : "Ctrl-Z is refused: it would stop the collector, and senders would wait", now)
        case .redraw: return .redraw
        // As keys, pasted text could end the collector: "query year" holds q and y.
        case .paste where prompt == nil: say("pasted text is only taken where something is typed: f or /", now)
        default: return nil
        }
        return Effect.none
    }

    /// Actions of both panes.
    private mutating func applyToView(_ action: Action, _ picture: Arrangement, _ tables: inout Tables) -> Effect? {
        switch action {
        case .help: overlay = .help(scroll: 0)
        case .handlers: overlay = .handlers(row: 1)
        case .listFilters:
            overlay = .filters(selection: 0)
            return .readSavedFilters
        case .listKinds:
            overlay = .kinds(KindsPage())
            // From now on they are counted, so that what is new later is known.
            if tables.kinds == nil { tables.kinds = KindCount() }
        case .showWatched: showWatched(picture, &tables)
        case .chooseColumns: overlay = .columns(selection: 0)
        case .quit: overlay = .question(.quit)
        case .back: letGo()
        case .nextPane: moveFocus(by: 1, picture.viewport)
        case .previousPane: moveFocus(by: -1, picture.viewport)
        case .toggleTimeline: toggleTimeline(picture, tables.now)
        case .zoom: isZoomed.toggle()
        case .togglePause: pausedAt = pausedAt == nil ? tables.pager.end : nil
        case .search: prompt = Prompt(focus == .peers ? .peerSearch : .search)
        case .editFilter: prompt = Prompt(.filter, filter.isEmpty ? "" : filter + " ")
        case .clearFilters: clearFilters(tables.now)
        case .stricter: setFilter(FilterEdit.severity(.stricter, in: filter))
        case .looser: setFilter(FilterEdit.severity(.looser, in: filter))
        case _ where needsSelection(action):
            selectFirst(picture, &tables)
        case .only:
            guard let peer = peerInHand(picture, tables) else { return noPeer(to: "pick", tables.now) }
            setFilter(FilterEdit.only("\(peer)", in: filter))
        case .hide:
            guard let peer = peerInHand(picture, tables) else { return noPeer(to: "hide", tables.now) }
            setFilter(FilterEdit.hide("\(peer)", in: filter))
        case .faster, .slower:
            changeRefresh(by: action == .slower ? 1 : -1)
            say("refresh: \(refresh) ms", tables.now)
        case .toggleMouse:
            usesMouse.toggle()
            return .setMouse(usesMouse)
        default: return nil
        }
        return Effect.none
    }

    /// Whether the action would act on a line that is not marked.
    private func needsSelection(_ action: Action) -> Bool {
        focus == .stream && selectedLine == nil && [.only, .hide, .copy, .copyWithFacts].contains(action)
    }

    /// On a busy stream the newest line is another one by the time that a key arrives: the first press only selects.
    private mutating func selectFirst(_ picture: Arrangement, _ tables: inout Tables) {
        guard let line = lineInHand(picture) else { return say("no line to select yet", tables.now) }
        show(line, picture, &tables.pager)
        say("line selected; press again", tables.now)
    }

    private mutating func changeRefresh(by steps: Int) {
        let steps = (ViewSettings.refreshes.firstIndex(of: refresh) ?? 0) + steps
        refresh = ViewSettings.refreshes[min(max(0, steps), ViewSettings.refreshes.count - 1)]
    }

    /// From the top to the bottom, and then to the top again.
    private mutating func moveFocus(by step: Int, _ viewport: Viewport) {
        let hasTimeline = timeline != nil && Layout.timelineRows(viewport.columns, viewport.rows) > 0
        let panes: [Pane] = hasTimeline ? [.peers, .timeline, .stream] : [.peers, .stream]
        let index = panes.firstIndex(of: focus) ?? 0
        focus = panes[(index + step + panes.count) % panes.count]
    }

    private mutating func letGo() {
        if focus == .timeline { return leaveTimeline() }
        if focus == .peers { selectedPeer = nil } else if follows { selectedLine = nil }
        showsSearch = false
        showsPeerSearch = false
        endShiftToMatch()
        hint = nil
    }

    mutating func setFilter(_ text: String) {
        guard text != filter else { return }
        if !filter.isEmpty { History.remember(filter, in: &filterHistory) }
        filter = text
        filterOutOfContext = nil
        // A term that is on is not off as well.
        if !shelved.isEmpty {
            let terms = FilterEdit.terms(of: text)
            shelved.removeAll { terms.contains($0.text) }
        }
    }

    private mutating func clearFilters(_ now: Instant) {
        guard !filter.isEmpty || !shelved.isEmpty else {
            return say(
                clearedBefore > 0 ? "there is no filter; C brings the cleared lines back" : "there is no filter", now)
        }
        setFilter("")
        shelved = []
    }

    private mutating func noPeer(to verb: String, _ now: Instant) -> Effect {
        say("no peer to \(verb) yet", now)
        return .none
    }
}

// MARK: - What keys act on

extension ViewState {
    /// The line that is selected, or else the last in sight.
    func lineInHand(_ picture: Arrangement) -> UInt64? { selectedLine ?? picture.stream.page.last }

    /// The peer that is selected, or else the first; in the stream, the one that the line in hand is from.
    func peerInHand(_ picture: Arrangement, _ tables: Tables) -> PeerKey? {
        switch focus {
        case .peers: selectedPeer ?? tables.peers.peer(at: 0)
        case .timeline, .stream: lineInHand(picture).flatMap(tables.pager.peer)
        }
    }

    /// Where to look for another line from: the selected one, or else the edge of what is in sight.
    func searchStart(_ picture: Arrangement, _ direction: Direction) -> UInt64 {
        if let selectedLine { return selectedLine }
        switch direction {
        case .backward: return picture.stream.page.last.map { $0 + 1 } ?? .max
        case .forward: return picture.stream.page.first.map { $0 == 0 ? 0 : $0 - 1 } ?? 0
        }
    }
}
