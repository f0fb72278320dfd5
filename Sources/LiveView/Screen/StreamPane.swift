// StreamPane.swift: the lines, one per row unless they are wrapped.
import CollectorCore

/// Where the parts of a line stand.
struct StreamColumns: Equatable {
    var time = 0..<0
    var peer = 0..<0
    var host = 0..<0
    var facility = 0..<0
    var severity = 0..<0
    var app = 0..<0
    var text = 0..<0

    /// - Parameter longestPeer: columns of the longest address that is known.
    init(_ state: ViewState, columns: Int, longestPeer: Int) {
        var column = 0
        func take(_ wanted: StreamColumn, _ width: Int) -> Range<Int> {
            guard !state.hiddenStreamColumns.contains(wanted) else { return column..<column }
            defer { column += width + 1 }
            return column..<column + width
        }
        let isWide = columns >= 130
        time = take(.time, state.timeStyle == .relative ? 6 : columns >= 100 ? 12 : 8)
        peer = take(.peer, columns < 60 ? 12 : columns < 100 ? 16 : min(max(15, longestPeer), columns / 6))
        if columns >= 160 { host = take(.host, 12) }
        if isWide { facility = take(.facility, 8) }
        severity = take(.severity, isWide ? 6 : 3)
        // Where there is no room for it the program stands in front of the text.
        if isWide {
            app = column..<column + (columns >= 160 ? 20 : 16)
            column = app.upperBound + 1
        }
        // Two blanks before the text let the eye find its edge.
        text = min(column + (columns < 60 ? 0 : 1), columns)..<columns
    }
}

extension Canvas {
    mutating func drawStreamTitle(_ frame: Frame, _ row: Int) {
        let isFocused = frame.state.focus == .stream
        let style = Style(.title, isFocused ? .bold : [])
        fill(Style(.border), at: 0, row, until: columns, with: rule)
        let subject = frame.state.filter.isEmpty ? "all peers" : frame.state.filter
        var right = " " + NumberText.grouped(frame.matches ?? frame.held)
        if frame.matches != nil { right += " of " + NumberText.grouped(frame.held) }
        right += columns < 60 ? " " : frame.matches == nil ? " lines held " : " held "
        var notes: [String] = []
        if columns >= 100 {
            if frame.state.wraps { notes.append("wrap") }
            if frame.state.sideways > 0 { notes.append("from column \(frame.state.sideways + 1)") }
            if frame.state.showsTime { notes.append(frame.state.timeStyle.name) }
            if frame.state.clearedBefore > 0 { notes.append("cleared") }
            right += notes.map { (symbols ? "· " : "- ") + $0 + " " }.joined()
        }
        let size = width(right)
        let column = write(" stream: \(subject) ", style, at: 2, row, until: columns - size - 4)
        if frame.isPauseTurnedOver {
            write("the paused lines were turned over ", Style(.statePaused), at: column, row, until: columns - size - 4)
        }
        write(right, Style(.dim), at: columns - size - 2, row)
    }

    mutating func drawStream(_ frame: Frame, _ rows: Range<Int>) {
        guard !rows.isEmpty else { return }
        guard !frame.lines.isEmpty else { return drawEmptiness(frame, rows) }
        let places = StreamColumns(frame.state, columns: columns, longestPeer: frame.longestPeer)
        var row = rows.lowerBound
        for (place, line) in frame.lines.enumerated() where row < rows.upperBound {
            if let mark = line.mark {
                drawMark(mark, frame, row)
                row += 1
                guard row < rows.upperBound else { return }
            }
            let before = place > 0 ? frame.lines[place - 1] : nil
            let text = text(of: line, frame.state, places, rows: rows.count)
            let end = draw(line, text, before: before, frame, places, row, rows.upperBound)
            if frame.state.selectedLine == line.sequence, frame.state.focus == .stream {
                for row in row..<end { mark(row, .selection) }
            }
            row = end
        }
    }

    private mutating func drawEmptiness(_ frame: Frame, _ rows: Range<Int>) {
        let words: String
        if frame.held == 0 {
            words = "waiting for lines on \(frame.facts.listening)"
        } else if frame.matches != nil {
            words =
                frame.progress < 1
                ? "looking for lines that match"
                : "none of \(NumberText.grouped(frame.held)) lines matches: a shows all"
        } else {
            words = "the view is cleared: C brings the lines back"
        }
        write(words, Style(.dim), at: 2, rows.lowerBound)
    }

