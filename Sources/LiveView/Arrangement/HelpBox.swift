// HelpBox.swift: the help, made from the table of keys.

extension Arrangement {
    func helpBox(_ scroll: Int) -> Box {
        let pane: KeyContext =
            switch state.focus {
            case .peers: .peers
            case .timeline: .timeline
            case .stream: .stream
            }
        let others = [KeyContext.stream, .peers, .timeline].filter { $0 != pane }
        let width = columns >= 116 ? 112 : 76
        let inner = boxWidth(width)
        let count = max(1, inner / 35)
        var lines: [[StyledText]] = []
        for context in [pane, .panes] + others + [.text, .detail, .handlers, .pages, .filters, .kinds, .prompt] {
            let bindings = KeyTable.bindings(of: context, in: state)
            guard !bindings.isEmpty else { continue }
            lines.append([StyledText(context.title, .title, .bold)])
            let rows = (bindings.count + count - 1) / count
            for row in 0..<rows {
                var line: [StyledText] = []
                for column in 0..<count where row + column * rows < bindings.count {
                    line += entry(bindings[row + column * rows], inner / count)
                }
                lines.append(line)
            }
            lines += context.remarks.map { [StyledText($0, .dim)] }
            lines.append([])
            // Where the filter line is explained, the keys of its list are near.
            if context == .panes { lines += filterHelp(inner) + [[]] }
        }
        lines.removeLast()
        return Box(
            title: "help", note: "? or Esc closes, j k scroll", lines: lines, scroll: scroll,
            footer: [[], [StyledText("Collection never stops while you read, pause, filter, type or save.", .good)]],
            width: width)
    }

    private func entry(_ binding: KeyBinding, _ width: Int) -> [StyledText] {
        let keys = binding.keyNames
        let padding = String(repeating: " ", count: max(1, 11 - keys.count))
        let help = String((padding + binding.help).prefix(max(0, width - keys.count - 1)))
        let rest = String(repeating: " ", count: max(0, width - keys.count - help.count))
        return [StyledText(keys, .key, .bold), StyledText(help + rest)]
    }
}
