// KeyTable.swift: one table of every key, its action and its help.

/// The part of the view in which a key has its meaning.
enum KeyContext: CaseIterable, Equatable {
    /// Both panes.
    case panes
    case peers, timeline, stream
    case prompt
    /// Every overlay that is not a question.
    case overlay
    /// Overlays with text to read.
    case text
    case detail, handlers
    /// The pages behind D.
    case pages
    case filters, columns, kinds
    case question

    /// The heading in the help.
    var title: String {
        switch self {
        case .panes: "EVERYWHERE"
        case .peers: "PEERS"
        case .timeline: "TIMELINE"
        case .stream: "STREAM"
        case .prompt: "WHILE TYPING"
        case .overlay: "OVERLAYS"
        case .text: "HELP, MESSAGE, OUTPUTS"
        case .detail: "MESSAGE"
        case .handlers: "OUTPUTS"
        case .pages: "OUTPUTS, MESSAGES OF THE COLLECTOR, REFUSED PEERS"
        case .filters: "FILTERS"
        case .columns: "COLUMNS"
        case .kinds: "KINDS OF LINES"
        case .question: "QUESTIONS"
        }
    }

    /// What the help says below the keys.
    var remarks: [String] {
        switch self {
        case .peers:
            [
                "In the order at the start (60s) the last 3 peers",
                "to fall silent stand first, for 10 minutes. With",
                "silent:yes in the filter all silent ones do.",
            ]
        case .timeline:
            [
                "Red columns have lines of err or worse; without",
                "colours they are digits. Dim ones are counted in",
                "part; a dot or ? means that no line is held.",
                "Letters below are watched filters that matched.",
            ]
        default: []
        }
    }
}

/// One row of the table.
struct KeyBinding {
    var keys: [Key]
    var context: KeyContext
    var action: Action
    var help: String
    /// A word for the bottom line; keys without one are not shown there.
    var hint: String?
    /// Shown where the others leave room.
    var isExtra = false

    init(
        _ context: KeyContext, _ keys: [Key], _ action: Action, _ help: String, hint: String? = nil,
        extra: String? = nil
    ) {
        self.context = context
        self.keys = keys
        self.action = action
        self.help = help
        self.hint = hint ?? extra
        isExtra = hint == nil
    }

    /// "Space p": the names of the keys; runs of digits are shortened.
    var keyNames: String {
        keys.count > 5 ? "\(keys[0].name)-\(keys[keys.count - 1].name)" : keys.map(\.name).joined(separator: " ")
    }
}

enum KeyTable {
    /// Kept free for commands to come.
    static let reserved: [Character] = [":", "!", "@", "S", "d"]

    static let bindings = panes + peers + timeline + stream + prompt + overlays

    private static func key(_ characters: String) -> [Key] { characters.map { .character($0) } }

    private static let panes: [KeyBinding] = [
        .init(.panes, key("?") + [.function(1)], .help, "this help", hint: "help"),
        .init(.panes, key("/") + [.function(3)], .search, "search lines or peers", hint: "search"),
        .init(.panes, key("f&") + [.function(4)], .editFilter, "edit the filter", hint: "filter"),
        .init(.panes, key(" p"), .togglePause, "pause, resume the view", hint: "pause"),
        .init(.panes, key("G") + [.end], .newest, "newest, and follow", hint: "follow"),
        .init(.panes, key("g") + [.home], .oldest, "oldest, first", extra: "oldest"),
        .init(.panes, [.up] + key("k"), .move(.up), "up"),
        .init(.panes, [.down] + key("j"), .move(.down), "down"),
        .init(.panes, [.pageUp], .move(.pageUp), "page up"),
        .init(.panes, [.pageDown], .move(.pageDown), "page down"),
        .init(.panes, [.control("u")], .move(.halfUp), "half a page up"),
        .init(.panes, [.control("d")], .move(.halfDown), "half a page down"),
        .init(.panes, [.tab], .nextPane, "next pane", hint: "pane"),
        .init(.panes, [.backTab], .previousPane, "previous pane"),
        .init(.panes, key("["), .stricter, "severity stricter"),
        .init(.panes, key("]"), .looser, "severity looser"),
        .init(.panes, key("a"), .clearFilters, "clear filter", hint: "clear"),
        .init(.panes, key("B"), .listFilters, "filters, term by term", extra: "filters"),
        .init(.panes, key("P"), .listKinds, "kinds of lines", extra: "kinds"),
        .init(.panes, key("A"), .showWatched, "next watched line"),
        .init(.panes, key("z"), .zoom, "zoom the pane", hint: "zoom"),
        .init(.panes, key("c"), .chooseColumns, "choose columns", extra: "columns"),
        .init(.panes, key("D"), .handlers, "outputs, own messages", hint: "outputs"),
        .init(.panes, key("H"), .toggleTimeline, "timeline on, off", hint: "timeline"),
        .init(.panes, key("u"), .faster, "faster refresh"),
        .init(.panes, key("U"), .slower, "slower refresh"),
        .init(.panes, key("M"), .toggleMouse, "mouse on, off"),
        .init(.panes, [.control("l")], .redraw, "redraw"),
        .init(.panes, [.control("z")], .refuseStop, "refused: it would stop"),
        .init(.panes, [.escape], .back, "end selection and search"),
        .init(.panes, [.control("c")], .interrupt, "quit; twice: at once"),
        .init(.panes, key("q") + [.function(10)], .quit, "quit", hint: "quit"),
    ]

