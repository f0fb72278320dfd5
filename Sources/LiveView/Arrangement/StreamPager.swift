// StreamPager.swift: the lines that the filter lets through, page by page: the one place that finds which lines a pane
// shows, which one keys act on next, and how many there are.
import CollectorCore

/// The stream at one moment, in a pane of one size. Walking through it changes nothing but what is remembered of lines:
/// whether the filter lets them through, and how they are laid out.
struct StreamPager {
    var stream = FilteredStream()
    /// Where lines were left out.
    var cuts = CutMarks()
    /// What is searched for among the lines that the filter lets through.
    var searchIndex: FilterIndex?
    /// What is marked in the lines; `nil` while no search is shown.
    private(set) var highlight: Highlight?
    /// What gives lines their colours.
    private var colours: LineColours?
    /// Lines with a colour and those of severity err or worse, once a key has looked for one.
    var colourIndex: FilterIndex?
    var errorIndex: FilterIndex?
    /// How the lines of the last page fit, and how they would with each kind of dates.
    private(set) var fit: StreamFit
    private var fits: [StreamFit]
    /// What the dates follow; `nil` where there are none.
    private(set) var clock: StreamClock?
    private var laidOut: [UInt64: StreamLine] = [:]
    /// The pane that they are laid out for.
    private var laidOutFit: StreamFit

    init(_ fit: StreamFit) {
        self.fit = fit
        fits = [fit]
        laidOutFit = fit
    }

    /// From now on lines are laid out for this pane.
    ///
    /// - Parameter fits: with each kind of dates.
    mutating func use(
        _ fits: [StreamFit], _ clock: StreamClock?, _ highlight: Highlight?, _ colours: LineColours?
    ) {
        (self.fits, self.clock) = (fits, clock)
        use(.none)
        guard highlight !== self.highlight || colours !== self.colours else { return }
        (self.highlight, self.colours) = (highlight, colours)
        laidOut = [:]
    }

    private mutating func use(_ dates: StreamDates) {
        if let known = fits.first(where: { $0.dates == dates }) { fit = known }
    }

    /// The number behind that of the newest line.
    var end: UInt64 { stream.window.end }
}

// MARK: - Lines

extension StreamPager {
    /// A copy of a line that is still held.
    func line(_ sequence: UInt64) -> FeedLine? {
        let position = stream.window.position(atOrAfter: sequence)
        guard position < stream.window.count, stream.window.sequence(at: position) == sequence else { return nil }
        return stream.window.line(at: position)
    }

    /// The number of a line as it is shown: among all that came, or in the files.
    func shownNumber(of sequence: UInt64) -> Int? {
        let window = stream.window
        guard window.isStored else { return Int(clamping: sequence) }
        return window.isFilling ? nil : window.evicted + window.position(atOrAfter: sequence) + 1
    }

    /// The peer that a line came from.
    func peer(of sequence: UInt64) -> PeerKey? {
        let position = stream.window.position(atOrAfter: sequence)
        guard position < stream.window.count else { return nil }
        return stream.window.withLine(at: position) { entry, _ in entry.source.peer }
    }

    /// Whether the filter hides a line that is held.
    mutating func isHiddenByFilter(_ sequence: UInt64) -> Bool {
        let window = stream.window
        return stream.index?.matches(at: window.position(atOrAfter: sequence), in: window) == false
    }

    /// A line as the pane shows it, if it is still held.
    mutating func layOut(_ sequence: UInt64) -> StreamLine? {
        if fit != laidOutFit { (laidOut, laidOutFit) = ([:], fit) }
        if let known = laidOut[sequence] { return known }
        guard let line = line(sequence) else { return nil }
        let shown = StreamLine(line, highlight: highlight, colour: colours?.colour(of: line), in: fit)
        laidOut[sequence] = shown
        return shown
    }

    /// Forgets how lines are laid out but for these.
    mutating func keepLayout(of lines: [UInt64]) {
        let kept = Set(lines)
        laidOut = laidOut.filter { kept.contains($0.key) }
    }

    /// The rows of a line with what stands in front of it; a line that is higher than the pane fills it.
    private mutating func height(of sequence: UInt64, below above: UInt64?) -> Int {
        let text = fit.wraps ? layOut(sequence)?.text.count ?? 1 : 1
        let mark = fit.marks.contains(sequence) ? 1 : 0
        return min(fit.rows, text + mark + (missing(before: sequence, below: above) == nil ? 0 : 1))
    }

    /// Whether every line takes one row, and no row is taken by anything else.
    var isEven: Bool { fit.isEven && isWhole }
}

// MARK: - Pages

