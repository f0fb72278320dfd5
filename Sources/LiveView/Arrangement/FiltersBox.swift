// FiltersBox.swift: the terms of the filter, and the saved filters.

extension Arrangement {
    /// - Parameters:
    ///   - counts: how many lines each term matches.
    ///   - range: the lines in view.
    func filtersBox(_ selection: Int, _ counts: [String: FilterIndex], in range: Range<UInt64>) -> Box {
        let inner = boxWidth(76)
        let rows = state.filterRows
        let longestName = min(24, state.saved.filters.map { ruler.width($0.name) }.max() ?? 0)
        var lines = rows.map { row -> [StyledText] in
            switch row {
            case .term(let term): termLine(term, isOn: true, counts[term]?.tally(in: range), inner)
            case .shelved(let term): termLine(term, isOn: false, counts[term]?.tally(in: range), inner)
            case .saved(let filter): savedLine(filter, longestName, inner)
            }
        }
        if rows.isEmpty { lines = [[StyledText("no filter: every line is shown; n begins one", .dim)]] }
        return Box(
            title: "filters", note: "Space on/off, Enter edit, d delete, s save, Esc", lines: lines,
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

    private func savedLine(_ saved: SavedFilter, _ nameColumns: Int, _ columns: Int) -> [StyledText] {
        let isRight = (try? FilterParser.parse(saved.text)) != nil
        let isInUse = isRight && !state.filter.isEmpty && state.isInUse(saved)
        return [
            StyledText(isInUse ? "on   " : "     ", .good), StyledText("saved  ", .dim),
            StyledText(ruler.padded(saved.name, nameColumns) + "  ", isRight ? .filter : .alarm, .bold),
            StyledText(isRight ? saved.text : "invalid: \(saved.text)", .dim),
        ]
    }

    private func filtersFooter() -> [[StyledText]] {
        var footer: [[StyledText]] = [[]]
        for problem in state.saved.problems.prefix(2) {
            footer.append([StyledText("saved filters: \(problem)", .severityWarning)])
        }
        if let last = state.filterHistory.last {
            footer.append([StyledText("before     ", .dim), StyledText(last)])
        }
        footer.append([StyledText("Filters change this view only. All outputs still receive everything.", .good)])
        return footer
    }
}
