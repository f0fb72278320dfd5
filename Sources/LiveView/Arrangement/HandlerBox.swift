// HandlerBox.swift: one handler: its counters, its queue and its recent errors.
import CollectorCore

extension Arrangement {
    func handlerBox(_ name: String, _ scroll: Int) -> Box {
        var box = Box(title: name, note: "Esc goes back", lines: [], scroll: scroll, width: max(78, columns * 3 / 4))
        guard let handler = account.handlers.first(where: { $0.name == name }) else {
            box.lines = [[StyledText("There is no such handler any more.", .dim)]]
            return box
        }
        func fact(_ name: String, _ value: String, _ role: Role = .plain) -> [StyledText] {
            [StyledText(ruler.padded(name, 12), .dim), StyledText(value, role)]
        }
        let state = HandlerState(handler, isMuted: facts.heldHandlers.contains(name))
        box.lines = [
            fact("class", handler.className), fact("state", state.word, state.role),
            fact("delivered", NumberText.grouped(handler.lines.written)),
            fact(
                "queued",
                "\(NumberText.grouped(handler.lines.queued))   at most \(NumberText.grouped(handler.queue.mostQueued))"),
        ]
        for reason in DropReason.allCases {
            guard let count = handler.lines.dropped[reason] else { continue }
            box.lines.append(fact("LOST", "\(NumberText.grouped(count)): \(reason.rawValue)", .alarm))
        }
        if handler.lines.held > 0 { box.lines.append(fact("muted", NumberText.grouped(handler.lines.held))) }
        box.lines.append(
            fact("senders", handler.queue.holds > 0 ? "waited " + NumberText.holds([handler.queue]) : "never waited"))
        box.lines.append(fact("last write", handler.queue.lastWrite.map { time($0) } ?? "none yet"))
        box.lines += [[]] + failureLines(handler, boxWidth(box.width))
        return box
    }

    /// The newest first.
    private func failureLines(_ handler: HandlerSnapshot, _ width: Int) -> [[StyledText]] {
        guard !handler.recentFailures.isEmpty else { return [[StyledText("No attempt of it has failed.", .good)]] }
        let attempts =
            "\(NumberText.grouped(handler.failures)) failed \(handler.failures == 1 ? "attempt" : "attempts")"
        var lines = [[StyledText(attempts, .severityWarning, .bold)]]
        for failure in handler.recentFailures.reversed() {
            let times = failure.count == 1 ? "" : "   \(NumberText.grouped(failure.count)) times since "
            let since = failure.count == 1 ? "" : time(failure.first)
            lines.append([StyledText(time(failure.last), .time), StyledText(times + since, .dim)])
            lines += ruler.wrapped(failure.text, width - 2).map { [StyledText("  " + $0, .severityWarning)] }
        }
        return lines
    }

    /// "14:03:21, 4m12 ago".
    private func time(_ time: WallTime) -> String {
        let age = NumberText.duration(Int(clock.now.seconds - time.seconds))
        return "\(DisplayClock.time(time, offset: clock.offset, milliseconds: false)), \(age) ago"
    }
}
