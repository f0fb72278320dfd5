// ViewState.swift: the state of the view: what the user has chosen and opened; a value.
import CollectorCore

enum Pane: Equatable { case peers, timeline, stream }

/// How the time of a line is shown.
enum TimeStyle: Equatable, CaseIterable {
    /// The time of receipt by the clock on the wall.
    case local
    /// Seconds ago.
    case relative
    /// Seconds after the line above.
    case delta
    case utc

    var name: String {
        switch self {
        case .local: "time: local"
        case .relative: "time: relative"
        case .delta: "time: delta"
        case .utc: "time: UTC"
        }
    }

    /// Whether it says when by a clock, not how long ago.
    var isClock: Bool { self == .local || self == .utc }

    /// The next style; after the last one comes the first.
    var next: TimeStyle {
        let later = Self.allCases.drop { $0 != self }.dropFirst()
        return later.first ?? .local
    }
}

/// The columns of the stream that can be left out.
enum StreamColumn: String, CaseIterable, Equatable {
    case time, peer, name, collector, host, facility, severity

    /// Its name in the list of columns.
    var name: String { self == .collector ? "at" : rawValue }

    /// What the column says in words, for the list of columns.
    var meaning: String {
        switch self {
        case .time: "when it was received; T says how"
        case .peer: "address of the sender"
        case .name: "what your files call it; ~ is DNS"
        case .collector: "collector that received it"
        case .host: "name that the message claims"
        case .facility: "facility of the message"
        case .severity: "severity of the message"
        }
    }
}

/// A bookmark in the stream.
struct Mark: Equatable {
    /// Stands in front of the line with this number.
    var sequence: UInt64
    var time: WallTime
}

/// The box that is open over the panes.
enum Overlay: Equatable {
    case help(scroll: Int)
    /// One message; `field` is the part that a filter can be made of.
    case detail(sequence: UInt64, as: MessageView, scroll: Int, field: Int? = nil)
    case filters(selection: Int)
    /// The line of the box that the keys act on.
    case handlers(row: Int)
    /// What one handler did; `row` is where it stands among the others.
    case handler(name: String, row: Int, scroll: Int)
    /// What the collector has logged; without a scroll the end, and what comes.
    case messages(scroll: Int?)
    /// What the collector refused, by peer.
    case refusals(scroll: Int)
    case columns(selection: Int)
    case kinds(KindsPage)
    case question(Question)

    /// Whether the same text is shown, wherever its keys have moved to.
    func isSameBox(as other: Overlay?) -> Bool {
        switch (self, other) {
        case (.help, .help), (.handlers, .handlers), (.messages, .messages), (.refusals, .refusals): true
        case (.detail(let line, let view, _, _), .detail(let otherLine, let otherView, _, _)):
            line == otherLine && view == otherView
        case (.handler(let name, _, _), .handler(let other, _, _)): name == other
        default: false
        }
    }

    /// Whether it is a text to read, and to scroll and search.
    var isText: Bool {
        switch self {
        case .help, .detail, .handlers, .handler, .messages, .refusals: true
        case .filters, .columns, .kinds, .question: false
        }
    }
}

/// How the text of an opened message is shown.
enum MessageView: Equatable {
    /// As a tree of its fields, if it has any.
    case laidOut
    /// As it was sent.
    case raw
    case hex
}

/// What the box of kinds of lines shows.
struct KindsPage: Equatable {
    /// The number of the kind that keys act on; `nil` for the most frequent one.
    var selected: Int?
    /// Only kinds whose first line came in the last minutes.
    var minutes: Int?
    var isZoomed = false

    private static let choices = [1, 5, 15]

    /// The next choice; after the last one, all kinds are shown.
    var nextMinutes: Int? { Self.choices.first { $0 > minutes ?? 0 } }
}

/// Actions that need a confirmation.
enum Question: Equatable {
    case quit, resetCounters
    case deleteFilter(name: String)
    /// Another filter has the name already.
    case replaceFilter(SavedFilter)
}

/// Which lines are saved.
package enum SaveScope: Equatable, Sendable {
    /// All that the filter lets through, of what is held.
    case matching
    /// Those in sight.
    case screen
    /// All that is held of one peer, whatever the filter says.
    case peer(PeerKey)
}

/// A line that is being typed.
struct Prompt: Equatable {
    enum Purpose: Equatable {
        case filter, search, peerSearch, boxSearch, save, filterName

        /// What Enter does with the line.
        var accepting: String {
            switch self {
            case .filter: "apply"
            case .search, .peerSearch, .boxSearch: "search"
            case .save, .filterName: "save"
            }
        }
    }

