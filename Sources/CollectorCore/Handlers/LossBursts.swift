// LossBursts.swift: records that are dropped come in bursts, and each burst is told of twice: when it begins and ends.

/// What is told of a burst.
enum LossNews: Equatable, Sendable {
    /// `detail` is what the destination said of the first one, where it said something.
    case began(DropReason, detail: String? = nil)
    case ended(DropReason, count: Int)
}

/// The bursts of an outbox that are not over.
struct LossBursts {
    private struct Burst {
        let reason: DropReason
        let detail: String?
        var count = 0
        var last: Instant
        var isTold = false
    }

    private var bursts: [Burst] = []
    /// A burst is over when nothing was dropped for so many seconds.
    static let quiet = 5.0

    mutating func note(_ count: Int, _ reason: DropReason, detail: String? = nil, at time: Instant) {
        let index = bursts.firstIndex { $0.reason == reason } ?? bursts.count
        if index == bursts.count { bursts.append(Burst(reason: reason, detail: detail, last: time)) }
        bursts[index].count += count
        bursts[index].last = time
    }

    /// When the first of them may be over; `nil` while nothing is dropped.
    var nextEnd: Instant? { bursts.map { $0.last.advanced(bySeconds: Self.quiet) }.min() }

    /// What has not been told yet.
    ///
    /// - Parameter isEnding: whether nothing more can come, so that every burst is over.
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
