// TimelinePane.swift: the timeline: columns of lines by time of receipt, with its scale.
import CollectorCore

extension Canvas {
    mutating func draw(_ timeline: TimelineArrangement, _ picture: Arrangement) {
        var rows = picture.layout.timeline
        let isFocused = picture.state.focus == .timeline
        if timeline.isHigh {
            drawTitle(timeline, rows.lowerBound, isFocused: isFocused)
            drawTimes(timeline, rows.upperBound - 1)
            rows = rows.lowerBound + 1..<rows.upperBound - 1
        } else {
            drawEnds(timeline, rows.lowerBound)
        }
        if let row = picture.layout.ticks {
            drawTicks(timeline, row)
            rows = rows.lowerBound..<row
        }
        let hasColours = picture.viewport.capabilities.colours
        for place in timeline.timeline.places {
            let column = timeline.start + place - 1
            let isMarked = isFocused && timeline.marked?.contains(place) == true
            for (height, row) in rows.reversed().enumerated() {
                let cell = cell(timeline.timeline, place, from: height * 8, of: rows.count * 8, hasColours)
                let hasCursor = isFocused && place == timeline.cursor
                // In reverse video a full block would look like an empty cell.
                let sign = hasCursor && cell.text == "█" ? "▾" : cell.text
                write(sign, isMarked ? cell.style.with(.underline) : cell.style, at: column, row)
                if hasCursor { mark(row, from: column, until: column + 1, .selection) }
            }
        }
    }

    /// A part of a bucket's column.
    ///
    /// - Parameters:
    ///   - bottom: where the part begins, in eighths of a row.
    ///   - most: the height of the largest bucket.
    private func cell(
        _ timeline: Timeline, _ place: Int, from bottom: Int, of most: Int, _ hasColours: Bool
    ) -> StyledText {
        let bucket = timeline.buckets[place]
        if bucket.isUnknown { return StyledText(bottom > 0 ? " " : symbols ? "·" : "?", .dim) }
        if place < 1 || place > timeline.scale.count {
            return StyledText(bottom > 0 ? " " : place < 1 ? "<" : ">", bucket.count.errors > 0 ? .severityError : .dim)
        }
        let largest = timeline.most
        func height(_ lines: Int) -> Int { lines == 0 ? 0 : max(1, (lines * most + largest / 2) / largest) }
        let (all, severe) = (height(bucket.count.lines), height(bucket.count.errors))
        let level = min(8, max(0, all - bottom))
        // Errors are at the bottom; a cell that they share has the tone of what fills most of it, but they are never hidden.
        let isSevere = severe > bottom && (bottom == 0 || severe - bottom >= 4)
        let sign = isSevere && level > 0 && !hasColours ? "\(level)" : Sparkline.sign(level, symbols: symbols)
        return StyledText(sign, isSevere ? .severityError : .sparkline, bucket.isExact ? [] : .dim)
    }
}

// MARK: - The scale

extension Canvas {
    /// In a single row: the times at both ends, the largest count and the width of a bucket.
    private mutating func drawEnds(_ timeline: TimelineArrangement, _ row: Int) {
        let scale = timeline.timeline.scale
        let end = timeline.start + scale.count
        write(Self.label(scale.start, timeline), Style(.time), at: 1, row, until: timeline.start - 1)
        let column = write(Self.label(scale.end, timeline), Style(.time), at: end + 1, row)
        write("  " + Self.most(timeline), Style(.dim), at: column, row)
    }

    /// "max 1,204 in 5s", and "  37%" while not all lines of files are counted.
    private static func most(_ timeline: TimelineArrangement) -> String {
        let most = timeline.timeline.most
        let number = most < 10_000 ? NumberText.grouped(most) : NumberText.compact(Double(most))
        let share = timeline.timeline.countedShare
        let progress = share < 1 ? "  \(min(99, Int(share * 100)))%" : ""
        return "max \(number) in \(width(timeline.timeline.scale.grid.width))" + progress
    }

    /// "250ms", "5s", "15m", "12h", "1d".
    private static func width(_ nanoseconds: Int64) -> String {
        if nanoseconds < TimeSpan.second { return "\(nanoseconds / 1_000_000)ms" }
        let seconds = nanoseconds / TimeSpan.second
        for (unit, size) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60)] where seconds % size == 0 {
            return "\(seconds / size)\(unit)"
        }
        return "\(seconds)s"
    }

    /// A time in at most eight columns. On a scale of a day and more it has the day, on one of a month the month. A time
    /// that is no whole second is without its hour.
    private static func label(_ time: Int64, _ timeline: TimelineArrangement) -> String {
        let scale = timeline.timeline.scale
        let full = DisplayClock.full(WallTime(nanoseconds: time), offset: timeline.offset)
        let (date, clock) = (full.prefix { $0 != " " }, full.drop { $0 != " " }.dropFirst())
        let days = (scale.end - scale.start) / TimeSpan.day
        if days >= 365 { return String(date.dropLast(3)) }
        if days >= 28 { return String(date.suffix(5)) }
        if days >= 1 || scale.grid.width >= TimeSpan.day { return date.suffix(2) + "T" + clock.prefix(5) }
        let hundredths = time.flooredDivision(by: TimeSpan.second).remainder / 10_000_000
        return hundredths == 0
            ? String(clock.prefix(8)) : clock.prefix(8).dropFirst(3) + "." + NumberText.two(Int(hundredths))
    }

    private mutating func drawTitle(_ timeline: TimelineArrangement, _ row: Int, isFocused: Bool) {
        fill(Style(.border), at: 0, row, until: columns, with: ruler.rule)
        let title = StyledText(" timeline: \(Self.most(timeline)) ", .title, isFocused ? .bold : [])
        let end = write([title], at: 2, row, until: columns - 2)
        var limit = columns - 2
        if isFocused {
            let words = [StyledText(" ")] + words(of: timeline, columns: limit - end - 3) + [StyledText(" ")]
            limit = max(end + 1, limit - ruler.width(words))
            writeWhole(words, at: limit, row, until: columns - 2)
        }
        let legend = legend(of: timeline)
        if !legend.isEmpty, limit - end > 8 { writeWhole(legend + [StyledText(" ")], at: end, row, until: limit - 1) }
    }

    /// The times at both ends, and round ones in between where there is room.
    private mutating func drawTimes(_ timeline: TimelineArrangement, _ row: Int) {
        let scale = timeline.timeline.scale
        let style = Style(.time)
        let (first, last) = (Self.label(scale.start, timeline), Self.label(scale.end, timeline))
        write(first, style, at: timeline.start, row)
        write(last, style, endingAt: timeline.start + scale.count, row, width: last.count)
        guard let step = scale.multiple(from: scale.grid.width * 14).map({ $0 / scale.grid.width }) else { return }
        for place in 1...scale.count where (scale.first + Int64(place) - 1) % step == 0 {
            let column = timeline.start + place - 1
            let label = "|" + Self.label(scale.span(at: place).lowerBound, timeline)
            guard column > timeline.start + first.count,
                column + label.count < timeline.start + scale.count - last.count
            else { continue }
            write(label, style, at: column, row)
        }
    }
}