    var purpose: Purpose
    var text: String
    /// Characters before the cursor.
    var cursor: Int
    /// How far back in the history the text was taken from; 0 is what was typed.
    var historyIndex = 0
    /// What can be saved; the first is what will be.
    var scopes: [SaveScope] = []
    /// The name of a file that Enter takes where none is typed.
    var proposal = ""
    /// Whether time of receipt and peer stand in front of the lines that are saved.
    var savesFacts = false
    /// The save that Enter began may still fail; until it has its file, the line stays to be mended.
    var isAccepted = false

    /// - Parameter cursor: where the next character goes; at the end unless told.
    init(_ purpose: Purpose, _ text: String = "", cursor: Int? = nil) {
        self.purpose = purpose
        self.text = text
        self.cursor = cursor ?? text.count
    }
}

/// A message to the user, shown for a few seconds.
struct Hint: Equatable {
    var text: String
    var until: Instant
    /// It answers a key, and goes away with the next one.
    var isAnswer = true
}

/// A term of the filter that is switched off.
struct ShelvedTerm: Equatable {
    var text: String
    var row: Int
}

/// What is searched for in a box.
struct BoxSearch: Equatable {
    var text = ""
    /// The line that was found last, until the text is moved by hand.
    var line: Int?
}

/// The state of the view: where it looks, what it shows, what is open.
struct ViewState: Equatable {
    var focus = Pane.stream
    var isZoomed = false

    /// Whether the newest line is kept in sight. Otherwise the pane begins with line `top`.
    var follows = true
    var top: UInt64 = 0
    /// A line that the next picture has in the middle of the pane.
    var centred: UInt64?
    /// The line that keys act on; `nil` while nothing is picked.
    var selectedLine: UInt64?
    /// The number of the first line that came after the pause.
    var pausedAt: UInt64?
    /// Lines before this one are cleared from view.
    var clearedBefore: UInt64 = 0
    var marks: [Mark] = []
    /// The line that `A` went to last, until the view follows again.
    var watchedLine: UInt64?
    /// Columns that the text is shifted by.
    var sideways = 0
    /// Whether the shift shows a match; it ends with the search, or at the newest line.
    var isShiftedToMatch = false
    /// The timeline, if it is open.
    var timeline: TimelineCursor?
    var wraps = false
    var hiddenStreamColumns: Set<StreamColumn> = []
    /// Fields of messages that have a column of the stream.
    var fieldColumns: [FieldColumn] = []
    var timeStyle = TimeStyle.local

    var selectedPeer: PeerKey?
    var sort = PeerSort()
    var showsBytes = false
    var hiddenColumns: Set<PeerColumn> = []

    /// The filter that holds; its last good text.
    var filter = ""
    /// Terms that are switched off, each with the row among all terms that it has; the first row first.
    var shelved: [ShelvedTerm] = []
    /// Filters with a name, as they stand in the person's file.
    var saved = SavedFilters()
    /// The filter that `v` put aside.
    var filterOutOfContext: String?
    var search = ""
    /// Whether what the search finds is marked and counted.
    var showsSearch = false
    /// The search for the next line, while it goes on; a key ends it.
    var searching: StreamSearch?
    /// What is searched for among the peers, and whether what it finds is marked.
    var peerSearch = ""
    var showsPeerSearch = false
    /// The search in what lies over the panes.
    var boxSearch = BoxSearch()
    var filterHistory: [String] = []
    var searchHistory: [String] = []
    /// Names of files that lines were saved to.
    var pathHistory: [String] = []

    var prompt: Prompt?
    var overlay: Overlay?
    var hint: Hint?
    /// When the end was last asked for.
    var endAskedAt: Instant?
    /// Milliseconds between two pictures.
    var refresh = ViewSettings.refreshes[0]
    var usesMouse = false
    /// The collector runs elsewhere: leaving the view does not end it, and the view only reads.
    var isRemote = false
    /// Files are shown, where no collector is watched.
    var showsFiles = false

    var showsTime: Bool { !hiddenStreamColumns.contains(.time) }
}

extension ViewState {
    /// The IDs of kinds of lines that terms of the filter hide.
    var hiddenKinds: Set<UInt32> { FilterEdit.hiddenKinds(in: filter) }

    /// The columns that are not shown, as they are remembered; names that mean none are left out.
    var namesOfHiddenColumns: [String] {
        get {
            StreamColumn.allCases.filter(hiddenStreamColumns.contains).map { "stream \($0)" }
                + PeerColumn.allCases.filter(hiddenColumns.contains).map { "peers \($0)" }
        }
        set {
            hiddenStreamColumns = Set(StreamColumn.allCases.filter { newValue.contains("stream \($0)") })
            hiddenColumns = Set(PeerColumn.allCases.filter { newValue.contains("peers \($0)") })
                .subtracting(PeerColumn.alwaysShown)
        }
    }
}
