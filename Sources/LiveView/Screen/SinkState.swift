// SinkState.swift: how a handler is, in one word.
import CollectorCore

struct SinkState {
    var word: String
    var role: Role
    var queued: Int

    init(_ handler: HandlerSnapshot, isHeld: Bool) {
        let isFailing = handler.lastFailure != nil && handler.lines.queued > 0
        queued = handler.lines.queued
        if isHeld {
            (word, role) = ("held", .severityWarning)
        } else if handler.lines.dropped[.handlerClosed] != nil {
            (word, role) = ("closed", .alarm)
        } else if handler.isFull {
            (word, role) = ("FULL", .alarm)
        } else {
            (word, role) = isFailing ? ("retrying", .alarm) : ("ok", .good)
        }
    }

    /// All handlers in few words: what is wrong first and alone, otherwise how many take lines and how many are held.
    static func summary(_ facts: CollectorFacts) -> (words: String, role: Role) {
        let states = facts.handlers.map { SinkState($0, isHeld: facts.heldHandlers.contains($0.name)) }
        func count(_ word: String) -> String? {
            let count = states.filter { $0.word == word }.count
            return count > 0 ? "\(count) \(word)" : nil
        }
        if let wrong = ["FULL", "retrying", "closed"].lazy.compactMap(count).first { return (wrong, .alarm) }
        guard let held = count("held") else { return ("\(states.count) ok", .good) }
        return ([count("ok"), held].compactMap { $0 }.joined(separator: " "), .severityWarning)
    }

    init?(of name: String, _ facts: CollectorFacts) {
        guard let handler = facts.handlers.first(where: { $0.name == name }) else { return nil }
        self.init(handler, isHeld: facts.heldHandlers.contains(name))
    }
}
