// HeaderPane.swift: the rows at the top: listener, rates, health.

/// One figure of the header.
private struct Figure {
    var label: String
    var value: String
    var role = Role.number
    var attributes: Style.Attributes = [.bold]
    /// Left out where the others need the room.
    var isExtra = false

    var columns: Int { label.count + 1 + value.count }
}

extension Canvas {
    mutating func drawHeader(_ picture: Arrangement, _ rows: Range<Int>) {
        guard !rows.isEmpty else { return }
        drawTitleBar(picture, rows.lowerBound)
        if rows.count > 1 {
            let end = draw(rateFigures(picture), rows.lowerBound + 1)
            drawRates(picture, from: end, rows.lowerBound + 1)
        }
        if rows.count > 2 { draw(healthFigures(picture), rows.lowerBound + 2) }
        if rows.count > 3 { drawHandlers(picture, rows.lowerBound + 3) }
    }

    /// The last minute; two of them where there is room for words as well.
    private mutating func drawRates(_ picture: Arrangement, from end: Int, _ row: Int) {
        let rates = picture.state.showsBytes ? picture.totals.bytes : picture.totals.messages
        let words = "rate, last 120 s  "
        let isWide = columns - end >= words.count + 64
        let values = isWide ? Sparkline.halved(rates.history(120)) : rates.history(60)
        let room = min(60, columns - end - 4)
        guard room >= 8 else { return }
        let picture = Sparkline.text(values, columns: room, symbols: symbols)
        write(picture, Style(.sparkline), endingAt: columns - 1, row, width: room)
        if isWide { write(words, Style(.dim), endingAt: columns - 1 - room, row, width: words.count) }
    }

    private mutating func drawTitleBar(_ picture: Arrangement, _ row: Int) {
        fill(Style(.header), at: 0, row, until: columns)
        // What was noticed comes first: where the room is small, the end of the state is cut.
        let words = (Self.watchWord(picture).map { [$0] } ?? []) + [Self.stateWord(picture)]
        let wordColumns = ruler.width(words)
        let clock =
            columns >= 120
            ? DisplayClock.full(picture.clock.now, offset: picture.clock.offset)
            : DisplayClock.time(picture.clock.now, offset: picture.clock.offset, milliseconds: false)
        var left = [StyledText(" pysyslog-tui", .header, .bold)]
        if columns >= 120 { left.append(StyledText(" \(picture.facts.version)", .header)) }
        // An address without its end would be another address.
        func fits(_ text: String, _ right: String) -> Bool {
            ruler.width(left) + ruler.width(text) + wordColumns + right.count + 4 <= columns
        }
        let title = picture.facts.title(offset: picture.clock.offset)
        let trouble = title.trouble.map { "  \($0)" } ?? ""
        let address = "  \(title.words)\(trouble)"
        let uptime = "up \(NumberText.uptime(picture.clock.uptime))  \(clock)"
        let isNarrow = wordColumns + clock.count + 2 > columns
        let isFile = picture.facts.files != nil
        let right = !isFile && fits(address, uptime) ? uptime : isNarrow ? "" : clock
        if columns >= 60, fits(address, right) { left.append(StyledText("  \(title.words)", .header)) }
        if !trouble.isEmpty, fits(trouble, right) { left.append(StyledText(trouble, .statePaused, .bold)) }
        let file = picture.facts.configuration.map { "  config \($0)" } ?? ""
        if columns >= 120, fits(file, right) { left.append(StyledText(file, .header)) }
        let end = columns - right.count - 1
        let middle = max(ruler.width(left) + 2, (columns - wordColumns) / 2)
        write(left, at: 0, row, until: min(middle, end - wordColumns - 1) - 1)
        write(words, at: max(0, min(middle, end - wordColumns - 1)), row, until: end)
        write(right, Style(.header), at: end, row)
    }

    /// Watched lines since somebody looked; at most 14 columns.
    static func watchWord(_ picture: Arrangement) -> StyledText? {
        picture.watches.words.map { StyledText(" WATCH \($0) ", .statePaused, .bold) }
    }

