// SilenceReport.swift: silences in words, and no more of them than a log can bear.

struct SilenceReport: Sendable {
    struct Line: Equatable, Sendable {
        var level: Level
        var text: String
    }

    /// Lines of one kind: so many a minute, and then how many were not shown.
    private struct Kind {
        var began: Instant?
        var shown = 0
        var hidden = 0

        mutating func mayShow() -> Bool {
            if shown < SilenceReport.linesPerMinute {
                shown += 1
                return true
            }
            hidden += 1
            return false
        }

        /// - Returns: how many were not shown in the minute that is over.
        mutating func turn(at now: Instant) -> Int {
            guard began.map({ $0.advanced(bySeconds: 60) <= now }) ?? true else { return 0 }
            defer { (began, shown, hidden) = (now, 0, 0) }
            return hidden
        }
    }

    private var silent = Kind()
    private var back = Kind()

    private static let linesPerMinute = 10

    /// What to log of a look, and of what was not shown before.
    mutating func lines(for events: [Silence.Event], at now: Instant) -> [Line] {
        var lines: [Line] = []
        let (silentHidden, backHidden) = (silent.turn(at: now), back.turn(at: now))
        if silentHidden > 0 {
            lines.append(Line(level: .warning, text: "\(Self.more(silentHidden)) became silent in the last minute"))
        }
        if backHidden > 0 {
            lines.append(Line(level: .info, text: "\(Self.more(backHidden)) sent again in the last minute"))
        }
        for event in events {
            if let line = line(for: event) { lines.append(line) }
        }
        return lines
    }

    private mutating func line(for event: Silence.Event) -> Line? {
        switch event {
        case .silent(let peer, let seconds, let usual):
            guard silent.mayShow() else { return nil }
            let habit = usual.map { ", and usually sends every \(max(1, $0)) s or more often" } ?? ""
            let state = peer.isConnected ? "its connection is open" : "it is not connected"
            return Line(
                level: .warning, text: "\(peer.address) has been silent for \(Int(seconds)) s\(habit); \(state)")
        case .back(let address, let seconds):
            guard back.mayShow() else { return nil }
            return Line(level: .info, text: "\(address) sends again after \(Int(seconds)) s of silence")
        case .together(let peers, let watched, let seconds):
            let who = peers == watched ? "all \(peers) peers" : "\(peers) of \(watched) peers"
            return Line(
                level: .warning,
                text: "\(who) that usually send are silent, and nobody has sent anything for \(Int(seconds)) s: "
                    + "perhaps the network, a firewall, a relay before them, or the address of this machine")
        case .togetherOver(let first, let peers):
            let count = peers == 1 ? "1 peer that was" : "\(peers) peers that were"
            return Line(
                level: .info,
                text:
                    "\(first) sends, so the silence of \(count) silent together is over; those that stay silent are reported "
                    + "one by one")
        }
    }

    private static func more(_ count: Int) -> String { count == 1 ? "1 more peer" : "\(count) more peers" }
}
