// Handler.swift: a handler at work: its formatter, the outbox of its destination, and its account.

/// One handler of the configuration.
///
/// Handlers with the same destination share its outbox, so that their records take turns there.
final class Handler: Sendable {
    let name: String
    /// As the configuration names its class, without the module.
    let className: String
    let formatter: Formatter
    /// What stands before each text, and behind it.
    let head: RecordHead
    let terminator: [UInt8]
    /// `nil` for UTF-8.
    let encoder: TextEncoder?
    /// `nil` where every record is done at once, as it goes nowhere, and where records are passed on.
    let outbox: Outbox?
    /// How records are passed on to other handlers, which account for them.
    let relay: Relay?
    /// Why what goes nowhere is dropped; `nil` where nowhere is where it should go.
    let discardReason: DropReason?
    /// Whether a screen is in use where it would write.
    let isHeld: Bool
    /// Lines of peers.
    let lines = Ledger()
    /// Records of the collector itself.
    let ownRecords = Ledger()
    let failures = FailureLog()

    init(
        name: String, className: String = "", formatter: Formatter, head: RecordHead = .none, terminator: [UInt8] = [],
        encoder: TextEncoder? = nil, outbox: Outbox?, relay: Relay? = nil, discardReason: DropReason? = nil,
        isHeld: Bool = false
    ) {
        self.name = name
        self.className = className
        self.formatter = formatter
        self.head = head
        self.terminator = terminator
        self.encoder = encoder
        self.outbox = outbox
        self.relay = relay
        self.discardReason = discardReason
        self.isHeld = isHeld
    }

    var snapshot: HandlerSnapshot {
        let (failures, recentFailures) = failures.snapshot
        return HandlerSnapshot(
            name: name, className: className, lines: lines.balance, ownRecords: ownRecords.balance, failures: failures,
            recentFailures: recentFailures, isFull: outbox?.isFull ?? false, queue: outbox?.history ?? QueueHistory())
    }

    /// Accounts for records of a handler without an outbox.
    func discard(_ records: Int) {
        lines.accept(records)
        if isHeld { return lines.hold(records) }
        if let discardReason { lines.drop(records, discardReason) } else { lines.write(records) }
    }

    /// What makes this handler's texts of a route's records, terminators included.
    func bound(to facts: RouteFacts) -> BoundFormatter {
        formatter.bound(to: facts, head: head, terminator: terminator)
    }
}
