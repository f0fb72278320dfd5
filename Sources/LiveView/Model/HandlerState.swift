// HandlerState.swift: the state of a handler.
import CollectorCore

/// The state of a handler; of several that apply, the worst.
enum HandlerState: CaseIterable {
    case full, retrying, closed, ok
    /// It writes to the terminal, which the screen is using.
    case muted

    init(_ handler: HandlerSnapshot, isMuted: Bool) {
        if isMuted {
            self = .muted
        } else if handler.lines.dropped[.handlerClosed] != nil {
            self = .closed
        } else if handler.isFull {
            self = .full
        } else {
            self = handler.lastFailure != nil && handler.lines.queued > 0 ? .retrying : .ok
        }
    }

    var word: String {
        switch self {
        case .full: "FULL"
        case .retrying: "retrying"
        case .closed: "closed"
        case .ok: "ok"
        case .muted: "muted"
        }
    }

    var role: Role {
        switch self {
        case .full, .retrying, .closed: .alarm
        case .ok: .good
        case .muted: .severityWarning
        }
    }

    /// All handlers in a few words: only what is wrong, or else how many accept lines and how many are muted.
    ///
    /// - Parameter muted: the names of those that are muted.
    static func summary(_ handlers: [HandlerSnapshot], muted: Set<String>) -> (words: String, role: Role) {
        let states = handlers.map { HandlerState($0, isMuted: muted.contains($0.name)) }
        func count(_ state: HandlerState) -> String? {
            let count = states.filter { $0 == state }.count
            return count > 0 ? "\(count) \(state.word)" : nil
        }
        if let wrong = [full, retrying, closed].lazy.compactMap(count).first { return (wrong, .alarm) }
        guard let muted = count(.muted) else { return ("\(states.count) ok", .good) }
        return ([count(.ok), muted].compactMap { $0 }.joined(separator: " "), .severityWarning)
    }
}
