// MessagesBox.swift: what the collector has logged about itself.
import CollectorCore

extension Arrangement {
    /// - Parameter scroll: the first line in sight; `nil` for the end, which goes on with what comes.
    func messagesBox(_ notes: [FeedNote], _ scroll: Int?) -> Box {
        let width = max(78, min(110, columns - 8))
        let inner = boxWidth(width)
        var lines: [[StyledText]] = []
        // Times without a date are of today, or of the date above them.
        var day = DisplayClock.date(clock.now, offset: clock.offset)
        for note in notes {
            let date = DisplayClock.date(note.time, offset: clock.offset)
            if date != day { lines.append([StyledText(date, .dim)]) }
            day = date
            let time = DisplayClock.time(note.time, offset: clock.offset, milliseconds: false)
            let head = "\(time) \(ruler.padded(note.level.rawValue, 8))"
            let rows = ruler.wrapped(note.text, max(10, inner - head.count))
            for (number, row) in rows.enumerated() {
                let start =
                    number == 0
                    ? [StyledText(time + " ", .time), StyledText(String(head.dropFirst(time.count + 1)), note.role)]
                    : [StyledText(String(repeating: " ", count: head.count))]
                lines.append(start + [StyledText(row)])
            }
        }
        if lines.isEmpty { lines = [[StyledText("The collector has logged nothing yet.", .dim)]] }
        return Box(
            title: "messages of the collector", note: "Tab refused peers, Esc", lines: lines, scroll: scroll ?? .max,
            footer: [[StyledText("The last \(LiveFeed.noteLimit), newest last.", .dim)]], width: width)
    }

    /// - Parameter troubles: those with the most first.
    func refusalsBox(_ scroll: Int) -> Box {
        let width = max(78, min(110, columns - 8))
        var lines: [[StyledText]] = []
        for trouble in account.troubles {
            let name = names.name(of: trouble.peer.address).map { [StyledText("  "), $0.styled] } ?? []
            lines.append([StyledText("\(trouble.peer)", .peer, .bold)] + name)
            if let words = trouble.handshakeWords {
                let age = trouble.lastFailure.map { Int(clock.now.seconds - $0.seconds) }
                let last = age.map { "; last \(NumberText.duration($0)) ago" } ?? ""
                lines += wrappedLines(words + last, boxWidth(width))
            }
            for words in trouble.closedWords { lines += wrappedLines(words, boxWidth(width)) }
        }
        if account.moreTroubles > 0 {
            lines.append([StyledText("and \(NumberText.count(account.moreTroubles, "other peer"))", .dim)])
        }
        if lines.isEmpty { lines = [[StyledText("Nothing was refused, and no connection was closed.", .good)]] }
        return Box(
            title: "refused and closed, by peer", note: "Tab outputs, Esc", lines: lines, scroll: scroll, width: width)
    }

    private func wrappedLines(_ words: String, _ columns: Int) -> [[StyledText]] {
        ruler.wrapped(words, max(10, columns - 2)).map { [StyledText("  " + $0, .severityWarning)] }
    }
}

extension FeedNote {
    fileprivate var role: Role {
        switch level {
        case .debug, .info: .dim
        case .warning: .severityWarning
        case .error: .severityError
        }
    }
}
