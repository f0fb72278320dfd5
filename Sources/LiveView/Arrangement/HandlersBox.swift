// HandlersBox.swift: the outputs and their states.
import CollectorCore

extension Arrangement {
    /// - Parameter row: the line that the keys act on; those of handlers say whose they are.
    func handlersBox(_ row: Int) -> Box {
        let width = max(78, min(110, columns - 8))
        let names = nameColumns(boxWidth(width))
        var box = Box(
            title: "outputs", note: "Enter recent errors, Tab messages, Esc", lines: [handlerTitles(names)],
            selection: row, width: width)
        for handler in account.handlers {
            box.subjects[box.lines.count] = handler.name
            box.lines.append(handlerLine(handler, names))
            guard let failure = handler.lastFailure else { continue }
            box.subjects[box.lines.count] = handler.name
            box.lines.append([StyledText("  last error: " + failure, .severityWarning)])
        }
        if account.handlers.isEmpty { box.lines.append([StyledText("no handler takes lines", .dim)]) }
        box.lines += [[]] + intake()
        if account.handlers.contains(where: \.isFull) {
            let advice = "FULL: senders wait until it has written; when_full in its configuration changes that."
            box.lines += [[], [StyledText(advice, .alarm)]]
        }
        if !facts.heldHandlers.isEmpty {
            box.lines += [
                [], [StyledText("muted (screen in use): lines for this terminal are counted, not printed.", .dim)],
            ]
        }
        box.selection = min(row, box.lines.count - 1)
        return box
    }

    /// Columns of the name and of the class; the numbers take the others.
    private func nameColumns(_ width: Int) -> (name: Int, kind: Int) {
        let rest = max(20, width - 41)
        let kind = min(25, rest * 6 / 11)
        return (rest - kind, kind)
    }

    private func numbers(_ cells: [(text: String, width: Int)]) -> [String] {
        cells.map { String(repeating: " ", count: max(1, $0.width - $0.text.count)) + $0.text }
    }

    private func handlerTitles(_ columns: (name: Int, kind: Int)) -> [StyledText] {
        let titles = numbers([("LINES", 7), ("QUEUED", 7), ("LOST", 6), ("ERR", 6), ("LAST", 6)]).joined()
        let words = ruler.padded("NAME", columns.name) + ruler.padded("KIND", columns.kind) + ruler.padded("STATE", 9)
        return [StyledText(words + titles, .columnHeader, .bold)]
    }

    private func handlerLine(_ handler: HandlerSnapshot, _ columns: (name: Int, kind: Int)) -> [StyledText] {
        let isMuted = facts.heldHandlers.contains(handler.name)
        let state = HandlerState(handler, isMuted: isMuted)
        let lost = handler.lines.droppedTotal
        func compact(_ number: Int) -> String { NumberText.compact(Double(number)) }
        let last = handler.queue.lastWrite.map { NumberText.duration(Int(clock.now.seconds - $0.seconds)) } ?? "-"
        let cells = numbers([
            (compact(isMuted ? handler.lines.held : handler.lines.written), 7), (compact(handler.lines.queued), 7),
            (compact(lost), 6), (compact(handler.failures), 6), (last, 6),
        ])
        return [
            StyledText(ruler.padded(handler.name, columns.name - 1) + " "),
            StyledText(ruler.padded(kind(handler.className, columns.kind - 1), columns.kind), .dim),
            StyledText(ruler.padded(state.word, 9), state.role), StyledText(cells[0] + cells[1]),
            StyledText(cells[2], lost > 0 ? .alarm : .plain),
            StyledText(cells[3], handler.failures > 0 ? .severityWarning : .plain), StyledText(cells[4]),
        ]
    }

    /// The suffix "Handler" is dropped where there is too little room.
    private func kind(_ name: String, _ columns: Int) -> String {
        name.count > columns && name.hasSuffix("Handler") ? String(name.dropLast("Handler".count)) : name
    }

    /// What the handlers have done that reloads removed, if there are any.
    private func removed() -> String? {
        let removed = account.removedHandlers
        guard removed.count > 0 else { return nil }
        let queued = removed.lines.queued > 0 ? ", \(NumberText.grouped(removed.lines.queued)) queued" : ""
        let lost = removed.lines.droppedTotal > 0 ? ", \(NumberText.grouped(removed.lines.droppedTotal)) lost" : ""
        return "\(removed.count): \(NumberText.count(removed.lines.written, "line"))\(queued)\(lost)"
    }

    private func fact(_ name: String, _ value: String, isBad: Bool = false) -> [StyledText] {
        [StyledText(ruler.padded(name, 16), .dim), StyledText(value, isBad ? .alarm : .plain)]
    }

    private var slowTerminal: [[StyledText]] {
        guard let speed = frameTimes.terminalSpeed else { return [] }
        return [fact("slow terminal", "reads \(NumberText.grouped(Int(speed))) bytes/s; the view is drawn less often")]
    }

    private func intake() -> [[StyledText]] {
        let queued = account.handlers.map(\.lines.queued).max() ?? 0
        let most = account.handlers.map(\.queue.mostQueued).max() ?? 0
        let megabytes = counts.ringCapacity >> 20
        let limit = facts.queueLimit > 0 ? " of \(NumberText.grouped(facts.queueLimit))" : ""
        return [
            fact("longest queue", "\(NumberText.grouped(queued))\(limit)   at its longest \(NumberText.grouped(most))"),
            fact("senders waited", NumberText.holds(account.handlers.map(\.queue))),
            fact("lost", NumberText.grouped(account.lost), isBad: account.lost > 0),
            fact(
                "view ring",
                "\(Int((counts.ringShare * 100).rounded()))% of \(megabytes) MiB, \(NumberText.grouped(counts.held)) lines, "
                    + "\(NumberText.grouped(counts.evicted)) evicted"),
            fact("frames", frameTimes.words ?? "none yet"),
            fact(
                "tls handshakes",
                "\(NumberText.grouped(account.doneHandshakes)) done, \(NumberText.grouped(account.failedHandshakes)) failed",
                isBad: account.failedHandshakes > 0),
        ] + slowTerminal + (removed().map { [fact("removed handlers", $0)] } ?? [])
            + (account.lastRefusal.map { [fact("last refused", "\($0.peer): \($0.reason)", isBad: true)] } ?? [])
    }
}

extension NumberText {
    /// "never", or "3 times for a full queue, 1.2 s in all".
    static func holds(_ queues: [QueueHistory]) -> String {
        let count = queues.reduce(0) { $0 + $1.holds }
        guard count > 0 else { return "never" }
        let tenths = Int((queues.reduce(0) { $0 + $1.heldSeconds } * 10).rounded())
        let times = count == 1 ? "once" : "\(grouped(count)) times"
        return "\(times) for a full queue, \(grouped(tenths / 10)).\(tenths % 10) s in all"
    }
}
