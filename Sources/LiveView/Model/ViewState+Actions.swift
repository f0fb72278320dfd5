// Reducer.swift: an action changes the state, and nothing else.
import CollectorCore

extension ViewState {
    /// Carries out `action`.
    ///
    /// - Returns: what is to be done outside of the view.
    mutating func apply(_ action: Action, at place: inout some StreamPlace) -> Effect {
        if let hint, hint.until <= place.now { self.hint = nil }
        let wasTyping = prompt != nil
        defer {
            if !wasTyping, prompt != nil { hint = nil }
            if overlay == nil { boxSearch = BoxSearch() }
        }
        if let effect = applyEverywhere(action, &place) { return effect }
        if prompt != nil { return applyToPrompt(action, &place) }
        if overlay != nil { return applyToOverlay(action, &place) }
        if let effect = applyToView(action, &place) { return effect }
        return focus == .peers ? applyToPeers(action, &place) : applyToStream(action, &place)
    }

    /// Seconds that a hint stays.
    private static let hintSeconds = 5.0

    mutating func say(_ text: String, _ now: Instant) {
        hint = Hint(text: text, until: now.advanced(bySeconds: Self.hintSeconds))
    }

    /// Actions that mean the same whatever is open.
    private mutating func applyEverywhere(_ action: Action, _ place: inout some StreamPlace) -> Effect? {
        switch action {
        case .interrupt:
            if let asked = endAskedAt, place.now.nanoseconds - asked.nanoseconds < 2_000_000_000 { return .end }
            endAskedAt = place.now
            prompt = nil
            overlay = .question(.quit)
        case .refuseStop: say("Ctrl-Z is refused: it would stop the collector, and senders would wait", place.now)
        case .redraw: return .redraw
        // As keys, pasted text could end the collector: "query year" holds q and y.
        case .paste where prompt == nil: say("pasted text is only taken where something is typed: f or /", place.now)
        default: return nil
        }
        return Effect.none
    }

    /// Actions of both panes.
    private mutating func applyToView(_ action: Action, _ place: inout some StreamPlace) -> Effect? {
        switch action {
        case .help: overlay = .help(scroll: 0)
        case .sinks: overlay = .sinks(row: 1)
        case .listFilters:
            overlay = .filters(selection: 0)
            return .readSavedFilters
        case .chooseColumns: overlay = .columns(selection: 0)
        case .quit: overlay = .question(.quit)
        case .back: letGo()
        case .nextPane, .previousPane: focus = focus == .peers ? .stream : .peers
        case .zoom: isZoomed.toggle()
        case .togglePause: togglePause(place.end)
        case .search: prompt = Prompt(.search, "")
        case .editFilter: prompt = Prompt(.filter, filter.isEmpty ? "" : filter + " ")
        case .clearFilters: clearFilters(place.now)
        case .stricter: setFilter(FilterEdit.severity(stricter: true, in: filter))
        case .looser: setFilter(FilterEdit.severity(stricter: false, in: filter))
        case .only, .hide: narrow(action == .only, &place)
        case .faster, .slower:
            changeRefresh(by: action == .slower ? 1 : -1)
            say("a picture every \(refresh) ms at most", place.now)
        case .toggleMouse:
            usesMouse.toggle()
            return .setMouse(usesMouse)
        default: return nil
        }
        return Effect.none
    }

    private mutating func changeRefresh(by steps: Int) {
        let steps = (ViewSettings.refreshes.firstIndex(of: refresh) ?? 0) + steps
        refresh = ViewSettings.refreshes[min(max(0, steps), ViewSettings.refreshes.count - 1)]
    }

    private mutating func letGo() {
        if focus == .peers { selectedPeer = nil } else if follows { selectedLine = nil }
        showsSearch = false
        hint = nil
    }

    private mutating func togglePause(_ end: UInt64) {
        pausedAt = pausedAt == nil ? end : nil
    }

    mutating func setFilter(_ text: String) {
        guard text != filter else { return }
        if !filter.isEmpty { History.remember(filter, in: &filterHistory) }
        filter = text
        filterOutOfContext = nil
        // A term that is on is not off as well.
        if !shelved.isEmpty { shelved.removeAll(where: FilterEdit.terms(of: text).contains) }
    }

    private mutating func clearFilters(_ now: Instant) {
        guard !filter.isEmpty || !shelved.isEmpty else { return say("there is no filter", now) }
        setFilter("")
        shelved = []
    }

    /// Shows only, or hides, the peer that is picked.
    private mutating func narrow(_ isOnly: Bool, _ place: inout some StreamPlace) {
        let address =
            focus == .peers ? selectedPeer ?? place.peers.first : (selectedLine ?? place.page.last).flatMap(place.peer)
        guard let address else { return say("there is no peer to \(isOnly ? "pick" : "hide") yet", place.now) }
        setFilter(isOnly ? FilterEdit.only(address, in: filter) : FilterEdit.hide(address, in: filter))
    }
}
