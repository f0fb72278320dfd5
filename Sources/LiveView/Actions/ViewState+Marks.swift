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
    /// Goes to the first watched line since the last look, and from there to the next ones until the view follows again.
    /// Where there is none, to the last one.
    mutating func showWatched(_ picture: Arrangement, _ tables: inout Tables) {
        let window = tables.pager.stream.window
        let watches = tables.watches
        guard !watches.isEmpty else {
            return say("nothing is watched: B lists the filters, w there watches a saved one", tables.now)
        }
        tables.watches.look()
        let next = (watchedLine.map { $0 + 1 } ?? watches.firstNew).flatMap { watches.first(from: $0, in: window) }
        let news = Self.news(of: watches, at: next)
        guard let line = next ?? watches.last(in: window) else {
            return say("\(news); no watched line is held", tables.now)
        }
        let place =
            switch (watchedLine, next) {
            case (nil, nil): news + "; the last one"
            case (nil, _): news
            case (_, nil): "the last one"
            default: "next"
            }
        let names = watches.names(of: line, in: window).joined(separator: ", ")
        say("\(names): \(place)\(reveal(line, picture, &tables))", tables.now)
        watchedLine = line
    }

    /// "first of 3 new ones".
    ///
    /// - Parameter first: the first of them that is held.
    private static func news(of watches: Watches, at first: UInt64?) -> String {
        let total = watches.total
        let count = NumberText.grouped(total) + (total == 1 ? " new one" : " new ones")
        let words =
            switch first {
            case _ where total == 0: "none is new"
            case nil: "\(count), evicted"
            case watches.firstNew: total == 1 ? count : "first of \(count)"
            default: "\(count), evicted in part"
            }
        return watches.missed == 0 ? words : "\(words), \(NumberText.count(watches.missed, "line")) not tested"
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
