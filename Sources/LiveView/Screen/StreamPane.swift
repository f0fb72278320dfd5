// StreamPane.swift: the lines, one per row unless they are wrapped.
import CollectorCore

extension Arrangement {
    /// What the stream shows in a few words: everything, the filter, or the only peer with its name.
    fileprivate var streamSubject: String {
        let filter = state.filter
        guard !filter.isEmpty else { return "all peers" }
        let peer = filter.hasPrefix("peer:") ? filter.dropFirst(5) : filter[...]
        return filter + (names.name(of: String(peer.prefix { $0 != "@" })).map { " (\($0.shown))" } ?? "")
    }
}

extension Canvas {
    mutating func drawStreamTitle(_ picture: Arrangement, _ row: Int) {
        let isFocused = picture.state.focus == .stream
        fill(Style(.border), at: 0, row, until: columns, with: ruler.rule)
        let subject = picture.streamSubject
        let counts = picture.counts
        let isPart = counts.matches != nil || counts.inView < counts.held
        var right = " " + NumberText.grouped(counts.shown)
        if isPart { right += " of " + NumberText.grouped(counts.held) }
        right += columns < 60 ? " " : isPart ? " held " : counts.held == 1 ? " line held " : " lines held "
        var notes = picture.state.clearedBefore > 0 ? ["cleared"] : []
        if picture.facts.isCut { notes.append(columns < 100 ? "cut" : "cut to the filter") }
        if picture.state.sideways > 0, !picture.state.wraps {
            notes.append("\(columns < 80 ? "col" : "from column") \(picture.state.sideways + 1)")
        }
        if columns >= 100 {
            if picture.state.wraps { notes.append("wrap") }
            if picture.state.showsTime { notes.append(picture.state.timeStyle.name) }
        }
        right += notes.map { (symbols ? "· " : "- ") + $0 + " " }.joined()
        let size = ruler.width(right)
        let title = StyledText(" stream: \(subject) ", .title, isFocused ? .bold : [])
        let column = writeWhole([title], at: 2, row, until: columns - size - 4)
        if picture.counts.isPauseTurnedOver {
            // Lines of quiet peers may still be held.
            let words = picture.counts.inView > 0 ? "most paused lines were evicted " : "the paused lines were evicted "
            write(words, Style(.statePaused), at: column, row, until: columns - size - 4)
        }
        write(right, Style(.dim), at: columns - size - 2, row)
    }

    mutating func drawStream(_ picture: Arrangement) {
        let lines = picture.stream.lines
        if let row = picture.layout.streamTitles { drawColumnTitles(picture.stream.columns, row) }
        guard !picture.layout.stream.isEmpty else { return }
        if let missing = picture.stream.missing { draw(missing.lines, missing.row) }
        guard !lines.isEmpty else { return drawEmptiness(picture, picture.layout.stream.lowerBound) }
        for (index, line) in lines.enumerated() {
            if let missing = line.missing { draw(missing.lines, missing.row) }
            if let mark = line.mark { draw(mark.mark, picture, mark.row) }
            guard !line.rows.isEmpty else { return }
            draw(line, before: index > 0 ? lines[index - 1] : nil, picture)
            guard picture.state.selectedLine == line.sequence, picture.state.focus == .stream else { continue }
            for row in line.rows { mark(row, .selection) }
        }
    }

    /// The names of the columns, where some are named by messages.
    private mutating func drawColumnTitles(_ columns: StreamColumns, _ row: Int) {
        let titles: [(String, Range<Int>)] =
            [
                ("TIME", columns.time), ("PEER", columns.peer), ("NAME", columns.name), ("AT", columns.collector),
                ("HOST", columns.host), ("FACILITY", columns.facility), ("SEV", columns.severity),
                ("APP", columns.app),
            ] + columns.fields.map { ($0.path, $0.columns) } + [("TEXT", columns.text)]
        for (title, columns) in titles where !columns.isEmpty {
            writeWhole(
                [StyledText(title, .columnHeader, .bold)], at: columns.lowerBound, row, until: columns.upperBound)
        }
    }

    private mutating func drawEmptiness(_ picture: Arrangement, _ row: Int) {
        let counts = picture.counts
        let isCleared = picture.state.clearedBefore > 0
        let words =
            switch counts.absence {
            case .cleared: "the view is cleared: C brings the lines back"
            case .paused where counts.isPauseTurnedOver: "the paused lines are gone: Space shows those that came since"
            case .paused: "paused before the first line: Space shows those that came since"
            case .filtering: "looking for lines that match"
            case .noMatch:
                "no match in \(NumberText.count(counts.inView, "line"))"
                    + (isCleared ? " since C: a drops the filter, C brings lines back" : ": a shows all")
            case .nothingHeld where picture.facts.files != nil:
                picture.facts.files?.isReading == true ? "reading" : "no lines: the view shows them as they come"
            case .nothingHeld, nil:
                picture.state.isRemote ? "waiting for lines" : "waiting for lines on \(picture.facts.listening)"
            }
        write(words, Style(.dim), at: 2, row)
    }

    private mutating func draw(_ mark: Mark, _ picture: Arrangement, _ row: Int) {
        fill(Style(.mark), at: 0, row, until: columns, with: ruler.rule)
        let clock = picture.clock
        let date = StreamDates(of: [mark.time], now: clock.now, offset: clock.offset)
        let time = DisplayClock.time(mark.time, offset: clock.offset, milliseconds: false)
        write(" mark \(date.text(mark.time, offset: clock.offset))\(time) ", Style(.mark, .bold), at: 2, row)
    }

    private mutating func draw(_ missing: MissingLines, _ row: Int) {
        fill(Style(.severityWarning), at: 0, row, until: columns, with: ruler.rule)
        writeWhole([StyledText(" \(missing.words) ", .severityWarning, .bold)], at: 2, row, until: columns)
    }

