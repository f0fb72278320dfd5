// SinksBox.swift: where the lines go.
import CollectorCore

extension Canvas {
    func sinksBox(_ scroll: Int, _ frame: Frame) -> Box {
        func cell(_ text: String, _ width: Int, left: Bool = false) -> String {
            let shown = String(text.prefix(width - 1))
            let gap = String(repeating: " ", count: width - shown.count)
            return left ? shown + gap : gap + shown
        }
        let titles =
            cell("NAME", 22, left: true) + cell("STATE", 10, left: true) + cell("LINES", 12)
            + cell("QUEUED", 9) + cell("LOST", 9) + cell("ERRORS", 9)
        var lines: [[Span]] = [[Span(titles, .columnHeader, .bold)]]
        for handler in frame.facts.handlers {
            let isHeld = frame.facts.heldHandlers.contains(handler.name)
            let state = SinkState(handler, isHeld: isHeld)
            let lost = handler.lines.droppedTotal
            lines.append([
                Span(cell(handler.name, 22, left: true)),
                Span(cell(state.word, 10, left: true), state.role),
                Span(cell(NumberText.grouped(isHeld ? handler.lines.held : handler.lines.written), 12)),
                Span(cell(NumberText.grouped(handler.lines.queued), 9)),
                Span(cell(NumberText.grouped(lost), 9), lost > 0 ? .alarm : .plain),
                Span(cell(NumberText.grouped(handler.failures), 9), handler.failures > 0 ? .severityWarning : .plain),
            ])
            if let failure = handler.lastFailure { lines.append([Span("  last error: " + failure, .severityWarning)]) }
        }
        if frame.facts.handlers.isEmpty { lines.append([Span("no handler takes lines", .dim)]) }
        lines += [[]] + intake(frame)
        if frame.facts.handlers.contains(where: \.isFull) {
            lines += [
                [],
                [Span("FULL: senders wait until it has written; when_full in its configuration can say else.", .alarm)],
            ]
        }
        if !frame.facts.heldHandlers.isEmpty {
            lines += [
                [], [Span("held: it writes to this terminal; counted here, --no-tui prints it.", .dim)],
            ]
        }
        return Box(title: "sinks and handlers", note: "Esc closes, j k scroll", lines: lines, scroll: scroll)
    }

    private func intake(_ frame: Frame) -> [[Span]] {
        func fact(_ name: String, _ value: String, isBad: Bool = false) -> [Span] {
            [
                Span(name + String(repeating: " ", count: max(1, 16 - name.count)), .dim),
                Span(value, isBad ? .alarm : .plain),
            ]
        }
        let facts = frame.facts
        let queued = facts.handlers.map(\.lines.queued).max() ?? 0
        let megabytes = frame.ringCapacity >> 20
        return [
            fact("longest queue", "\(NumberText.grouped(queued)) of \(NumberText.grouped(frame.facts.queueLimit))"),
            fact("lost", NumberText.grouped(frame.lost), isBad: frame.lost > 0),
            fact(
                "view ring",
                "\(Int((frame.ringShare * 100).rounded()))% of \(megabytes) MiB, \(NumberText.grouped(frame.held)) lines, "
                    + "\(NumberText.grouped(frame.evicted)) turned over"),
            fact("frames", frame.frameTimes.words ?? "none yet"),
            fact(
                "tls handshakes",
                "\(NumberText.grouped(facts.doneHandshakes)) done, \(NumberText.grouped(facts.failedHandshakes)) failed",
                isBad: facts.failedHandshakes > 0),
        ] + (facts.lastRefusal.map { [fact("last refused", "\($0.address): \($0.reason)", isBad: true)] } ?? [])
    }
}
