// FiltersBox.swift: the terms of the filter, and the saved filters.

extension Arrangement {
    /// - Parameters:
    ///   - counts: how many lines each term matches.
    ///   - range: the lines in view.
    func filtersBox(_ selection: Int, _ counts: [String: FilterIndex], in range: Range<UInt64>) -> Box {
        let inner = boxWidth(76)
        let rows = state.filterRows
        let saved = state.saved.filters
        let longestName = min(24, saved.map { ruler.width($0.name) }.max() ?? 0)
        var lines = rows.map { row -> [StyledText] in
            switch row {
            case .term(let term): termLine(term, isOn: true, counts[term]?.tally(in: range), inner)
            case .shelved(let term): termLine(term, isOn: false, counts[term]?.tally(in: range), inner)
            case .saved(let filter): savedLine(filter, longestName, inner)
            }
        }
        if rows.isEmpty { lines = [[StyledText("no filter: every line is shown; n begins one", .dim)]] }
        return Box(
            title: "filters", note: "Space on/off, Enter edit, w watch, c colour, Esc", lines: lines,
            selection: rows.isEmpty ? nil : min(selection, rows.count - 1), footer: filtersFooter())
    }

    private func termLine(_ term: String, isOn: Bool, _ tally: (tested: Int, matches: Int)?, _ columns: Int)
        -> [StyledText]
    {
        let isNegated = ["!", "-", "NOT "].contains(where: term.hasPrefix)
        let count = tally.map { tally in
            isNegated
                ? NumberText.grouped(tally.tested - tally.matches) + " hidden"
                : NumberText.grouped(tally.matches) + " match"
        }
        let right = count ?? ""
        let room = max(8, columns - 11 - right.count)
        return [
            StyledText(isOn ? "on   AND  " : "off       ", isOn ? .good : .dim),
            StyledText(ruler.padded(term, room), isOn ? .filter : .dim, isOn ? .bold : []),
            StyledText(" " + right, .dim),
        ]
    }

    private func savedLine(
        _ saved: SavedFilter, _ nameColumns: Int, _ columns: Int
    ) -> [StyledText] {
        let isRight = (try? FilterParser.parse(saved.text)) != nil
        let isInUse = isRight && !state.filter.isEmpty && state.isInUse(saved)
        var line = [StyledText(isInUse ? "on   " : "     ", .good), StyledText("saved  ", .dim)]
        if state.saved.haveColours {
            line.append(saved.colour.map { StyledText($0.sign, $0.role, .reverse) } ?? StyledText(" "))
            line.append(StyledText(" "))
        }
        line.append(StyledText(ruler.padded(saved.name, nameColumns) + "  ", isRight ? .filter : .alarm, .bold))
        let text = isRight ? saved.text : "invalid: \(saved.text)"
        guard saved.isWatched, isRight else { return line + [StyledText(text, .dim)] }
        let count = watches[saved.name]
        let right = count.map { "watched, \(NumberText.compact(Double($0))) new" } ?? "not watched: too many are"
        let room = max(1, columns - ruler.width(line) - right.count - 1)
        return line + [
            StyledText(ruler.padded(text, room) + " ", .dim),
            StyledText(right, count == nil || count == 0 ? .dim : .severityWarning),
        ]
    }

    private func filtersFooter() -> [[StyledText]] {
        var footer: [[StyledText]] = [[]]
        for problem in state.saved.problems.prefix(2) {
            footer.append([StyledText("saved filters: \(problem)", .severityWarning)])
        }
        if watches.missed > 0 {
            let missed = NumberText.count(watches.missed, "line")
            footer.append(
                [StyledText("not watched: \(missed) that came faster than the view looks", .severityWarning)])
        }
        if state.saved.filters.count(where: { $0.colour != nil }) > 1 {
            footer.append([StyledText("A line has the colour of the first filter above that matches it.", .dim)])
        }
        if let last = state.filterHistory.last {
            footer.append([StyledText("before     ", .dim), StyledText(last)])
        }
        footer.append([StyledText("Filters change this view only. All outputs still receive everything.", .good)])
        return footer
    }
}