// MARK: - Watched filters

extension Canvas {
    /// The letter of the filter that has matched lines of a bucket; where several have, how many.
    private mutating func drawTicks(_ timeline: TimelineArrangement, _ row: Int) {
        for place in timeline.timeline.places {
            let bucket = timeline.timeline.buckets[place]
            let matched = timeline.watches.indices.filter { bucket.count.watched[$0] > 0 }
            guard let first = matched.first else { continue }
            let sign = matched.count == 1 ? timeline.watches[first].letter : "\(matched.count)"
            let role = matched.count == 1 ? timeline.watches[first].role : .severityWarning
            write(sign, Style(role, bucket.isWatchedExactly ? .bold : .dim), at: timeline.start + place - 1, row)
        }
        guard !timeline.isHigh else { return }
        write("watched", Style(.dim), at: 1, row)
        writeWhole(legend(of: timeline), at: timeline.start + timeline.timeline.scale.count, row, until: columns)
    }

    /// " a oom  b logins".
    private func legend(of timeline: TimelineArrangement) -> [StyledText] {
        timeline.watches.enumerated().flatMap { place, watch in
            [
                StyledText((place == 0 ? " " : "  ") + watch.letter, watch.role, .bold),
                StyledText(" " + watch.name, .dim),
            ]
        }
    }

    /// "  a oom 3  b logins 12+": what the watched filters match there, as far as there is room. A + stands where there may
    /// be more.
    private func watchWords(_ bucket: Timeline.Bucket, _ watches: [WatchSign], columns: Int) -> [StyledText] {
        let matched = watches.indices.filter { bucket.count.watched[$0] > 0 }
        var words: [StyledText] = []
        for (shown, place) in matched.enumerated() {
            let count = NumberText.grouped(Int(bucket.count.watched[place])) + (bucket.isWatchedExactly ? "" : "+")
            let next = [
                StyledText("  " + watches[place].letter, watches[place].role, .bold),
                StyledText(" \(watches[place].name) \(count)"),
            ]
            let rest = StyledText("  +\(matched.count - shown)", .dim)
            let isLast = shown == matched.count - 1
            guard ruler.width(words + next) + (isLast ? 0 : ruler.width([rest])) <= columns else {
                return words + [rest]
            }
            words += next
        }
        return words
    }
}

// MARK: - The cursor

extension Canvas {
    /// "14:03:05-14:03:10  1,204 lines, 33 of err or worse  a oom 3".
    func words(of timeline: TimelineArrangement, columns: Int) -> [StyledText] {
        let scale = timeline.timeline.scale
        let places = timeline.selection
        let span = scale.span(at: places.lowerBound).lowerBound..<scale.span(at: places.upperBound).upperBound
        let isFine = scale.grid.width < TimeSpan.second
        func time(_ time: Int64) -> String {
            if time == .min || time == .max { return "" }
            let full = DisplayClock.full(WallTime(nanoseconds: time), offset: timeline.offset, milliseconds: isFine)
            let parts = full.split(separator: " ")
            return scale.end - scale.start < TimeSpan.day ? String(parts[1]) : "\(parts[0])T\(parts[1])"
        }
        let bucket = timeline.timeline.sum(places)
        var words = "nothing\(timeline.isFiltered ? " that the filter lets through" : "") is held of then"
        if !bucket.isUnknown || bucket.count.untested > 0 {
            words = bucket.isExact ? "" : bucket.count.untested > 0 ? "so far " : "at least "
            words += NumberText.count(bucket.count.lines, "line")
            if bucket.count.errors > 0 { words += ", \(NumberText.grouped(bucket.count.errors)) of err or worse" }
        }
        let name = timeline.marked == nil ? "" : "marked: "
        let lines = [
            StyledText("\(name)\(time(span.lowerBound))..\(time(span.upperBound))", .key, .bold),
            StyledText("  " + words, bucket.count.errors > 0 ? .severityError : .plain),
        ]
        return lines + watchWords(bucket, timeline.watches, columns: columns - ruler.width(lines))
    }
}
