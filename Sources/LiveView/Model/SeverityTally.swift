// SeverityTally.swift: looks once at each line that arrives: severities, bursts, names of senders.
import CollectorCore

/// Lines of the last minute by severity; the last slot is for lines without one.
struct SeverityTally {
    private var slots: [RateSlots]
    /// The first line that has not been counted.
    private var next: UInt64
    private var restarts = 0
    /// Until when the last minute has lines that were not looked at.
    private var partialUntil: Instant?
    /// Lines looked at in one go; in a flood above this, the figures are those of a part.
    private static let limit = 500_000

    init(at time: Instant, from next: UInt64) {
        slots = (0..<9).map { _ in RateSlots(at: time) }
        self.next = next
    }

    var lastMinute: [Int] { slots.map { Int($0.sum(over: 60).rounded()) } }

    /// Whether there were more lines than were looked at.
    func isPartial(at time: Instant) -> Bool { partialUntil.map { time < $0 } ?? false }

    /// Notes that lines are missing among those that are looked at.
    mutating func notePart(at time: Instant) {
        partialUntil = time.advanced(bySeconds: Double(RateSlots.seconds))
    }

    /// Lines up to this one were written before anybody looked: they are not of the last minute.
    mutating func skip(to next: UInt64) { self.next = next }

    /// Counts the lines that came since the last call, and tells the table of errors, bursts and names.
    mutating func count(_ window: FeedWindow, at time: Instant, into table: inout PeerTable) {
        if window.restarts > restarts {
            // Files are read again.
            restarts = window.restarts
            next = window.end
        }
        let first = max(window.position(atOrAfter: next), window.count - Self.limit)
        if window.sequence(at: first) > next {
            notePart(at: time)
        }
        next = window.end
        var counts = [Int](repeating: 0, count: 9)
        var errors: [PeerKey: Int] = [:]
        var named: Set<PeerKey> = []
        // Lines of one batch have their sender and time in common.
        var run: (source: FeedSource, time: WallTime, count: Int)?
        window.scan(from: first) { entry, line in
            let severity = MessageHeader.severity(of: line)
            counts[severity.map { Int($0.rawValue) } ?? 8] += 1
            if let severity, severity <= .error { errors[entry.source.peer, default: 0] += 1 }
            if let current = run, current.source === entry.source, current.time == entry.received {
                run?.count += 1
                return true
            }
            if let run { table.noteBurst(run.count, of: run.source.peer, at: run.time) }
            run = (entry.source, entry.received, 1)
            if named.insert(entry.source.peer).inserted {
                let host = MessageHeader(line).host.map { line.extracting($0).lossyText }
                table.note(host: host, tls: entry.source.tls, of: entry.source.peer, at: time)
            }
            return true
        }
        if let run { table.noteBurst(run.count, of: run.source.peer, at: run.time) }
        for (slot, count) in counts.enumerated() { slots[slot].add(count, from: time, to: time) }
        for (peer, count) in errors { table.countErrors(count, of: peer, at: time) }
    }
}
