// EventNotes.swift: what happened lately, as the event line tells it.
import CollectorCore

/// Events of the collector, and what the view itself has noticed, for ten minutes.
struct EventNotes {
    private var collector: [FeedNote] = []
    /// Restarts of collectors elsewhere, mistakes in files of names.
    private var noticed: [FeedNote] = []
    /// The last line of the log, for where there is no event.
    private var log: String?

    private static let seconds: Int64 = 600

    /// - Parameters:
    ///   - attached: collectors elsewhere, and `before` what was known of them.
    mutating func take(
        _ notes: [FeedNote], _ log: String?, _ attached: [AttachedState], after before: [AttachedState],
        at time: WallTime
    ) {
        (collector, self.log) = (notes, log)
        let known = Dictionary(before.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        for state in attached {
            guard let known = known[state.name], let text = state.event(since: known) else { continue }
            add(FeedNote(text, at: time))
        }
        noticed.removeAll { time.seconds - $0.time.seconds >= Self.seconds }
    }

    mutating func add(_ note: FeedNote) { noticed.append(note) }

    /// "[4m12 ago] ...", the newest first.
    func lines(with more: FeedNote?, at time: WallTime) -> [String] {
        let notes = (collector + noticed + (more.map { [$0] } ?? [])).filter {
            time.seconds - $0.time.seconds < Self.seconds
        }
        guard !notes.isEmpty else { return log.map { [$0] } ?? [] }
        // Of two at the same time, the last one comes first.
        let order = notes.enumerated().sorted { ($1.element.time, $1.offset) < ($0.element.time, $0.offset) }
        return order.map {
            "[\(NumberText.duration(Int(time.seconds - $0.element.time.seconds))) ago] \($0.element.text)"
        }
    }
}