    private mutating func drawMark(_ mark: Mark, _ frame: Frame, _ row: Int) {
        fill(Style(.mark), at: 0, row, until: columns, with: rule)
        let time = DisplayClock.time(mark.time, offset: frame.clock.offset, milliseconds: false)
        write(" mark \(time) ", Style(.mark, .bold), at: 2, row)
    }

    /// - Returns: the row behind the line.
    private mutating func draw(
        _ line: StreamLine, _ text: [[(glyph: Sanitiser.Glyph, style: Style)]], before: StreamLine?, _ frame: Frame,
        _ places: StreamColumns, _ row: Int, _ limit: Int
    ) -> Int {
        let severity = line.header.severity
        write(
            time(of: line, before: before, frame, places), Style(.time), at: places.time.lowerBound, row,
            until: places.time.upperBound)
        let address = NumberText.address(line.line.entry.source.address, columns: places.peer.count, symbols: symbols)
        write(address, Style(.peer), at: places.peer.lowerBound, row, until: places.peer.upperBound)
        field(line, line.header.host, .host, places.host, row)
        if !places.facility.isEmpty {
            let facility = line.header.priority.map { Facility.names[Int($0 >> 3)] } ?? "-"
            write(facility, Style(.dim), at: places.facility.lowerBound, row, until: places.facility.upperBound)
        }
        let isSevere = severity.map { $0 <= .error } ?? false
        let word = places.severity.count > 3 ? severity?.name ?? "-" : severity?.code ?? "---"
        write(
            word, Style(severity.role, isSevere ? .bold : []), at: places.severity.lowerBound, row,
            until: places.severity.upperBound)
        if !places.app.isEmpty { drawApp(line, places.app, row) }
        var place = row
        for part in text {
            guard place < limit else { break }
            var column = places.text.lowerBound
            for (glyph, style) in part {
                column = draw(CollectionOfOne(glyph), style, at: column, place, until: places.text.upperBound)
            }
            place += 1
        }
        return max(place, row + 1)
    }

    private mutating func field(_ line: StreamLine, _ range: Range<Int>?, _ role: Role, _ place: Range<Int>, _ row: Int)
    {
        guard !place.isEmpty else { return }
        guard let range else {
            write("-", Style(.dim), at: place.lowerBound, row)
            return
        }
        let glyphs = sanitiser.glyphs(line.line.bytes.span.extracting(range), columns: place.count)
        draw(glyphs, Style(role), at: place.lowerBound, row, until: place.upperBound)
    }

    private mutating func drawApp(_ line: StreamLine, _ place: Range<Int>, _ row: Int) {
        field(line, line.header.app, .app, place, row)
        guard let process = line.header.process, let app = line.header.app else { return }
        let bytes = line.line.bytes.span
        var glyphs = sanitiser.glyphs("[")
        glyphs += sanitiser.glyphs(bytes.extracting(process), columns: place.count)
        glyphs += sanitiser.glyphs("]")
        let start =
            place.lowerBound + sanitiser.glyphs(bytes.extracting(app), columns: place.count).reduce(0) { $0 + $1.width }
        draw(glyphs, Style(.dim), at: min(start, place.upperBound), row, until: place.upperBound)
    }

    private func time(of line: StreamLine, before: StreamLine?, _ frame: Frame, _ places: StreamColumns) -> String {
        let time = line.line.entry.received
        let hasRoom = places.time.count >= 12
        switch frame.state.timeStyle {
        case .local: return DisplayClock.time(time, offset: frame.clock.offset, milliseconds: hasRoom)
        case .utc: return DisplayClock.time(time, offset: 0, milliseconds: hasRoom)
        case .relative: return NumberText.duration(Int(frame.clock.now.seconds - time.seconds))
        case .delta:
            guard let before else { return "" }
            let distance = Double(time.nanoseconds - before.line.entry.received.nanoseconds) / 1e9
            if distance >= 100 { return "+" + NumberText.duration(Int(distance)) }
            let thousandths = max(0, Int((distance * 1_000).rounded()))
            let rest = String(thousandths % 1_000)
            return "+\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
        }
    }
}
