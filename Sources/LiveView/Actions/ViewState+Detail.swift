// ViewState+Detail.swift: keys in an opened message: other messages, hex, and filters made of its parts.
import CollectorCore

/// Where the box of a message stands.
struct DetailPosition {
    var line: UInt64
    var view: MessageView
    var scroll: Int
    var field: Int?

    var overlay: Overlay { .detail(sequence: line, as: view, scroll: scroll, field: field) }
}

extension ViewState {
    mutating func applyToDetail(
        _ action: Action, _ position: DetailPosition, _ picture: Arrangement, _ box: PlacedBox,
        _ tables: inout Tables
    ) -> Effect {
        switch action {
        case .back: overlay = nil
        case .move(.left), .move(.right):
            find(.line, action == .move(.left) ? .backward : .forward, of: position.line, picture, &tables)
        case .toggleBytes, .toggleRaw:
            let wanted = action == .toggleBytes ? MessageView.hex : .raw
            overlay = .detail(sequence: position.line, as: position.view == wanted ? .laidOut : wanted, scroll: 0)
        case .copy, .copyWithFacts: return .copy(sequence: position.line, withFacts: action == .copyWithFacts)
        case .nextField: selectField(.forward, position, box)
        case .previousField: selectField(.backward, position, box)
        case .open, .hide: useField(isNegated: action == .hide, position, box, tables.now)
        case .toggleFieldColumn: toggleColumn(position, box, tables.now)
        default:
            scrolled(action, position.scroll, box) {
                .detail(sequence: position.line, as: position.view, scroll: $0, field: position.field)
            }
        }
        return .none
    }

    /// Goes to the next field, round and round; where none in sight is selected, to the first one in sight.
    private mutating func selectField(_ direction: Direction, _ position: DetailPosition, _ box: PlacedBox) {
        let fields = box.content.fields
        guard !fields.isEmpty else { return }
        var position = position
        if let field = position.field, fields.indices.contains(field), box.shown.contains(fields[field].line) {
            position.field = (field + (direction == .forward ? 1 : fields.count - 1)) % fields.count
        } else {
            let seen = fields.indices.filter { box.shown.contains(fields[$0].line) }
            position.field = (direction == .forward ? seen.first : seen.last) ?? 0
        }
        if let field = position.field { position.scroll = box.scroll(position.scroll, toSee: fields[field].line) }
        overlay = position.overlay
    }

    /// Adds a term to the filter, and shows what it lets through.
    private mutating func useField(
        isNegated: Bool, _ position: DetailPosition, _ box: PlacedBox, _ now: Instant
    ) {
        guard let field = position.field, box.content.fields.indices.contains(field) else {
            return say("Tab selects a field or a word first", now)
        }
        let before = filter
        switch box.content.fields[field].subject {
        case .peer(let peer):
            setFilter(
                isNegated ? FilterEdit.hide("\(peer)", in: filter) : FilterEdit.onlyThis("\(peer)", in: filter))
        case .term(let term): setFilter(FilterEdit.add(term, isNegated: isNegated, to: filter))
        case .field(_, let condition):
            guard condition.canBeTyped else { return say("this value cannot be typed in a filter", now) }
            setFilter(FilterEdit.add(condition.text, isNegated: isNegated, to: filter))
        }
        if filter == before { return say("the filter says that already", now) }
        overlay = nil
    }

    /// Gives the selected field of the message a column of the stream, or takes it away.
    private mutating func toggleColumn(_ position: DetailPosition, _ box: PlacedBox, _ now: Instant) {
        guard let field = position.field, box.content.fields.indices.contains(field),
            case .field(let column, _) = box.content.fields[field].subject
        else { return say("Tab selects a field of the message first, among those that are laid out", now) }
        if let place = fieldColumns.firstIndex(where: { $0.path == column.path }) {
            fieldColumns.remove(at: place)
            return say("column \(column.path) removed", now)
        }
        guard fieldColumns.count < FieldColumn.limit else {
            return say("there are \(FieldColumn.limit) columns of fields already; c in the stream removes them", now)
        }
        fieldColumns.append(column)
        say("column \(column.path) added; c again removes it", now)
    }
}
