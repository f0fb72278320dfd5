// SilenceWatch.swift: the rule of silence at work on the peers of a collector.

/// Looks at the peers now and then; any thread may ask who is silent.
final class SilenceWatch: Sendable {
    private struct State {
        var rule: Silence
        var report = SilenceReport()
    }

    private let state: Mutex<State>
    private let silent = Mutex<[SilentPeer]>([])
    /// Seconds between two looks.
    let interval: Double

    /// - Parameter silentAfter: seconds of the user's own.
    init(silentAfter: Double?) {
        interval = silentAfter.map { min(5, max(0.25, $0 / 4)) } ?? 5
        state = Mutex(State(rule: Silence(silentAfter: silentAfter, interval: interval)))
    }

    /// Peers that are reported as silent.
    var silentPeers: [SilentPeer] { silent.withLock { $0 } }

    /// Looks at all peers.
    ///
    /// - Returns: what to log.
    func look(at registry: PeerRegistry, now: Instant) -> [SilenceReport.Line] {
        var activities = registry.activities
        return state.withLock { state in
            // Those that left when many others did may have been back in between.
            let present = Set(activities.map(\.address))
            activities += state.rule.addresses.filter { !present.contains($0) }.compactMap { address in
                registry.snapshot(of: address).map {
                    PeerActivity(address: address, lines: $0.lines, lastSeen: $0.lastSeen, isConnected: false)
                }
            }
            let events = state.rule.observe(activities, at: now)
            let silent = state.rule.silentPeers.sorted { $0.address < $1.address }
            self.silent.withLock { $0 = silent }
            return state.report.lines(for: events, at: now)
        }
    }
}
