// ColumnsBox.swift: which columns a pane has.

extension Arrangement {
    func columnsBox(_ selection: Int) -> Box {
        func line(_ title: String, _ meaning: String, isOn: Bool, isFixed: Bool = false) -> [StyledText] {
            let padding = String(repeating: " ", count: max(1, 12 - title.count))
            return [
                StyledText(isFixed ? "always  " : isOn ? "on      " : "off     ", isOn ? .good : .dim),
                StyledText(title + padding, isOn ? .plain : .dim), StyledText(meaning, .dim),
            ]
        }
        let isStream = state.focus != .peers
        let lines =
            isStream
            ? available.stream.map {
                line($0.name, $0.meaning, isOn: !state.hiddenStreamColumns.contains($0))
            } + state.fieldColumns.map { line($0.path, "field of messages", isOn: true) }
            : available.peers.map {
                line(
                    $0.title, $0.meaning, isOn: !state.hiddenColumns.contains($0),
                    isFixed: PeerColumn.alwaysShown.contains($0))
            }
        return Box(
            title: "columns of the \(isStream ? "stream" : "peers")", note: "Space on/off, Esc done", lines: lines,
            selection: selection, footer: [[StyledText("Columns that do not fit wait for a wider screen.", .dim)]],
            width: 58)
    }
}
