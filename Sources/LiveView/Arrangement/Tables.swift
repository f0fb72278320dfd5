// Tables.swift: what is known about the collector, beside the state of the view.
import CollectorCore

struct Tables {
    var now: Instant
    var wallTime: WallTime
    var facts = CollectorFacts()
    var account: Account
    var peers: PeerTable
    var severities: SeverityTally
    /// The last events of the collector, newest first.
    var events: [String] = []
    /// Its log records, oldest first, while they are looked at.
    var notes: [FeedNote] = []
    var pager: StreamPager
    /// What the filter in use says of peers.
    var sieve = PeerSieve()
    /// The search that is shown in the stream, and that in what lies over the panes.
    var search: Highlight?
    var boxSearch: Highlight?
    /// What is wrong with what is being typed.
    var problem: FilterProblem?
    /// What may surprise in it where it is right.
    var remark: String?
    /// The lines of each term in the overlay of filters.
    var terms: [String: FilterIndex] = [:]
    /// The filters that are watched, and those that give lines a colour.
    var watches = Watches()
    var colours: LineColours?
    /// The kinds of lines, once they were asked for.
    var kinds: KindCount?
    /// The timeline while it is open, and what the filter in use says of times.
    var timeline: TimelineMaker?
    var spans: [[TimeSpan]] = []
    /// The message in the overlay; `nil` also where it is no longer held.
    var message: OpenedMessage?
    var frameTimes = FrameTimes()

    /// The columns that there are; whether there is room for them is another question.
    var columns: AvailableColumns {
        AvailableColumns(hasNames: peers.longestName > 0, hasSeveralCollectors: facts.watchesSeveral)
    }
}

/// The columns that have something to say.
struct AvailableColumns: Equatable {
    var hasNames: Bool
    var hasSeveralCollectors: Bool

    var peers: [PeerColumn] {
        PeerColumn.allCases.filter { ($0 != .collector || hasSeveralCollectors) && ($0 != .name || hasNames) }
    }
    var stream: [StreamColumn] {
        StreamColumn.allCases.filter { ($0 != .collector || hasSeveralCollectors) && ($0 != .name || hasNames) }
    }
}

/// A message that is shown with all that is known of it.
struct OpenedMessage {
    var line: FeedLine
    /// Its number; `nil` while it is not known how many lines are before it.
    var number: Int?
    /// The handlers that get it; `nil` while that is not known.
    var handlers: [String]?
}
