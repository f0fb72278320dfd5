// Box.swift: a box over the panes: its text, computed once, then searched, scrolled and drawn.

/// The contents of a box.
struct Box {
    var title: String
    /// Its keys, shown in the upper border.
    var note: String
    var lines: [[StyledText]]
    /// The first line that is wanted in sight; stopped at the end of what there is.
    var scroll = 0
    /// A line that is kept in sight and marked.
    var selection: Int?
    /// Parts that a filter can be made of, in the order of the text, and the one that is selected.
    var fields: [BoxField] = []
    var field: Int?
    /// Handlers that lines speak of, by the indices of the lines.
    var subjects: [Int: String] = [:]
    /// Numbers of kinds of lines, line by line.
    var kinds: [Int] = []
    /// Lines that always stand at the top.
    var heading: [[StyledText]] = []
    /// Lines that always stand at the bottom.
    var footer: [[StyledText]] = []
    var width = 76
}

extension Arrangement {
    func content(of overlay: Overlay, _ tables: Tables) -> Box {
        switch overlay {
        case .help(let scroll): helpBox(scroll)
        case .detail(_, let view, let scroll, let field): detailBox(tables.message, as: view, scroll, field)
        case .filters(let selection): filtersBox(selection, tables.terms, in: tables.pager.stream.range)
        case .handlers(let row): facts.files.map { filesBox($0, row) } ?? handlersBox(row)
        case .handler(let name, _, let scroll): handlerBox(name, scroll)
        case .messages(let scroll): messagesBox(tables.notes, scroll)
        case .refusals(let scroll): refusalsBox(scroll)
        case .columns(let selection): columnsBox(selection)
        case .kinds(let page): kindsBox(page, tables.kinds ?? KindCount())
        case .question(let question): questionBox(question)
        }
    }

    /// Columns inside of a box, without its border and the blanks beside it.
    func boxWidth(_ wanted: Int) -> Int { max(10, min(wanted, columns - 2) - 4) }
}
