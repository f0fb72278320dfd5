// Watched.swift: the collector that the view shows, in this process or elsewhere.
import CollectorCore

/// A collector as the view sees it: values to read, and a few requests.
///
/// No call waits for the collector. What is not known yet is `nil`; it wakes the view, as a new line does, when it is.
package protocol Watched: AnyObject {
    /// Whether it runs elsewhere: the view can be left without ending it, and only reads.
    var isRemote: Bool { get }
    /// Facts that change seldom.
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
    /// The view is gone; lines need not be kept for it.
    func detach()
    /// The next line or record wakes `waker`, once.
    func arm(_ waker: Waker)
    /// Whether nothing has arrived since the view asked to be woken.
    var isWaiting: Bool { get }
    /// Prepares memory for the next lines, while the view is idle.
    func prepare()

    /// From now on these lines suffice; `nil` for all. The lines that are left out are not counted as skipped.
    func wish(_ cut: Cut?)

    /// Asks it to read its configuration again; what came of it is in a later `note`.
    func reload()
    /// Asks it to shut down gracefully; one that runs elsewhere goes on, only the view ends.
    func end()
}