    /// FOLLOW, SCROLL or PAUSED: never shown by colour alone.
    static func stateWord(_ picture: Arrangement) -> StyledText {
        if picture.state.pausedAt != nil {
            return StyledText(" PAUSED +\(NumberText.grouped(picture.counts.unseen)) unseen ", .statePaused, .bold)
        }
        guard !picture.state.follows else { return StyledText(" FOLLOW ", .stateFollow, .bold) }
        return StyledText(" SCROLL \(NumberText.grouped(picture.counts.newBelow)) below ", .stateScroll, .bold)
    }

    /// Writes as many figures as fit as a whole.
    @discardableResult
    private mutating func draw(_ figures: [Figure], _ row: Int) -> Int {
        var column = 1
        var figures = figures
        while figures.reduce(0, { $0 + $1.columns + 2 }) > columns, let extra = figures.lastIndex(where: \.isExtra) {
            figures.remove(at: extra)
        }
        for figure in figures {
            guard column + figure.columns < columns else { continue }
            column = write(figure.label, Style(.dim), at: column, row) + 1
            column = write(figure.value, Style(figure.role, figure.attributes), at: column, row) + 2
        }
        return column
    }

    private func rateFigures(_ picture: Arrangement) -> [Figure] {
        let rates = picture.state.showsBytes ? picture.totals.bytes : picture.totals.messages
        func text(_ rate: Double) -> String {
            picture.state.showsBytes ? NumberText.compact(rate) : NumberText.rate(rate)
        }
        let total: String
        if picture.state.showsBytes {
            total = NumberText.compact(Double(picture.account.bytes))
        } else {
            total = NumberText.grouped(picture.totals.received)
        }
        var figures = [
            Figure(label: picture.state.showsBytes ? "bytes" : "msgs", value: total),
            Figure(label: "1s", value: text(rates.rate(over: 1))),
            Figure(label: "10s", value: text(rates.rate(over: 10))),
            Figure(label: "60s", value: text(rates.rate(over: 60))),
            Figure(label: "peak", value: text(rates.peak), attributes: []),
        ]
        if columns >= 120 {
            let sum = NumberText.compact(Double(picture.account.bytes))
            let rate = NumberText.compact(picture.totals.bytes.rate(over: 10))
            figures.append(Figure(label: "bytes", value: "\(sum) (\(rate)/s)", attributes: []))
        }
        return figures
    }

    /// "10/1,200": those with a connection, and all.
    static func peers(_ totals: Totals) -> String {
        "\(NumberText.grouped(totals.livePeers))/\(NumberText.grouped(totals.listedPeers + totals.folded.peers))"
    }

    /// What there is to say of files.
    private func fileFigures(_ files: FilesFacts, _ picture: Arrangement) -> [Figure] {
        let peers = picture.totals.listedPeers + picture.totals.folded.peers
        var figures = [
            Figure(label: "peers", value: NumberText.grouped(peers)),
            Figure(label: "size", value: NumberText.compact(Double(files.size))),
            files.isReading
                ? Figure(label: "read", value: "\(Int(files.knownShare * 100)) %", role: .severityWarning)
                : Figure(label: "read", value: "all", role: .good),
        ]
        if let speed = files.speed {
            let time = files.replayed.map {
                DisplayClock.time($0, offset: picture.clock.offset, milliseconds: false)
            }
            figures.append(Figure(label: "replay", value: "\(NumberText.factor(speed))x at \(time ?? "-")"))
        }
        return figures
    }

