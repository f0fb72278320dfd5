// EvictionRate.swift: how often files are closed to make room for others, and a hint when that is often.

/// Tells when too many files are closed to make room for others.
struct EvictionRate {
    var count = 0
    private var begin = Instant.now
    private var nextAdvice: Instant?
    /// Seconds between two hints.
    private static let silence = 3_600.0

    init() {}

    mutating func advice(at now: Instant, _ limits: PeerFiles.Limits) -> String? {
        let seconds = now.seconds(since: begin)
        guard seconds >= limits.evictionInterval else { return nil }
        defer { (count, begin) = (0, now) }
        guard Double(count) > seconds, nextAdvice.map({ $0 <= now }) ?? true else { return nil }
        nextAdvice = now.advanced(bySeconds: Self.silence)
        return
            "\(count) files were closed in \(Int(seconds.rounded())) s to make room for others, as \(limits.openFiles) may be "
            + "open (maxOpen); a larger maxOpen saves processor time, see also ulimit -n and LimitNOFILE="
    }
}
