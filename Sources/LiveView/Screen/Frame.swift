// Frame.swift: all that one picture is made of; a value, so that the same frame is always the same picture.
import CollectorCore

/// One line of the stream, ready to be drawn.
struct StreamLine {
    var line: FeedLine
    var header: MessageHeader
    /// What the search found in it, in bytes.
    var found: [Range<Int>] = []
    /// A mark stands in front of it.
    var mark: Mark?

    init(_ line: FeedLine) {
        self.line = line
        header = MessageHeader(line.bytes.span)
    }

    var sequence: UInt64 { line.entry.sequence }
}

/// How a search goes.
struct SearchResult: Equatable {
    var text: String
    /// The match that is selected, from 1; 0 for none.
    var place: Int
    var count: Int
    var progress: Double
}

/// What one term of a filter does to the lines that are held.
struct TermCount: Equatable {
    var matches: Int
    var hidden: Int
}

package struct Frame {
    var state: ViewState
    var facts = CollectorFacts()
    /// What it last said of itself, the newest first.
    var events: [String] = []
    var clock: DisplayClock
    var capabilities = Capabilities()

    var peers: [PeerRow] = []
    /// Addresses that the filter hides from the stream.
    var dimmed: Set<String> = []
    var folded: FoldedPeers
    var messages: RateSlots
    var bytes: RateSlots
    var totalMessages = 0
    var totalBytes = 0
    var lost = 0

    /// Lines in sight; the last may have room for its beginning alone.
    var lines: [StreamLine] = []
    /// Columns of the longest address in the table.
    var longestPeer = 0
    var held = 0
    /// Lines that the filter lets through; `nil` without a filter.
    var matches: Int?
    /// How much of what is held the filter has seen, 0 to 1.
    var progress = 1.0
    var ringShare = 0.0
    var ringCapacity = 0
    var oldest: WallTime?
    var evicted = 0
    /// Lines below the pane, and lines that came since the pause.
    var newBelow = 0
    /// None of the lines that were in the ring when the view was paused is left.
    var isPauseTurnedOver = false
    var unseen = 0
    /// What is wrong with the filter that is being typed.
    var problem: FilterProblem?
    var searchResult: SearchResult?
    /// Lines of the last minute by severity, then those without.
    var severitiesArePartial = false
    var severities: [Int] = Array(repeating: 0, count: 9)
    var frameTimes = FrameTimes()
    /// The message of the overlay; `nil` also where it is no longer held.
    var detail: FeedLine?
    /// The handlers that get it; `nil` while that is not known.
    var detailHandlers: [String]?
    /// The lines of each term in the overlay of filters.
    var terms: [String: TermCount] = [:]
}
