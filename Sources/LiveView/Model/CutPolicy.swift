// CutPolicy.swift: when a view that cannot keep up asks for fewer lines, and when for all again.
import CollectorCore

/// Asks for a cut when lines were skipped and the filter does not need all of them.
///
/// Under a cut nobody can see whether all lines would get through again; trying costs lines if they would not. So a cut
/// that was taken back too early stays twice as long the next time, and ten times as long while as many lines arrive as
/// when they were skipped. The filter itself decides at once: a cut never lacks a line that it needs.
struct CutPolicy {
    /// What is asked for; `nil` for all lines.
    private(set) var cut: Cut?
    private var skipped = 0
    private var lastSkip: Instant?
    /// Since when no line was skipped under the cut.
    private var calmSince = Instant(nanoseconds: 0)
    /// When a cut was last taken back because lines seemed to get through.
    private var triedAt: Instant?
    /// Lines that arrived per second when they were last skipped.
    private var flood = 0.0
    /// Seconds without a skipped line after which all lines are tried again.
    private var patience = Self.leastPatience

    /// Seconds for which a skipped line is a reason to ask for fewer.
    static let memory = 10.0
    static let leastPatience = 30.0
    private static let mostPatience = 1_800.0

    /// - Parameters:
    ///   - filter: what suffices for the filter; `nil` if it needs all lines.
    ///   - skipped: lines that were skipped so far.
    ///   - rate: lines that arrive per second, whether they are fetched or not.
    mutating func update(filter: Cut?, skipped: Int, rate: Double, at now: Instant) {
        if skipped > self.skipped {
            (lastSkip, calmSince) = (now, now)
            if cut == nil { flood = rate }
        }
        self.skipped = skipped
        guard let filter else {
            cut = nil
            return
        }
        if cut != nil {
            cut = isOver(rate, now) ? nil : filter
            if cut == nil { (triedAt, lastSkip) = (now, nil) }
        } else if let lastSkip, now < lastSkip.advanced(bySeconds: Self.memory) {
            notePatience(now)
            (cut, calmSince) = (filter, now)
        }
    }

    /// Whether all lines are worth another try.
    private func isOver(_ rate: Double, _ now: Instant) -> Bool {
        let seconds = rate > flood / 2 ? patience * 10 : patience
        return now >= calmSince.advanced(bySeconds: seconds)
    }

    /// Lines were skipped again soon after all were tried: that was too early.
    private mutating func notePatience(_ now: Instant) {
        let wasTooEarly = triedAt.map { now < $0.advanced(bySeconds: 2 * patience) } ?? false
        patience = wasTooEarly ? min(2 * patience, Self.mostPatience) : Self.leastPatience
    }
}
