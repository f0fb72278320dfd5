// ViewState+Timeline.swift: keys in the timeline.
import CollectorCore

extension ViewState {
    /// It takes the keys when it opens; where there is no room for it, a larger screen shows it.
    mutating func toggleTimeline(_ picture: Arrangement, _ now: Instant) {
        guard timeline == nil else {
            timeline = nil
            if focus == .timeline { focus = .stream }
            return
        }
        timeline = TimelineCursor()
        if Layout.timelineRows(picture.viewport.columns, picture.viewport.rows) > 0 {
            focus = .timeline
        } else {
            let (columns, rows) = Layout.smallestForTimeline
            say("the timeline is on: it is shown on a screen of \(columns)x\(rows) or more", now)
        }
    }

    mutating func leaveTimeline() {
        timeline?.mark = nil
        focus = .stream
        hint = nil
    }

    mutating func applyToTimeline(_ action: Action, _ picture: Arrangement, _ tables: inout Tables) -> Effect {
        guard let shown = picture.timeline else { return .none }
        switch action {
        case .move(let move):
            moveCursor(to: shown.cursor + Self.buckets(of: move), shown.timeline)
        case .oldest: moveCursor(to: shown.timeline.places.lowerBound, shown.timeline)
        case .newest: timeline?.time = nil
        case .nextError: moveToErrors(.forward, shown, tables.now)
        case .previousError: moveToErrors(.backward, shown, tables.now)
        case .open: jump(shown, &tables)
        case .mark: mark(shown, picture, tables.now)
        default: return applyToStream(action, picture, &tables)
        }
        return .none
    }

    /// Up is back, as in the stream.
    private static func buckets(of move: Action.Move) -> Int {
        switch move {
        case .left, .up: -1
        case .right, .down: 1
        case .pageUp: -10
        case .pageDown: 10
        case .halfUp: -5
        case .halfDown: 5
        case .lineStart, .lineEnd: 0
        }
    }

    /// At the newest bucket the cursor stays with the newest.
    mutating func moveCursor(to place: Int, _ shown: Timeline) {
        let place = min(max(place, shown.places.lowerBound), shown.places.upperBound)
        timeline?.time = place == shown.scale.count ? nil : shown.scale.span(at: place).lowerBound
    }

    private mutating func moveToErrors(_ direction: Direction, _ shown: TimelineArrangement, _ now: Instant) {
        let (timeline, cursor) = (shown.timeline, shown.cursor)
        func hasErrors(_ place: Int) -> Bool { timeline.buckets[place].count.errors > 0 }
        let found =
            switch direction {
            case .forward: timeline.places.first { $0 > cursor && hasErrors($0) }
            case .backward: timeline.places.last { $0 < cursor && hasErrors($0) }
            }
        if let found { return moveCursor(to: found, timeline) }
        say(
            timeline.isCounted
                ? "no line of err or worse \(direction.word) this" : "none found yet: lines are still being counted",
            now)
    }

    /// Goes to the first line of the bucket.
    private mutating func jump(_ shown: TimelineArrangement, _ tables: inout Tables) {
        let scale = shown.timeline.scale
        guard let line = tables.timeline?.count.firstLine(at: shown.cursor, of: scale, in: &tables.pager.stream) else {
            let count = shown.timeline.buckets[shown.cursor].count
            return say(
                count.lines + count.untested == 0
                    ? "no line of then is held that the filter lets through"
                    : "none found yet: lines are still being counted", tables.now)
        }
        follows = false
        selectedLine = line
        top = line
        focus = .stream
    }

    /// The second mark makes a filter of both.
    private mutating func mark(_ shown: TimelineArrangement, _ picture: Arrangement, _ now: Instant) {
        let span = shown.timeline.scale.span(at: shown.cursor)
        guard let mark = timeline?.mark else {
            timeline?.mark = span
            return say("one end is marked; m marks the other, Esc leaves", now)
        }
        timeline?.mark = nil
        let both = min(mark.lowerBound, span.lowerBound)..<max(mark.upperBound, span.upperBound)
        let term = TimeSpan(
            both, among: shown.timeline.held, isUTC: timeStyle == .utc, offset: picture.viewport.offset)
        setFilter(
            FilterEdit.onlyTime(term, in: filter) { $0.covers(both, offset: picture.viewport.offset) })
        say("only \(term); a clears the filter", now)
    }
}
