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
    /// The kinds of lines, once they were asked for.
    var kinds: KindCount?
    /// The message in the overlay; `nil` also where it is no longer held.
    var message: OpenedMessage?
    var frameTimes = FrameTimes()
}

/// A message that is shown with all that is known of it.
struct OpenedMessage {
    var line: FeedLine
    /// Its number; `nil` while it is not known how many lines are before it.
    var number: Int?
    /// The handlers that get it; `nil` while that is not known.
    var handlers: [String]?
}
