// AttachedState.swift: the connection to a collector that runs elsewhere, and what is said of it.
import CollectorCore

/// The connection to a collector that runs elsewhere.
package struct AttachedState: Equatable, Sendable {
    package enum State: Equatable, Sendable {
        case connecting, connected
        /// It went away; the next attempt to reach it is in `retryIn` seconds, if there is one.
        case away(since: WallTime, retryIn: Double?)
        /// It will not be tried again.
        case refused(reason: String)
    }

    package var name: String
    package var state: State
    /// Lines that the collector dropped before they could be fetched.
    package var skipped = 0
    /// How often it has been started anew.
    package var restarts = 0
    /// Whether it sends a part of the lines, as the view wished.
    package var isCut = false

    package init(name: String, state: State = .connecting) {
        self.name = name
        self.state = state
    }
}

extension AttachedState {
    /// The state in one or two words for the title bar; `nil` while it is connected.
    var trouble: String? {
        switch state {
        case .connected: nil
        case .connecting: "connecting"
        case .away: "away"
        case .refused: "refused"
        }
    }

    /// "web1: away since 14:03:12, trying again in 4 s"; `nil` while it is connected.
    ///
    /// - Parameters:
    ///   - offset: seconds that the time is east of UTC.
    ///   - isOver: nobody tries to reach it any more.
    package func words(offset: Int, isOver: Bool = false) -> String? {
        switch state {
        case .connected: return nil
        case .connecting: return "\(name): connecting"
        case .refused(let reason): return "\(name): refused: \(reason)"
        case .away(let since, let retryIn):
            let time = DisplayClock.time(since, offset: offset, milliseconds: false)
            let seconds = Int((retryIn ?? 0).rounded(.up))
            let next = isOver ? "" : ", trying again" + (seconds > 1 ? " in \(seconds) s" : "")
            return "\(name): away since \(time)\(next)"
        }
    }

    /// What has happened to it since `before`, as an event.
    func event(since before: AttachedState) -> String? {
        guard restarts > before.restarts else { return nil }
        return "\(name) was restarted: its counters began anew, what is on the screen stays"
    }
}

extension CollectorFacts {
    /// Lines of all collectors that were dropped before they could be fetched.
    package var skipped: Int { attached.reduce(0) { $0 + $1.skipped } }
    /// Whether some collector sends only a part of the lines.
    var isCut: Bool { attached.contains(where: \.isCut) }

    /// What the title bar says of the collectors: the name of the only one, or how many there are; and what is wrong.
    ///
    /// - Parameter offset: seconds that the time is east of UTC.
    func title(offset: Int) -> (words: String, trouble: String?) {
        if let files { return (files.title, files.hasTrouble ? "trouble, see D" : nil) }
        guard attached.count > 1 else {
            guard let only = attached.first else { return (listening, nil) }
            guard case .away(let since, _) = only.state else { return ("\(only.name)  \(listening)", only.trouble) }
            return (only.name, "away since \(DisplayClock.time(since, offset: offset, milliseconds: false))")
        }
        let states = ["away", "refused", "connecting"].compactMap { word in
            let count = attached.count { $0.trouble == word }
            return count > 0 ? "\(count) \(word)" : nil
        }
        return ("\(attached.count) collectors", states.isEmpty ? nil : states.joined(separator: ", "))
    }
}