    private static let peers: [KeyBinding] = [
        .init(.peers, [.enter], .open, "this peer's stream", hint: "open"),
        .init(.peers, key("i"), .only, "only this peer; add", hint: "only"),
        .init(.peers, key("x"), .hide, "hide this peer", hint: "hide"),
        .init(.peers, key("n"), .searchNext, "next peer found", extra: "next found"),
        .init(.peers, key("N"), .searchPrevious, "previous peer found"),
        .init(.peers, key("123456789"), .sort(1), "sort by column n"),
        .init(.peers, key("0"), .sortByErrors, "sort by errors", hint: "errors"),
        .init(.peers, key("<"), .sortLeft, "sort column left"),
        .init(.peers, key(">") + [.function(6)], .sortRight, "sort column right", extra: "sort"),
        .init(.peers, key("r") + [.function(7)], .reverseSort, "reverse the order", extra: "reverse"),
        .init(.peers, key("o"), .freezeOrder, "freeze the order", extra: "freeze"),
        .init(.peers, key("b"), .toggleBytes, "messages, bytes", extra: "bytes"),
        .init(.peers, key("R"), .resetCounters, "reset rates (asks)"),
    ]

    private static let timeline: [KeyBinding] = [
        .init(.timeline, [.enter], .open, "to the lines of then", hint: "to its lines"),
        .init(.timeline, key("m"), .mark, "mark; again: filter", hint: "mark"),
        .init(.timeline, key("h") + [.left], .move(.left), "back; PgUp by ten"),
        .init(.timeline, key("l") + [.right], .move(.right), "on; PgDn by ten"),
        .init(.timeline, key("e"), .nextError, "next with errors", hint: "next error"),
        .init(.timeline, key("E"), .previousError, "previous with errors"),
        .init(.timeline, key("T"), .nextTimeStyle, "local time, UTC"),
        .init(.timeline, key("C"), .clearView, "clear the view; undo"),
        .init(.timeline, key("s"), .save, "save lines to a file", hint: "save"),
    ]

