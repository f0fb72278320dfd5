// Watched.swift: what the view looks at: a collector, in this process or elsewhere.
import CollectorCore

/// A collector as the view knows it: values that it takes over, and the little that it can ask for.
///
/// No call waits for the collector. What is not known yet is `nil`; it wakes the view, as a new line does, when it is.
package protocol Watched: AnyObject {
    /// What it is, beside what it counts.
    var facts: CollectorFacts { get }
    /// The last thing that happened to it and that should be seen.
    var event: FeedNote? { get }
    /// Its own last log records, oldest first.
    var notes: [FeedNote] { get }

    /// Everything that it has counted, at this moment.
    func snapshot() -> CollectorSnapshot
    /// The lines that are held now.
    func window() -> FeedWindow
    /// The names of the handlers that get a line; `nil` while that is not known.
    func handlers(of line: FeedLine) -> [String]?

    /// From now on lines are kept for the view.
    func attach()
    /// The view looks no more.
    func detach()
    /// Has what comes next wake `waker`, once.
    func arm(_ waker: Waker)
    /// Whether nothing has come since the view asked to be woken.
    var isWaiting: Bool { get }
    /// Lets it make ready for the next lines, while the view has nothing to do.
    func prepare()

    /// Asks it to read its configuration again; what came of it is in a later `note`.
    func reload()
    /// Asks it to end in order.
    func end()
}
