// Silence.swift: which peers used to send and have stopped.

/// What the rule of silence sees of a peer.
struct PeerActivity: Equatable, Sendable {
    var address: String
    /// Lines so far.
    var lines: Int
    var lastSeen: WallTime
    var isConnected: Bool
}

/// Finds peers that have stopped sending, from looks at their counters.
///
/// A peer is regular if it sent lines in 10 of the 15 minutes up to its last line. A regular peer is silent when nothing has
/// come for a minute, or for five times its longest gap of those 15 minutes if that is more. With a time of the user's own,
/// every peer that ever sent a line is silent after that time. Gaps that were silences do not count as usual ones.
///
/// Time is measured by a clock that nobody sets, from one look to another.
struct Silence: Sendable {
    enum Event: Equatable, Sendable {
        /// `usual` is the longest gap that it usually has, in seconds; `nil` where that did not matter.
        case silent(SilentPeer, seconds: Double, usual: Int?)
        case back(String, seconds: Double)
        /// `peers` of the `watched` ones stopped, and nobody has sent anything for so many seconds.
        case together(peers: Int, watched: Int, seconds: Double)
        /// Somebody sends again; the others have their time once more.
        case togetherOver(first: String, peers: Int)
    }

    private let silentAfter: Double?
    private let capacity: Int
    /// Seconds: if somebody was heard no longer ago than this, the network works.
    private let recent: Double
    private var peers: [String: WatchedPeer] = [:]
    private var lastHeard: Instant?
    /// How many are silent together.
    private var together = 0
    private var look = 0
    /// Whether peers have been forgotten to make room. From then on a peer that is not known is new only if its last line is.
    private var hasForgotten = false
    /// When the newest line came that was known at the last look.
    private var newest = WallTime(nanoseconds: .min)

    /// Seconds that a silent peer waits for news of others, which tell whether it is alone, before it is reported.
    private static let patience = 60.0

    /// - Parameters:
    ///   - silentAfter: seconds after which every sender is silent; `nil` for the rule of regular peers.
    ///   - interval: seconds between two looks.
    ///   - capacity: how many peers are watched; each takes about 150 bytes.
    init(silentAfter: Double? = nil, interval: Double, capacity: Int = 65_536) {
        self.silentAfter = silentAfter
        self.capacity = capacity
        recent = 3 * interval
    }

    /// The addresses that are watched.
    var addresses: Dictionary<String, WatchedPeer>.Keys { peers.keys }

    /// Peers that are reported as silent, in no order.
    var silentPeers: [SilentPeer] {
        peers.compactMap { $0.value.status.isTold ? $0.value.silent($0.key) : nil }
    }

    /// Looks at the counters of peers.
    ///
    /// - Parameter activities: of all peers that may have sent something since the last look.
    /// - Returns: what has changed; what concerns one peer is in the order of addresses.
    mutating func observe(_ activities: [PeerActivity], at now: Instant) -> [Event] {
        look += 1
        let (heard, back) = take(activities, at: now)
        var events = back
        if let heard {
            lastHeard = now
            events += endTogether(first: heard, at: now)
        }
        newest = activities.reduce(newest) { max($0, $1.lastSeen) }
        return events + report(at: now)
    }
}

// MARK: - What has come

extension Silence {
    /// - Returns: somebody who has sent lines since the last look, and the peers that are back.
    private mutating func take(_ activities: [PeerActivity], at now: Instant) -> (heard: String?, back: [Event]) {
        var heard: String?
        var back: [(address: String, seconds: Double)] = []
        var hasMadeRoom = false
        for activity in activities {
            let address = activity.address
            guard var peer = peers[address] else {
                guard activity.lines > 0, !hasForgotten || activity.lastSeen > newest else { continue }
                heard = heard ?? address
                if peers.count >= capacity, !hasMadeRoom {
                    makeRoom()
                    hasMadeRoom = true
                }
                if peers.count < capacity { peers[address] = WatchedPeer(activity, look, at: now) }
                continue
            }
            if peer.lines != activity.lines {
                heard = heard ?? address
                if peer.status == .reported { back.append((address, now.seconds(since: peer.heard))) }
                peer.hear(at: now)
            }
            peer.update(activity, look)
            peers[address] = peer
        }
        return (heard, back.sorted { $0.address < $1.address }.map { .back($0.address, seconds: $0.seconds) })
    }

    /// Forgets an eighth of those of which nothing is expected: silent ones, and peers that are not regular.
    private mutating func makeRoom() {
        hasForgotten = true
        let candidates = peers.filter { $0.value.status.isTold || !isWatched($0.value) }
        for (address, _) in candidates.sorted(by: { $0.value.heard < $1.value.heard }).prefix(capacity / 8 + 1) {
            peers[address] = nil
        }
    }

    /// Somebody sends: what was a silence of many is over.
    private mutating func endTogether(first: String, at now: Instant) -> [Event] {
        guard together > 0 else { return [] }
        for (address, peer) in peers where peer.status == .together { peers[address]?.excuse(at: now) }
        defer { together = 0 }
        return [.togetherOver(first: first, peers: together)]
    }
}

// MARK: - What has not come

extension Silence {
    private func isWatched(_ peer: WatchedPeer) -> Bool { silentAfter != nil || peer.isRegular }

    /// When a peer is silent if nothing comes.
    private func due(_ peer: WatchedPeer) -> Instant {
        peer.expected.advanced(bySeconds: silentAfter ?? max(60, 5 * Double(peer.longestGap)))
    }

    private mutating func report(at now: Instant) -> [Event] {
        var (watched, waiting) = (0, 0)
        var overdue: [String] = []
        var firstDue = now
        for (address, peer) in peers {
            if peer.look != look, peer.isConnected { peers[address]?.isConnected = false }
            guard isWatched(peer) else { continue }
            watched += 1
            guard !peer.status.isTold else { continue }
            let due = due(peer)
            guard due <= now else {
                waiting += 1
                continue
            }
            peers[address]?.status = .overdue
            overdue.append(address)
            firstDue = min(firstDue, due)
        }
        guard !overdue.isEmpty, let lastHeard else { return [] }
        let quiet = now.seconds(since: lastHeard)
        let isAlone = quiet <= recent || (overdue.count == 1 && waiting == 0 && together == 0)
        // Others may be about to be silent too; then it is not the peers that have stopped.
        guard isAlone || waiting == 0 || now.seconds(since: firstDue) >= Self.patience else { return [] }
        if !isAlone, overdue.count > 1 || together > 0 {
            for address in overdue { peers[address]?.status = .together }
            defer { together += overdue.count }
            return together > 0 ? [] : [.together(peers: overdue.count, watched: watched, seconds: quiet)]
        }
        return overdue.sorted().map { address in
            peers[address]!.status = .reported
            let peer = peers[address]!
            return .silent(
                peer.silent(address), seconds: now.seconds(since: peer.heard),
                usual: silentAfter == nil ? peer.longestGap : nil)
        }
    }
}