    private static let stream: [KeyBinding] = [
        .init(.stream, [.enter], .open, "the whole message", hint: "open"),
        .init(.stream, key("i"), .only, "only this peer; add", extra: "only"),
        .init(.stream, key("x"), .hide, "hide this peer", extra: "hide"),
        .init(.stream, key("n"), .searchNext, "next match or colour", extra: "next match"),
        .init(.stream, key("N"), .searchPrevious, "previous one"),
        .init(.stream, key("e"), .nextError, "next err or worse", extra: "next error"),
        .init(.stream, key("E"), .previousError, "previous err or worse"),
        .init(.stream, key("F"), .toggleFollow, "follow on, off"),
        .init(.stream, key("h") + [.left], .move(.left), "scroll left"),
        .init(.stream, key("l") + [.right], .move(.right), "scroll right"),
        .init(.stream, key("^"), .move(.lineStart), "start of the lines"),
        .init(.stream, key("$"), .move(.lineEnd), "end of the line"),
        .init(.stream, key("w"), .toggleWrap, "wrap long lines", extra: "wrap"),
        .init(.stream, key("v"), .showContext, "all lines here; back"),
        .init(.stream, key("t"), .toggleTime, "time on, off"),
        .init(.stream, key("T"), .nextTimeStyle, "next time style"),
        .init(.stream, key("m"), .mark, "set a mark"),
        .init(.stream, key("'"), .nextMark, "next mark"),
        .init(.stream, key("\""), .previousMark, "previous mark"),
        .init(.stream, key("C"), .clearView, "clear the view; undo"),
        .init(.stream, key("y"), .copy, "copy the line", extra: "copy"),
        .init(.stream, key("Y"), .copyWithFacts, "copy with peer and time"),
        .init(.stream, key("s"), .save, "save lines to a file", extra: "save"),
        .init(.stream, key("L"), .plainText, "plain text to copy"),
    ]

    private static let prompt: [KeyBinding] = [
        .init(.prompt, [.enter], .accept, "apply", hint: "apply"),
        .init(.prompt, [.escape, .control("c")], .cancel, "cancel", hint: "cancel"),
        .init(.prompt, [.tab], .switchPrompt, "search, filter; scope", hint: "switch"),
        .init(.prompt, [.control("t")], .switchFormat, "save: time and peer", hint: "format"),
        .init(.prompt, [.up], .olderText, "older", hint: "history"),
        .init(.prompt, [.down], .newerText, "newer"),
        .init(.prompt, [.left, .control("b")], .cursorLeft, "left"),
        .init(.prompt, [.right, .control("f")], .cursorRight, "right"),
        .init(.prompt, [.home, .control("a")], .cursorStart, "start"),
        .init(.prompt, [.end, .control("e")], .cursorEnd, "end"),
        .init(.prompt, [.backspace, .control("h")], .eraseBackward, "erase back"),
        .init(.prompt, [.delete, .control("d")], .eraseForward, "erase forward"),
        .init(.prompt, [.control("w")], .eraseWord, "erase the word", hint: "erase word"),
        .init(.prompt, [.control("u")], .eraseAll, "erase all", hint: "erase all"),
        .init(.prompt, [.control("z")], .refuseStop, "refused: it would stop"),
        .init(.prompt, [.control("l")], .redraw, "redraw"),
    ]

