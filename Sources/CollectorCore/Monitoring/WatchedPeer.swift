// WatchedPeer.swift: what the rule of silence keeps of a peer: little, as there may be many.

struct WatchedPeer: Sendable {
    enum Status: UInt8, Sendable {
        case sending
        /// Silent by the rule, and not reported yet.
        case overdue
        case reported
        /// Silent with others, as one report says.
        case together

        /// Whether its silence has been reported.
        var isTold: Bool { self == .reported || self == .together }
    }

    private(set) var lines: Int
    private var lastSeen: WallTime
    var isConnected: Bool
    /// The number of the last look that found it.
    private(set) var look: Int
    var status = Status.sending
    /// The look that found its last line.
    private(set) var heard: Instant
    /// Since when a line is expected: its last one, or the end of a silence of all.
    private(set) var expected: Instant
    /// The minute of the last line, on the clock of the looks.
    private var minute: Int64
    /// The minutes with lines: bit 0 is that of the last line, bit 14 the one 14 minutes before.
    private var minutes: UInt16 = 1
    /// By minute modulo 15: the longest gap that ended there, in seconds.
    private var gaps = SIMD16<UInt16>()

    private static let window = 15
    private static let regularMinutes = 10

    init(_ activity: PeerActivity, _ look: Int, at now: Instant) {
        lines = activity.lines
        lastSeen = activity.lastSeen
        isConnected = activity.isConnected
        self.look = look
        heard = now
        expected = now
        minute = Self.minute(now)
    }

    private static func minute(_ time: Instant) -> Int64 { time.nanoseconds / 60_000_000_000 }

    /// Whether it sent in enough of the minutes up to its last line.
    var isRegular: Bool { minutes.nonzeroBitCount >= Self.regularMinutes }

    /// Seconds.
    var longestGap: Int { Int(gaps.max()) }

    func silent(_ address: String) -> SilentPeer {
        SilentPeer(address: address, since: lastSeen, isConnected: isConnected)
    }

    mutating func update(_ activity: PeerActivity, _ look: Int) {
        lines = activity.lines
        lastSeen = activity.lastSeen
        isConnected = activity.isConnected
        self.look = look
    }

    /// It has sent lines since the last look.
    mutating func hear(at now: Instant) {
        let current = Self.minute(now)
        let passed = Int(min(current - minute, Int64(Self.window)))
        minutes = passed < Self.window ? (minutes << UInt16(passed) | 1) & 0x7FFF : 1
        for step in 0..<passed { gaps[slot(current - Int64(step))] = 0 }
        minute = current
        if !status.isTold, expected == heard {
            let seconds = UInt16(clamping: Int(now.seconds(since: heard).rounded(.up)))
            gaps[slot(current)] = max(gaps[slot(current)], seconds)
        }
        (status, heard, expected) = (.sending, now, now)
    }

    private func slot(_ minute: Int64) -> Int { Int(minute % Int64(Self.window)) }

    /// The silence of all is over: it has its time once more.
    mutating func excuse(at now: Instant) {
        (status, expected) = (.sending, now)
    }
}
