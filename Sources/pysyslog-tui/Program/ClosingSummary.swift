// ClosingSummary.swift: the summary printed after the screen is closed: who sent how much, and what went wrong.
import CollectorCore
import LiveView

struct ClosingSummary {
    private let account: CollectorSnapshot
    /// The results of saves that outlived the screen.
    private let saves: [String]
    private let time: WallTime

    /// Peers that are named; the others are added up.
    private static let peerLimit = 20

    init(_ account: CollectorSnapshot, _ saves: [String] = [], at time: WallTime) {
        self.account = account
        self.saves = saves
        self.time = time
    }

    var text: String {
        let sanitiser = Sanitiser(unicode: false)
        return ([title] + peers + handlers + saves.map { "  " + $0 }).map {
            sanitiser.text(Array($0.utf8).span) + "\r\n"
        }.joined()
    }

    private var title: String {
        let duration = NumberText.uptime(Int(time.seconds - account.startedAt.seconds))
        return
            "pysyslog-tui: \(NumberText.count(account.received, "line")), \(NumberText.grouped(account.bytes)) bytes "
            + "from \(account.foldedPeers.forgotten > 0 ? "at least " : "")"
            + "\(NumberText.count(account.peerCount, "peer")) in \(duration)"
    }

    private var peers: [String] {
        let order = account.peers.sorted { ($0.lines, $1.address) > ($1.lines, $0.address) }
        let width = order.prefix(Self.peerLimit).map(\.address.count).max() ?? 0
        var lines = order.prefix(Self.peerLimit).map { peer in
            let gap = String(repeating: " ", count: width - peer.address.count)
            let failed = peer.handshakes.failedTotal
            let reason = peer.handshakes.lastFailure.map { " (\($0.reason.rawValue))" } ?? ""
            let failures = failed == 0 ? "" : "  \(NumberText.count(failed, "failed TLS handshake"))\(reason)"
            guard peer.lines > 0 || failed == 0 else { return "  \(peer.address)\(gap)\(failures)" }
            let unit = peer.lines == 1 ? "line " : "lines"
            var text = "  \(peer.address)\(gap)  \(Self.padded(peer.lines)) \(unit)  \(Self.padded(peer.bytes)) bytes"
            text += failures
            if peer.truncated > 0 { text += "  \(NumberText.grouped(peer.truncated)) cut" }
            return text
        }
        let others = order.dropFirst(Self.peerLimit)
        let count = others.count + account.foldedPeers.peers
        if count > 0 {
            let sum = others.reduce(account.foldedPeers.lines) { $0 + $1.lines }
            lines.append("  and \(NumberText.count(count, "other")) with \(NumberText.count(sum, "line"))")
        }
        return lines
    }

    private var handlers: [String] {
        var lines: [String] = []
        for (title, handler) in accounts {
            var facts: [String] = []
            if handler.lines.held > 0 {
                facts.append("\(NumberText.grouped(handler.lines.held)) muted (screen in use)")
            }
            if handler.lines.written > 0 { facts.append("\(NumberText.grouped(handler.lines.written)) delivered") }
            for reason in DropReason.allCases {
                guard let count = handler.lines.dropped[reason] else { continue }
                facts.append("\(NumberText.grouped(count)) LOST (\(reason.rawValue))")
            }
            if handler.lines.queued > 0 {
                facts.append("\(NumberText.grouped(handler.lines.queued)) LOST (not written)")
            }
            if handler.failures > 0 {
                facts.append("\(NumberText.count(handler.failures, "failed attempt")): \(handler.lastFailure ?? "")")
            }
            if !facts.isEmpty { lines.append("  \(title): \(facts.joined(separator: ", "))") }
        }
        if account.unrouted > 0 {
            lines.append("  \(NumberText.count(account.unrouted, "line")) not routed to any handler")
        }
        let lost = account.deliveries.droppedTotal + account.deliveries.queued
        if lost > 0 { lines.append("  LOST: \(NumberText.count(lost, "line"))") }
        let losses = account.listeners.flatMap(\.losses)
        lines += losses.map { "  LOST: \($0)" }
        if shownOnly > 0 {
            let count = NumberText.count(shownOnly, "line")
            lines.append("  \(count) shown and stored nowhere; see --logging-config")
        }
        return lost + shownOnly + losses.count == 0 ? lines + ["  nothing lost"] : lines
    }

    /// The handlers, and those that reloads have removed in one.
    private var accounts: [(title: String, handler: HandlerSnapshot)] {
        let all = account.handlers.map { (title: "handler \($0.name)", handler: $0) }
        let removed = account.removedHandlers
        guard removed.count > 0 else { return all }
        var sum = HandlerSnapshot(named: "", written: 0)
        sum.lines = removed.lines
        return all + [(NumberText.count(removed.count, "removed handler"), sum)]
    }

    /// Lines that no handler has written, or was to write, beside those that are held for the screen: at least so many
    /// were shown and are gone.
    private var shownOnly: Int {
        let all = account.deliveries
        return all.held == 0 ? 0 : max(0, account.received - account.unrouted - all.accepted + all.held)
    }

    private static func padded(_ number: Int) -> String {
        let text = NumberText.grouped(number)
        return String(repeating: " ", count: max(0, 13 - text.count)) + text
    }
}