    private static let overlays: [KeyBinding] = [
        .init(.overlay, [.escape] + key("q?") + [.function(1), .function(10)], .back, "close", hint: "close"),
        .init(.overlay, [.up] + key("k"), .move(.up), "up"),
        .init(.overlay, [.down] + key("j"), .move(.down), "down"),
        .init(.overlay, [.pageUp], .move(.pageUp), "page up"),
        .init(.overlay, [.pageDown], .move(.pageDown), "page down"),
        .init(.overlay, [.home] + key("g"), .oldest, "first"),
        .init(.overlay, [.end] + key("G"), .newest, "last"),
        .init(.overlay, [.control("c")], .interrupt, "quit; twice: at once"),
        .init(.overlay, [.control("z")], .refuseStop, "refused: it would stop"),
        .init(.overlay, [.control("l")], .redraw, "redraw"),
        .init(.text, key("/") + [.function(3)], .search, "search in this text", hint: "search"),
        .init(.text, key("n"), .searchNext, "next match", hint: "next match"),
        .init(.text, key("N"), .searchPrevious, "previous match"),
        .init(.detail, [.left] + key("h"), .move(.left), "previous message", hint: "previous"),
        .init(.detail, [.right] + key("l"), .move(.right), "next message", hint: "next"),
        .init(.detail, [.tab], .nextField, "next field or word", hint: "field"),
        .init(.detail, [.backTab], .previousField, "previous field or word"),
        .init(.detail, [.enter], .open, "filter by the field", hint: "filter by it"),
        .init(.detail, key("x"), .hide, "filter it out", hint: "hide"),
        .init(.detail, key("b"), .toggleBytes, "text, hex", hint: "hex"),
        .init(.detail, key("p"), .toggleRaw, "laid out, as sent", hint: "raw"),
        .init(.detail, key("c"), .toggleFieldColumn, "the field as a column", hint: "column"),
        .init(.detail, key("y"), .copy, "copy the line", hint: "copy"),
        .init(.detail, key("Y"), .copyWithFacts, "copy with peer and time"),
        .init(.handlers, [.enter], .open, "recent errors", hint: "recent errors"),
        .init(.handlers, key("r"), .reload, "reload the configuration", hint: "reload"),
        .init(.pages, [.tab], .nextPane, "next of the three", hint: "messages"),
        .init(.pages, [.backTab], .previousPane, "previous"),
        .init(.filters, key(" "), .toggleItem, "on, off; add a saved one", hint: "on/off"),
        .init(.filters, [.enter], .useItem, "edit; use a saved one", hint: "edit, use"),
        .init(.filters, key("e"), .editItem, "edit, a saved one too"),
        .init(.filters, key("d") + [.delete], .deleteItem, "delete", hint: "delete"),
        .init(.filters, key("n"), .addItem, "new term", hint: "new"),
        .init(.filters, key("s"), .saveItem, "save under a name", hint: "save"),
        .init(.filters, key("w"), .toggleWatch, "watch a saved one; end", extra: "watch"),
        .init(.filters, key("c"), .nextColour, "colour of a saved one", extra: "colour"),
        .init(.columns, key(" ") + [.enter], .toggleItem, "column on, off", hint: "on/off"),
        .init(.kinds, [.enter], .open, "only lines of this kind", hint: "only"),
        .init(.kinds, key("x"), .hide, "hide this kind; again: show", hint: "hide"),
        .init(.kinds, key("N"), .toggleNew, "new: 1, 5, 15 min, all", hint: "new ones"),
        .init(.kinds, key("z"), .zoom, "whole width; back", hint: "zoom"),
        .init(.question, key("yY"), .yes, "yes", hint: "yes"),
        .init(.question, key("nNq") + [.escape, .enter], .no, "no", hint: "no"),
        .init(.question, [.control("c")], .interrupt, "at once"),
        .init(.question, [.control("z")], .refuseStop, "refused: it would stop"),
        .init(.question, [.control("l")], .redraw, "redraw"),
    ]
}

extension KeyTable {
    /// The contexts that count in `state`, the most particular first.
    static func contexts(in state: ViewState) -> [KeyContext] {
        if state.prompt != nil { return [.prompt] }
        switch state.overlay {
        case .help, .handler: return [.text, .overlay]
        case .handlers: return [.handlers, .pages, .text, .overlay]
        case .messages, .refusals: return [.pages, .text, .overlay]
        case .detail: return [.detail, .text, .overlay]
        case .filters: return [.filters, .overlay]
        case .columns: return [.columns, .overlay]
        case .kinds: return [.kinds, .overlay]
        case .question: return [.question]
        case nil:
            switch state.focus {
            case .peers: return [.peers, .panes]
            case .timeline: return [.timeline, .panes]
            case .stream: return [.stream, .panes]
            }
        }
    }

    /// The keys of a context, without those that a view of a collector elsewhere, or of files, does not offer.
    static func bindings(of context: KeyContext, in state: ViewState) -> [KeyBinding] {
        guard !state.showsFiles || context != .handlers else { return [] }
        return bindings.filter { $0.context == context && !(state.isRemote && $0.action == .reload) }
    }

    /// What `key` means in `state`, or `nil` if it means nothing.
    static func action(for key: Key, in state: ViewState) -> Action? {
        for context in contexts(in: state) {
            guard let binding = bindings(of: context, in: state).first(where: { $0.keys.contains(key) }) else {
                continue
            }
            // One row stands for nine keys.
            if binding.action == .sort(1), case .character(let digit) = key, let column = digit.wholeNumberValue {
                return .sort(column)
            }
            return binding.action
        }
        if state.prompt != nil, case .character(let character) = key { return .insert(character) }
        // Only who means it agrees.
        if state.prompt == nil, case .question = state.overlay { return .no }
        return nil
    }
}
