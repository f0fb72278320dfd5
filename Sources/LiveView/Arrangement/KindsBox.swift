// KindsBox.swift: the kinds of lines, the most frequent first.
import CollectorCore

extension Arrangement {
    /// - Parameter counted: `nil` before the first line was looked at.
    func kindsBox(_ page: KindsPage, _ counted: KindCount) -> Box {
        let width = page.isZoomed ? columns : max(76, min(120, columns - 8))
        let kinds = rows(page, counted)
        let selection = kinds.firstIndex { $0.number == page.selected } ?? 0
        let hidden = state.hiddenKinds
        var box = Box(
            title: "kinds of lines" + (page.minutes.map { ", new in the last \($0) min" } ?? ""),
            note: "Enter only, x hide, N new ones, z zoom, Esc", lines: [],
            heading: [[StyledText(Self.kindTitles, .columnHeader, .bold)]],
            footer: footer(counted), width: width)
        box.kinds = kinds.map(\.number)
        box.lines = kinds.enumerated().map { place, kind in
            // Those that cannot be in sight are left empty.
            abs(place - selection) > viewport.rows
                ? [] : line(kind, of: counted.table.lines, hidden: hidden, boxWidth(width))
        }
        if kinds.isEmpty {
            let words = page.minutes.map { "no kind of line is that new: N goes on from \($0) min" }
            box.lines = [[StyledText(words ?? "no line yet", .dim)]]
        } else {
            box.selection = selection
        }
        return box
    }

    private func rows(_ page: KindsPage, _ counted: KindCount) -> [Kind] {
        var kinds = counted.table.all
        if let minutes = page.minutes {
            let first = WallTime(nanoseconds: clock.now.nanoseconds - Int64(minutes) * 60_000_000_000)
            kinds.removeAll { $0.firstSeen < first }
        }
        // Of two with as many lines, the older one comes first, so that rows do not change places.
        return kinds.sorted { ($1.count, $0.number) < ($0.count, $1.number) }
    }

    private static let kindTitles = "COUNT SHARE /MIN FIRST SENDERS SEV  EXAMPLE"
    /// Columns before the example.
    private static let kindColumns = 36

    private func line(_ kind: Kind, of lines: Int, hidden: Set<UInt32>, _ width: Int) -> [StyledText] {
        let share = kind.count * 100 / max(1, lines)
        let age = NumberText.duration(Int(clock.now.seconds - kind.firstSeen.seconds))
        let senders = "\(kind.senders.count)\(kind.senders.hasMore ? "+" : "")"
        let head =
            cell(NumberText.compact(Double(kind.count)), 5) + cell(share == 0 ? "<1%" : "\(share)%", 6)
            + cell(NumberText.compact(Double(kind.perMinute(at: clock.now))), 5) + cell(age, 6) + cell(senders, 8)
        let isHidden = kind.ids.contains(where: hidden.contains)
        return [
            StyledText(head + " ", isHidden ? .dim : .plain),
            StyledText(ruler.padded(kind.worst?.code ?? "-", 5), kind.worst.role),
        ] + (isHidden ? [StyledText("hidden  ", .dim)] : []) + example(kind, width - Self.kindColumns)
    }

    private func cell(_ text: String, _ columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - text.count)) + text
    }

    /// What is masked is dim.
    private func example(_ kind: Kind, _ columns: Int) -> [StyledText] {
        guard !kind.example.isEmpty else { return [StyledText("(empty)", .dim)] }
        var parts: [StyledText] = []
        var position = 0
        for mask in kind.masks {
            parts += text(kind.example, position..<mask.lowerBound, .plain, columns)
            parts += text(kind.example, mask, .dim, columns)
            position = mask.upperBound
            if position >= columns * 4 { break }
        }
        return parts + text(kind.example, position..<kind.example.count, .plain, columns)
    }

    private func text(_ bytes: [UInt8], _ range: Range<Int>, _ role: Role, _ columns: Int) -> [StyledText] {
        ruler.styled(ruler.sanitiser.glyphs(bytes.span.extracting(range), columns: columns), role)
    }

    /// What was counted, and what was not.
    private func footer(_ counted: KindCount) -> [[StyledText]] {
        let table = counted.table
        var words = "\(NumberText.count(table.lines, "line")) of \(NumberText.count(table.count, "kind"))"
        if let since = counted.since {
            words += " since \(DisplayClock.time(since, offset: clock.offset, milliseconds: false))"
        }
        words += counted.isComplete ? ", filtered or not" : "; \(NumberText.grouped(counted.left)) lines to go"
        var footer = [[], [StyledText(words, counted.isComplete ? .dim : .severityWarning)]]
        if counted.missed > 0 {
            let missed = NumberText.count(counted.missed, "line")
            footer.append([StyledText("not counted: \(missed) that came faster than the view looks", .severityWarning)])
        }
        if table.droppedKinds > 0 {
            let dropped = NumberText.count(table.droppedKinds, "kind")
            let lines = NumberText.count(table.droppedLines, "line")
            footer.append([StyledText("no longer kept: \(dropped) seen longest ago, \(lines)", .severityWarning)])
        }
        return footer
    }
}
