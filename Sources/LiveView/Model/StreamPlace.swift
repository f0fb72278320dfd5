// StreamPlace.swift: what an action has to know of the world: the lines around, the rows of the table, the time.
import CollectorCore

/// What keys have to know of the box that lies over the panes, as it was last drawn.
struct BoxFacts {
    /// Its lines as they are shown.
    var lines: [String] = []
    /// How many of them there is room for.
    var visible = 0
    /// Handlers that lines speak of, by the places of the lines.
    var subjects: [Int: String] = [:]

    /// How far it can be scrolled.
    var lastScroll: Int { max(0, lines.count - visible) }
}

/// The surroundings in which an action is carried out.
protocol StreamPlace {
    /// Lines in sight as a whole, oldest first.
    var page: [UInt64] { get set }
    /// Lines that fit into the stream pane, at least 1.
    var pageRows: Int { get }
    /// The number behind that of the newest line.
    var end: UInt64 { get }
    /// Addresses in the order of the table, and how many rows of it fit.
    var peers: [String] { get }
    var peerRows: Int { get }
    /// Columns of the table that are on the screen.
    var peerColumns: [PeerColumn] { get }
    /// The box that lies over the panes.
    var box: BoxFacts { get }
    /// Columns that the text of a line has.
    var textColumns: Int { get }
    var now: Instant { get }
    var wallTime: WallTime { get }

    /// The lines that would be in sight as a whole with this one at the top, or at the bottom.
    mutating func page(from sequence: UInt64) -> [UInt64]
    mutating func page(upTo sequence: UInt64) -> [UInt64]
    /// The line `lines` further down or up among those that the filter lets through.
    mutating func step(from sequence: UInt64, by lines: Int) -> UInt64?
    /// The next line, or the one before, that the search finds.
    mutating func searched(from sequence: UInt64, backward: Bool) -> UInt64?
    mutating func severe(from sequence: UInt64, backward: Bool) -> UInt64?
    /// The address that a line came from.
    func peer(of sequence: UInt64) -> String?
    /// Columns that the longest line in sight has.
    func longestText() -> Int
}