    private func healthFigures(_ picture: Arrangement) -> [Figure] {
        if let files = picture.facts.files { return fileFigures(files, picture) }
        let queued = picture.account.handlers.map(\.lines.queued).max() ?? 0
        let limit = picture.facts.queueLimit
        let handlers = HandlerState.summary(picture.account.handlers, muted: picture.facts.heldHandlers)
        let isSilent = picture.totals.silentPeers > 0
        let isNearFull = limit > 0 && queued * 10 >= limit * 8
        var figures = [
            Figure(label: "peers", value: Self.peers(picture.totals)),
            Figure(label: "conns", value: NumberText.grouped(picture.totals.connections), isExtra: true),
            Figure(
                label: "queue", value: NumberText.grouped(queued) + (limit > 0 ? "/" + NumberText.grouped(limit) : ""),
                role: isNearFull ? .severityWarning : .number,
                // The figures of a view of collectors elsewhere need more room.
                isExtra: isSilent && !isNearFull && !picture.facts.attached.isEmpty),
            columns < 120 && picture.account.failedHandshakes > 0
                ? Figure(
                    label: "tls err", value: NumberText.grouped(picture.account.failedHandshakes),
                    role: .severityWarning)
                : Figure(
                    label: "ring", value: "\(Int((picture.counts.ringShare * 100).rounded()))%", attributes: [],
                    isExtra: true),
            Figure(
                label: "lost", value: NumberText.grouped(picture.account.lost),
                role: picture.account.lost > 0 ? .alarm : .good),
        ]
        if isSilent {
            let count = NumberText.grouped(picture.totals.silentPeers)
            figures.insert(Figure(label: "silent", value: count, role: .severityWarning), at: 1)
        }
        if !picture.facts.attached.isEmpty {
            let skipped = picture.facts.skipped
            figures.append(
                Figure(
                    label: "skipped", value: NumberText.grouped(skipped), role: skipped > 0 ? .severityWarning : .good))
        }
        figures.append(Figure(label: "outputs", value: handlers.words, role: handlers.role))
        if columns >= 120 {
            let failures = picture.account.failedHandshakes
            figures.append(
                Figure(
                    label: "tls failures", value: NumberText.grouped(failures),
                    role: failures > 0 ? .severityWarning : .number,
                    attributes: []))
            if let oldest = picture.counts.oldest {
                figures.append(
                    Figure(
                        label: "oldest", value: NumberText.duration(Int(picture.clock.now.seconds - oldest.seconds)),
                        attributes: []))
            }
        }
        return figures
    }

    private mutating func drawHandlers(_ picture: Arrangement, _ row: Int) {
        var figures: [Figure] = []
        for handler in picture.account.handlers.prefix(6) {
            let state = HandlerState(handler, isMuted: picture.facts.heldHandlers.contains(handler.name))
            let lost = handler.lines.droppedTotal
            var value = state.word
            if state.role == .good { value += " " + NumberText.compact(Double(handler.lines.written)) }
            if lost > 0 { value += ", \(NumberText.compact(Double(lost))) lost" }
            figures.append(
                Figure(label: handler.name, value: value, role: lost > 0 ? .alarm : state.role, attributes: []))
        }
        let needed = figures.reduce(1) { $0 + $1.columns + 2 }
        let long = Self.severities(picture, Severity.allCases.map(\.name))
        let right =
            needed + long.count <= columns
            ? long : Self.severities(picture, ["em", "al", "cr", "er", "wn", "nt", "in", "db"])
        write(right, Style(.dim), endingAt: columns, row, width: right.count)
        figures.removeAll { _ in columns < right.count + 20 }
        var column = 1
        for figure in figures where column + figure.label.count + figure.value.count + 3 < columns - right.count {
            column = write(figure.label, Style(.dim), at: column, row) + 1
            column = write(figure.value, Style(figure.role, figure.attributes), at: column, row) + 2
        }
    }

    /// "60s  emerg 0  alert 0 ... none 12 ": lines of the last minute by severity.
    private static func severities(_ picture: Arrangement, _ names: [String]) -> String {
        let counts = zip(names + ["none"], picture.totals.severities).map {
            "\($0) \(NumberText.compact(Double($1)))"
        }
        return ((picture.totals.severitiesArePartial ? ["60s of a part"] : ["60s"]) + counts).joined(separator: "  ")
            + " "
    }
}
