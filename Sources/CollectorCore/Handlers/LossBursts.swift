// LossBursts.swift: dropped records come in bursts; each burst is reported at its beginning and at its end.

/// A report about a burst.
enum LossNews: Equatable, Sendable {
    /// `detail` is the destination's message about the first one, if any.
    case began(DropReason, detail: String? = nil)
    case ended(DropReason, count: Int)
}

/// The current bursts of an outbox.
struct LossBursts {
    private struct Burst {
        let reason: DropReason
        let detail: String?
        var count = 0
        var last: Instant
        var isTold = false
    }

    private var bursts: [Burst] = []
    /// A burst ends when nothing has been dropped for this many seconds.
    static let quiet = 5.0

    mutating func note(_ count: Int, _ reason: DropReason, detail: String? = nil, at time: Instant) {
        let index = bursts.firstIndex { $0.reason == reason } ?? bursts.count
        if index == bursts.count { bursts.append(Burst(reason: reason, detail: detail, last: time)) }
        bursts[index].count += count
        bursts[index].last = time
    }

    /// When the first of them can end; `nil` if nothing is being dropped.
    var nextEnd: Instant? { bursts.map { $0.last.advanced(bySeconds: Self.quiet) }.min() }

    /// The reports not made yet.
    ///
    /// - Parameter isEnding: whether nothing more can be dropped, so that every burst ends.
    mutating func news(at time: Instant, isEnding: Bool) -> [LossNews] {
        var news: [LossNews] = []
        for index in bursts.indices where !bursts[index].isTold {
            bursts[index].isTold = true
            news.append(.began(bursts[index].reason, detail: bursts[index].detail))
        }
        let over = bursts.filter { isEnding || $0.last.advanced(bySeconds: Self.quiet) <= time }
        bursts.removeAll { burst in over.contains { $0.reason == burst.reason } }
        return news + over.map { .ended($0.reason, count: $0.count) }
    }
}
