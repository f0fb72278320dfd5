// HeaderPane.swift: the rows at the top: who listens, how much comes, whether all is well.

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
    mutating func drawHeader(_ frame: Frame, _ rows: Range<Int>) {
        guard !rows.isEmpty else { return }
        drawTitleBar(frame, rows.lowerBound)
        if rows.count > 1 {
            let end = draw(rateFigures(frame), rows.lowerBound + 1)
            drawRates(frame, from: end, rows.lowerBound + 1)
        }
        if rows.count > 2 { draw(healthFigures(frame), rows.lowerBound + 2) }
        if rows.count > 3 { drawSinks(frame, rows.lowerBound + 3) }
    }

    /// The last minute; two of them where there is room for words as well.
    private mutating func drawRates(_ frame: Frame, from end: Int, _ row: Int) {
        let rates = frame.state.showsBytes ? frame.bytes : frame.messages
        let words = "rate, last 120 s  "
        let isWide = columns - end >= words.count + 64
        let values = isWide ? Sparkline.halved(rates.history(120)) : rates.history(60)
        let room = min(60, columns - end - 4)
        guard room >= 8 else { return }
        let picture = Sparkline.text(values, columns: room, symbols: symbols)
        write(picture, Style(.sparkline), endingAt: columns - 1, row, width: room)
        if isWide { write(words, Style(.dim), endingAt: columns - 1 - room, row, width: words.count) }
    }

    private mutating func drawTitleBar(_ frame: Frame, _ row: Int) {
        fill(Style(.header), at: 0, row, until: columns)
        let word = Self.stateWord(frame)
        let clock =
            columns >= 120
            ? DisplayClock.full(frame.clock.now, offset: frame.clock.offset)
            : DisplayClock.time(frame.clock.now, offset: frame.clock.offset, milliseconds: false)
        var left = [StyledText(" pysyslog-tui", .header, .bold)]
        if columns >= 120 { left.append(StyledText(" \(frame.facts.version)", .header)) }
        // An address without its end would be another address.
        func fits(_ text: String, _ right: String) -> Bool {
            width(left) + width(text) + word.text.count + right.count + 4 <= columns
        }
        let address = "  \(frame.facts.listening)"
        let uptime = "up \(NumberText.uptime(frame.clock.uptime))  \(clock)"
        let right = fits(address, uptime) ? uptime : clock
        if columns >= 60, fits(address, right) { left.append(StyledText(address, .header)) }
        let file = frame.facts.configuration.map { "  config \($0)" } ?? ""
        if columns >= 120, fits(file, right) { left.append(StyledText(file, .header)) }
        let end = columns - right.count - 1
        let middle = max(width(left) + 2, (columns - word.text.count) / 2)
        write(left, at: 0, row, until: min(middle, end) - 1)
        write([word], at: min(middle, end - word.text.count - 1), row, until: end)
        write(right, Style(.header), at: end, row)
    }

    /// FOLLOW, SCROLL and PAUSED are words, not only colours.
    static func stateWord(_ frame: Frame) -> StyledText {
        if frame.state.pausedAt != nil {
            return StyledText(" PAUSED +\(NumberText.grouped(frame.unseen)) unseen ", .statePaused, .bold)
        }
        guard !frame.state.follows else { return StyledText(" FOLLOW ", .stateFollow, .bold) }
        return StyledText(" SCROLL +\(NumberText.grouped(frame.newBelow)) new ", .stateScroll, .bold)
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

    private func rateFigures(_ frame: Frame) -> [Figure] {
        let rates = frame.state.showsBytes ? frame.bytes : frame.messages
        func text(_ rate: Double) -> String {
            frame.state.showsBytes ? NumberText.compact(rate) : NumberText.rate(rate)
        }
        let total: String
        if frame.state.showsBytes {
            total = NumberText.compact(Double(frame.totalBytes))
        } else {
            total = NumberText.grouped(frame.totalMessages)
        }
        var figures = [
            Figure(label: frame.state.showsBytes ? "bytes" : "msgs", value: total),
            Figure(label: "1s", value: text(rates.rate(over: 1))),
            Figure(label: "10s", value: text(rates.rate(over: 10))),
            Figure(label: "60s", value: text(rates.rate(over: 60))),
            Figure(label: "peak", value: text(rates.peak), attributes: []),
        ]
        if columns >= 120 {
            let sum = NumberText.compact(Double(frame.totalBytes))
            let rate = NumberText.compact(frame.bytes.rate(over: 10))
            figures.append(Figure(label: "bytes", value: "\(sum) (\(rate)/s)", attributes: []))
        }
        return figures
    }

    /// "10/1,200".
    static func share(_ part: Int, of whole: Int) -> String {
        "\(NumberText.grouped(part))/\(NumberText.grouped(whole))"
    }

    private func healthFigures(_ frame: Frame) -> [Figure] {
        let live = frame.peers.reduce(0) { $0 + ($1.hasDeparted ? 0 : 1) }
        let queued = frame.facts.handlers.map(\.lines.queued).max() ?? 0
        let limit = frame.facts.queueLimit
        let connections = frame.peers.reduce(0) { $0 + $1.connections }
        let sinks = SinkState.summary(frame.facts)
        let isNearFull = limit > 0 && queued * 10 >= limit * 8
        var figures = [
            Figure(label: "peers", value: Self.share(live, of: frame.peers.count + frame.folded.peers)),
            Figure(label: "conns", value: NumberText.grouped(connections), isExtra: true),
            Figure(
                label: "queue", value: NumberText.grouped(queued) + (limit > 0 ? "/" + NumberText.grouped(limit) : ""),
                role: isNearFull ? .severityWarning : .number),
            columns < 120 && frame.facts.failedHandshakes > 0
                ? Figure(
                    label: "tls err", value: NumberText.grouped(frame.facts.failedHandshakes), role: .severityWarning)
                : Figure(
                    label: "ring", value: "\(Int((frame.ringShare * 100).rounded()))%", attributes: [], isExtra: true),
            Figure(
                label: "lost", value: NumberText.grouped(frame.lost), role: frame.lost > 0 ? .alarm : .good),
            Figure(label: "sinks", value: sinks.words, role: sinks.role),
        ]
        if columns >= 120 {
            let failures = frame.facts.failedHandshakes
            figures.append(
                Figure(
                    label: "tls failures", value: NumberText.grouped(failures),
                    role: failures > 0 ? .severityWarning : .number,
                    attributes: []))
            if let oldest = frame.oldest {
                figures.append(
                    Figure(
                        label: "oldest", value: NumberText.duration(Int(frame.clock.now.seconds - oldest.seconds)),
                        attributes: []))
            }
        }
        return figures
    }

    private mutating func drawSinks(_ frame: Frame, _ row: Int) {
        var figures: [Figure] = []
        for handler in frame.facts.handlers.prefix(6) {
            let state = SinkState(handler, isHeld: frame.facts.heldHandlers.contains(handler.name))
            let lost = handler.lines.droppedTotal
            var value = state.word
            if state.role == .good { value += " " + NumberText.compact(Double(handler.lines.written)) }
            if lost > 0 { value += ", \(NumberText.compact(Double(lost))) lost" }
            figures.append(
                Figure(label: handler.name, value: value, role: lost > 0 ? .alarm : state.role, attributes: []))
        }
        let words = ["em", "al", "cr", "er", "wa", "no", "in", "de", "none"]
        let severities = zip(words, frame.severities).map { "\($0) \(NumberText.compact(Double($1)))" }
        let right =
            (frame.severitiesArePartial ? "60s of a part  " : "60s  ") + severities.joined(separator: "  ") + " "
        write(right, Style(.dim), endingAt: columns, row, width: right.count)
        figures.removeAll { _ in columns < right.count + 20 }
        var column = 1
        for figure in figures where column + figure.label.count + figure.value.count + 3 < columns - right.count {
            column = write(figure.label, Style(.dim), at: column, row) + 1
            column = write(figure.value, Style(figure.role, figure.attributes), at: column, row) + 2
        }
    }
}
