// ViewState+Marks.swift: keys for saved filters that are watched or have a colour.
import CollectorCore

// MARK: - In the box of filters

extension ViewState {
    mutating func toggleWatch(_ row: FilterRow?, _ now: Instant) -> Effect {
        guard case .saved(let filter) = row else {
            return refuse("only a saved filter can be watched: s saves this one", now)
        }
        if !filter.isWatched {
            guard isRight(filter, now) else { return .none }
            guard saved.filters.count(where: \.isWatched) < Watches.limit else {
                return refuse("\(Watches.limit) filters are watched, not more: w on one of them ends that", now)
            }
        }
        return change(.watch(name: filter.name, !filter.isWatched))
    }

    mutating func changeColour(_ row: FilterRow?, _ now: Instant) -> Effect {
        guard case .saved(let filter) = row else {
            return refuse("only a saved filter can have a colour: s saves this one", now)
        }
        guard isRight(filter, now) else { return .none }
        return change(.colour(name: filter.name, FilterColour.next(after: filter.colour)))
    }

    private mutating func refuse(_ reason: String, _ now: Instant) -> Effect {
        say(reason, now)
        return .none
    }

    /// It holds at once; the file follows.
    private mutating func change(_ change: SavedFilterChange) -> Effect {
        saved.apply(change)
        return .changeSavedFilters(change)
    }
}

// MARK: - In the panes

extension ViewState {
    mutating func findColoured(
        _ colours: LineColours, _ picture: Arrangement, _ tables: inout Tables, _ direction: Direction
    ) {
        let start = searchStart(picture, direction)
        if let line = tables.pager.findColoured(colours, from: start, direction) {
            return show(line, picture, &tables.pager)
        }
        let isLooking = tables.pager.stream.isOver()
        say(isLooking ? "still looking: press again" : "no line with a colour \(direction.word) this one", tables.now)
    }

    /// Goes to the first watched line since the last look; from there to the next one. Where none is new, to the last one.
    mutating func showWatched(_ picture: Arrangement, _ tables: inout Tables) {
        let window = tables.pager.stream.window
        let watches = tables.watches
        guard !watches.isEmpty else {
            return say("nothing is watched: B lists the filters, w there watches a saved one", tables.now)
        }
        tables.watches.look()
        let isThere = focus == .stream && selectedLine != nil && selectedLine == watchedLine
        var found: UInt64?
        var words = ""
        if isThere, let line = selectedLine {
            found = watches.first(from: line + 1, in: window)
            words = found == nil ? "no watched line after this one" : "next"
        } else if let firstNew = watches.firstNew {
            found = watches.first(from: firstNew, in: window)
            words = Self.words(of: watches, isFirstHeld: found == firstNew)
        }
        if !isThere, found == nil {
            found = watches.last(in: window)
            if found != nil { words += words.isEmpty ? "the last one; none is new" : "; this is the last one" }
        }
        guard let found else {
            return say(isThere ? words : words + (words.isEmpty ? "" : "; ") + "no watched line is held", tables.now)
        }
        let names = watches.names(of: found, in: window).joined(separator: ", ")
        say("\(names): \(words)\(reveal(found, picture, &tables))", tables.now)
        watchedLine = found
    }

    /// "first of 3 new ones", "3 new ones, the first are gone".
    private static func words(of watches: Watches, isFirstHeld: Bool) -> String {
        let total = watches.total
        let count = NumberText.grouped(total) + " new" + (total == 1 ? "" : " ones")
        let words = isFirstHeld ? (total == 1 ? count : "first of \(count)") : "\(count), evicted in part"
        return watches.missed == 0 ? words : "\(words), \(NumberText.grouped(watches.missed)) not tested"
    }

    /// Selects a line, and shows it where the filter hides it, or it was cleared, or came after the pause.
    ///
    /// - Returns: what was changed for that.
    private mutating func reveal(_ line: UInt64, _ picture: Arrangement, _ tables: inout Tables) -> String {
        var words = ""
        if line < clearedBefore {
            clearedBefore = 0
            words += "; cleared lines are back"
        }
        if let pausedAt, line >= pausedAt {
            self.pausedAt = tables.pager.end
            words += "; paused from here"
        }
        if tables.pager.isHiddenByFilter(line) {
            (filterOutOfContext, filter) = (filter, "")
            words += "; v brings the filter back"
        }
        focus = .stream
        guard words.isEmpty else {
            (follows, selectedLine, centred) = (false, line, line)
            return words
        }
        show(line, picture, &tables.pager)
        return ""
    }
}
