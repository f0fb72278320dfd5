// Overlays.swift: what lies over the panes, in a box in the middle.
import CollectorCore

/// The contents of a box.
struct Box {
    var title: String
    /// What its keys do, in its upper border.
    var note: String
    var lines: [[StyledText]]
    /// The first line shown; stopped at the end of what there is.
    var scroll = 0
    /// What is marked where it is found.
    var search = ""
    /// A line that is kept in sight and marked.
    var selection: Int?
    /// Handlers that lines speak of, by the places of the lines.
    var subjects: [Int: String] = [:]
    /// Lines that always stand at the bottom.
    var footer: [[StyledText]] = []
    var width = 76

    /// How many of its lines there is room for.
    func visible(in rows: Int) -> Int { min(lines.count, max(1, rows - 4 - footer.count)) }
}

extension Canvas {
    func box(of overlay: Overlay, _ frame: Frame) -> Box {
        var box = content(of: overlay, frame)
        guard overlay.isText else { return box }
        box.search = frame.state.boxSearch.text
        box.selection = box.selection ?? frame.state.boxSearch.line
        return box
    }

    private func content(of overlay: Overlay, _ frame: Frame) -> Box {
        switch overlay {
        case .help(let scroll): helpBox(scroll, frame)
        case .detail(_, let showsHex, let scroll): detailBox(frame.detail, showsHex: showsHex, scroll, frame)
        case .filters(let selection): filtersBox(selection, frame)
        case .sinks(let row): sinksBox(row, frame)
        case .handler(let name, _, let scroll): handlerBox(name, scroll, frame)
        case .columns(let selection): columnsBox(selection, frame)
        case .question(let question): questionBox(question, frame)
        }
    }

    /// The row behind the last that a box may lie over: what is typed stays in sight, and how a search goes.
    static func boxBottom(_ frame: Frame, _ layout: Layout, rows: Int) -> Int {
        frame.state.prompt == nil && frame.state.boxSearch.text.isEmpty ? rows : layout.filter ?? rows
    }

    /// Columns inside of a box, without its border and the blanks beside it.
    func boxWidth(_ wanted: Int) -> Int { max(10, min(wanted, columns - 2) - 4) }

    mutating func draw(_ box: Box, until rows: Int) {
        let outer = min(box.width, columns - 2)
        let inner = outer - 4
        let visible = box.visible(in: rows)
        var first = min(max(0, box.scroll), max(0, box.lines.count - visible))
        if let selection = box.selection { first = max(min(first, selection), selection - visible + 1) }
        let height = visible + box.footer.count + 2
        let left = (columns - outer) / 2
        let top = max(0, (rows - height) / 2)
        for row in top..<min(rows, top + height) { erase(max(0, left - 1)..<min(columns, left + outer + 1), row) }
        drawBorder(box, left, top, outer, height, isMore: first + visible < box.lines.count, isLess: first > 0)
        let lines = box.lines[first..<first + visible] + box.footer
        for (place, line) in lines.enumerated() {
            write(line, at: left + 2, top + 1 + place, until: left + 2 + inner)
            for found in place < visible ? found(box.search, in: line, inner) : [] {
                paint(left + 2 + found.lowerBound..<left + 2 + found.upperBound, top + 1 + place, .match)
            }
            if let selection = box.selection, place == selection - first, place < visible {
                mark(top + 1 + place, from: left + 1, until: left + outer - 1, .selection)
            }
        }
    }

    private mutating func drawBorder(
        _ box: Box, _ left: Int, _ top: Int, _ width: Int, _ height: Int, isMore: Bool, isLess: Bool
    ) {
        let signs =
            switch (unicode, symbols) {
            case (true, true): ["╭", "╮", "╰", "╯", "─", "│"]
            // Round corners are younger than the fonts of consoles.
            case (true, false): ["┌", "┐", "└", "┘", "─", "│"]
            case (false, _): ["+", "+", "+", "+", "-", "|"]
            }
        let style = Style(.border)
        let right = left + width - 1
        let bottom = top + height - 1
        for row in [top, bottom] { fill(style, at: left + 1, row, until: right, with: signs[4]) }
        for row in top + 1..<max(bottom, top + 1) {
            write(signs[5], style, at: left, row)
            write(signs[5], style, at: right, row)
        }
        for (sign, column, row) in [(0, left, top), (1, right, top), (2, left, bottom), (3, right, bottom)] {
            write(signs[sign], style, at: column, row)
        }
        let end = write(" \(box.title) ", Style(.title, .bold), at: left + 2, top, until: right - 1)
        let size = self.width(box.note) + 2
        if !box.note.isEmpty, end + size + 1 < right {
            write(" \(box.note) ", Style(.dim), at: right - size - 1, top, until: right)
        }
        if isLess || isMore {
            let words = isMore ? " more below " : " end "
            write(words, Style(.dim), endingAt: right - 1, bottom, width: words.count)
        }
    }

    private func questionBox(_ question: Question, _ frame: Frame) -> Box {
        let keys = [
            StyledText("y", .key, .bold), StyledText(" yes    "), StyledText("n", .key, .bold), StyledText(" no"),
        ]
        switch question {
        case .quit:
            let open = frame.peers.reduce(0) { $0 + $1.connections }
            let senders = open == 1 ? "1 connection is open." : "\(NumberText.grouped(open)) connections are open."
            return Box(
                title: "end the collector?", note: "",
                lines: [
                    [StyledText(senders)], [StyledText("What has been sent is read and written out first.", .dim)], [],
                    keys,
                ], width: 58)
        case .resetCounters:
            return Box(
                title: "reset the rates of the view?", note: "",
                lines: [[StyledText("Rates and peaks begin anew; totals stay as they are.")], [], keys], width: 64)
        case .deleteFilter(let name):
            return Box(
                title: "delete a saved filter?", note: "",
                lines: filterLines(name, frame.state.saved[name]) + [[], keys])
        case .replaceFilter(let filter):
            let before = filterLines("now", frame.state.saved[filter.name])
            return Box(
                title: "replace \(filter.name)?", note: "",
                lines: before + filterLines("then", filter.text) + [[], keys])
        }
    }

    private func filterLines(_ label: String, _ text: String?) -> [[StyledText]] {
        [[StyledText(label + "  ", .dim), StyledText(text ?? "", .filter)]]
    }

    private func columnsBox(_ selection: Int, _ frame: Frame) -> Box {
        func line(_ title: String, _ meaning: String, isOn: Bool, isFixed: Bool = false) -> [StyledText] {
            let padding = String(repeating: " ", count: max(1, 12 - title.count))
            return [
                StyledText(isFixed ? "always  " : isOn ? "on      " : "off     ", isOn ? .good : .dim),
                StyledText(title + padding, isOn ? .plain : .dim), StyledText(meaning, .dim),
            ]
        }
        let isStream = frame.state.focus == .stream
        let lines =
            isStream
            ? StreamColumn.allCases.map {
                line($0.rawValue, $0.meaning, isOn: !frame.state.hiddenStreamColumns.contains($0))
            }
            : PeerColumn.allCases.map {
                line(
                    $0.title, $0.meaning, isOn: !frame.state.hiddenColumns.contains($0),
                    isFixed: PeerColumn.alwaysShown.contains($0))
            }
        return Box(
            title: "columns of the \(isStream ? "stream" : "peers")", note: "Space on/off, Esc done", lines: lines,
            selection: selection, footer: [[StyledText("Columns that do not fit wait for a wider screen.", .dim)]],
            width: 58)
    }
}
