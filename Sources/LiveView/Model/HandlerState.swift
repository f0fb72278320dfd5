// HandlerState.swift: how a handler is.
import CollectorCore

/// The state of a handler; the worst that is true of it.
enum HandlerState: CaseIterable {
    case full, retrying, closed, ok
    /// It writes to the terminal, and waits while the screen is in use.
    case held

    init(_ handler: HandlerSnapshot, isHeld: Bool) {
        if isHeld {
            self = .held
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
        case .held: "held"
        }
    }

    var role: Role {
        switch self {
        case .full, .retrying, .closed: .alarm
        case .ok: .good
        case .held: .severityWarning
        }
    }

    /// All handlers in few words: what is wrong first and alone, otherwise how many take lines and how many are held.
    ///
    /// - Parameter held: the names of those that are held.
    static func summary(_ handlers: [HandlerSnapshot], held: Set<String>) -> (words: String, role: Role) {
        let states = handlers.map { HandlerState($0, isHeld: held.contains($0.name)) }
        func count(_ state: HandlerState) -> String? {
            let count = states.filter { $0 == state }.count
            return count > 0 ? "\(count) \(state.word)" : nil
        }
        if let wrong = [full, retrying, closed].lazy.compactMap(count).first { return (wrong, .alarm) }
        guard let held = count(.held) else { return ("\(states.count) ok", .good) }
        return ([count(.ok), held].compactMap { $0 }.joined(separator: " "), .severityWarning)
    }
}
