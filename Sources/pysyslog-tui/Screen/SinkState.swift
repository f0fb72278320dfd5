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

    init?(of name: String, _ facts: CollectorFacts) {
        guard let handler = facts.handlers.first(where: { $0.name == name }) else { return nil }
        self.init(handler, isHeld: facts.heldHandlers.contains(name))
    }
}