extension StreamPager {
    /// Settles where the pane begins and which line is selected, and so which lines are in sight as a whole, oldest first.
    ///
    /// What is no longer shown makes way for the nearest line that is; only for now while the filter is still typed, or
    /// where the time for finding it is over.
    mutating func page(_ state: inout ViewState) -> [UInt64] {
        var settled = state
        let page = settle(&settled)
        if state.prompt?.purpose != .filter, !stream.isCutShort { state = settled }
        return page
    }

    private mutating func settle(_ state: inout ViewState) -> [UInt64] {
        if let line = state.selectedLine, !stream.contains(line) { state.selectedLine = stream.nearest(to: line) }
        if let line = state.centred {
            let above = page(upTo: line)
            state.top = above.isEmpty ? line : above[above.count / 2]
            state.centred = nil
        }
        guard !state.follows else { return page(upTo: .max) }
        var page = page(from: state.top)
        if page.count < fit.rows, !hasLines(below: page.last ?? state.top), !stream.isCutShort {
            // At the end the pane stays full.
            page = self.page(upTo: page.last ?? state.top)
            state.top = page.first ?? state.top
        }
        // The selected line stays in sight, whatever the lines around it take.
        guard let line = state.selectedLine, !page.contains(line) else { return page }
        page = line < state.top ? self.page(from: line) : self.page(upTo: line)
        state.top = page.first ?? line
        return page
    }

    private mutating func hasLines(below sequence: UInt64) -> Bool {
        !stream.forward(from: sequence + 1, count: 1).isEmpty
    }

    /// The lines that would be in sight as a whole with this one at the top. With dates fewer may fit.
    mutating func page(from sequence: UInt64) -> [UInt64] {
        let lines = stream.forward(from: sequence, count: fit.rows)
        use(.none)
        let undated = top(of: lines)
        let dates = dates(for: undated)
        use(dates)
        return dates == .none ? undated : top(of: lines)
    }

    /// The lines that would be in sight as a whole with this one at the bottom; and would be too if `page(from:)` were asked
    /// with the first of them.
    mutating func page(upTo sequence: UInt64) -> [UInt64] {
        let lines = stream.backward(before: sequence == .max ? .max : sequence + 1, count: fit.rows)
        use(.none)
        let undated = bottom(of: lines)
        if isEven { use(dates(for: undated)) } else { undated.first.map { _ = page(from: $0) } }
        return fit.dates == .none ? undated : bottom(of: lines)
    }

    private mutating func top(of lines: [UInt64]) -> [UInt64] {
        isEven ? lines : Array(lines.prefix(count(fitting: lines, .forward, rows: fit.rows)))
    }

    private mutating func bottom(of lines: [UInt64]) -> [UInt64] {
        guard !isEven else { return lines }
        let rows = fit.rows - (missing(after: lines.last) == nil ? 0 : 1)
        return Array(lines.suffix(count(fitting: lines, .backward, rows: rows)))
    }

    /// How many of the lines, from the first on or back from the last, fit as a whole; one at least.
    private mutating func count(fitting lines: [UInt64], _ direction: Direction, rows: Int) -> Int {
        var left = rows
        var count = 0
        while count < lines.count {
            let index = direction == .forward ? count : lines.count - 1 - count
            left -= height(of: lines[index], below: index > 0 ? lines[index - 1] : nil)
            guard left >= 0 || count == 0 else { break }
            count += 1
        }
        return count
    }

    /// The line `lines` further down, or up where it is negative, among those that the filter lets through.
    mutating func step(from sequence: UInt64, by lines: Int) -> UInt64? {
        stream.step(from: sequence, by: lines)
    }
}

// MARK: - Finding

extension StreamPager {
    /// Goes on with a search until `isOver`.
    mutating func find(_ search: StreamSearch, until isOver: () -> Bool) -> Finding {
        let (place, direction) = (search.place, search.direction)
        switch search.target {
        case .match:
            guard searchIndex != nil else { return .none }
            return stream.find(&searchIndex, from: place, direction, until: isOver)
        case .coloured:
            if colourIndex == nil { colourIndex = colours.map { index(of: $0.matcher) } }
            guard colourIndex != nil else { return .none }
            return stream.find(&colourIndex, from: place, direction, until: isOver)
        case .severe:
            if errorIndex == nil { errorIndex = index(of: FilterMatcher(severities: .severe)) }
            return stream.find(&errorIndex, from: place, direction, until: isOver)
        case .line, .page:
            var index = stream.index.take()
            defer { stream.index = index }
            return stream.find(&index, from: place, direction, until: isOver)
        }
    }

    /// What a matcher finds, it finds among the lines that the filter lets through.
    func index(of matcher: FilterMatcher) -> FilterIndex {
        FilterIndex(FilterMatcher(all: [stream.index?.matcher, matcher].compactMap { $0 }), over: stream.window)
    }
}