    /// - Parameter before: the line above.
    private mutating func draw(
        _ placed: StreamArrangement.PlacedLine, before: StreamArrangement.PlacedLine?, _ picture: Arrangement
    ) {
        let line = placed.content
        let columns = picture.stream.columns
        let row = placed.rows.lowerBound
        let time = time(of: line, before: before?.content, picture)
        write(time, Style(.time), at: columns.time.lowerBound, row, until: columns.time.upperBound)
        let address = NumberText.address(line.line.entry.source.address, columns: columns.peer.count, symbols: symbols)
        write(address, Style(.peer), at: columns.peer.lowerBound, row, until: columns.peer.upperBound)
        drawName(of: line.line.entry.source.address, picture, columns.name, row)
        if let collector = line.line.entry.source.collector, !columns.collector.isEmpty {
            writeWhole(
                [StyledText(collector, .host)], at: columns.collector.lowerBound, row,
                until: columns.collector.upperBound)
        }
        draw(line.header.host, of: line, .host, columns.host, row)
        if !columns.facility.isEmpty {
            let facility = line.header.priority.map { Facility.names[Int($0 >> 3)] } ?? "-"
            write(facility, Style(.dim), at: columns.facility.lowerBound, row, until: columns.facility.upperBound)
        }
        drawSeverity(line.header.severity, columns.severity, row)
        drawApp(line, columns.app, row)
        for (place, value) in zip(columns.fields, line.fields) {
            guard let value else {
                write("-", Style(.dim), at: place.columns.lowerBound, row)
                continue
            }
            var column = place.columns.lowerBound
            for (glyph, style) in value {
                column = draw(CollectionOfOne(glyph), style, at: column, row, until: place.columns.upperBound)
            }
        }
        for (row, glyphs) in zip(placed.rows, line.text) {
            if let colour = line.colour {
                write(
                    colour.sign, Style(colour.role, .reverse), at: columns.colour.lowerBound, row,
                    until: columns.colour.upperBound)
            }
            var column = columns.text.lowerBound
            for (glyph, style) in glyphs {
                column = draw(CollectionOfOne(glyph), style, at: column, row, until: columns.text.upperBound)
            }
        }
    }

    private mutating func drawName(
        of address: String, _ picture: Arrangement, _ columns: Range<Int>, _ row: Int
    ) {
        guard !columns.isEmpty else { return }
        let name = picture.names.name(of: address)
        writeWhole([name?.styled ?? StyledText("-", .dim)], at: columns.lowerBound, row, until: columns.upperBound)
    }

    private mutating func drawSeverity(_ severity: Severity?, _ columns: Range<Int>, _ row: Int) {
        let isSevere = severity.map { $0 <= .error } ?? false
        let word = columns.count > 3 ? severity?.name ?? "-" : severity?.code ?? "---"
        let style = Style(severity.role, isSevere ? .bold : [])
        write(word, style, at: columns.lowerBound, row, until: columns.upperBound)
    }

    /// A part of the header in its column.
    private mutating func draw(
        _ part: Range<Int>?, of line: StreamLine, _ role: Role, _ columns: Range<Int>, _ row: Int
    ) {
        guard !columns.isEmpty else { return }
        guard let part else {
            write("-", Style(.dim), at: columns.lowerBound, row)
            return
        }
        let glyphs = ruler.sanitiser.glyphs(line.line.bytes.span.extracting(part), columns: columns.count)
        draw(glyphs, Style(role), at: columns.lowerBound, row, until: columns.upperBound)
    }

    private mutating func drawApp(_ line: StreamLine, _ columns: Range<Int>, _ row: Int) {
        draw(line.header.app, of: line, .app, columns, row)
        guard !columns.isEmpty, let process = line.header.process, let app = line.header.app else { return }
        let bytes = line.line.bytes.span
        var glyphs = ruler.sanitiser.glyphs("[")
        glyphs += ruler.sanitiser.glyphs(bytes.extracting(process), columns: columns.count)
        glyphs += ruler.sanitiser.glyphs("]")
        let name = ruler.sanitiser.glyphs(bytes.extracting(app), columns: columns.count)
        let start = columns.lowerBound + name.reduce(0) { $0 + $1.width }
        draw(glyphs, Style(.dim), at: min(start, columns.upperBound), row, until: columns.upperBound)
    }

    private func time(of line: StreamLine, before: StreamLine?, _ picture: Arrangement) -> String {
        let time = line.line.entry.received
        guard time != .unknown else { return "" }
        switch picture.state.timeStyle {
        case .local: return clockText(time, offset: picture.clock.offset, picture.stream.columns)
        case .utc: return clockText(time, offset: 0, picture.stream.columns)
        case .relative: return NumberText.duration(Int(picture.clock.now.seconds - time.seconds))
        case .delta:
            guard let before, before.line.entry.received != .unknown else { return "" }
            let distance = Double(time.nanoseconds - before.line.entry.received.nanoseconds) / 1e9
            if distance >= 100 { return "+" + NumberText.duration(Int(distance)) }
            let thousandths = max(0, Int((distance * 1_000).rounded()))
            let rest = String(thousandths % 1_000)
            return "+\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
        }
    }

    /// "14:03:21.003", "Aug 29 14:03:21", "Aug 29 14:03".
    private func clockText(_ time: WallTime, offset: Int, _ columns: StreamColumns) -> String {
        let room = columns.time.count - columns.dates.columns
        let clock = DisplayClock.time(time, offset: offset, milliseconds: room >= 12)
        return columns.dates.text(time, offset: offset) + clock.prefix(room)
    }
}
