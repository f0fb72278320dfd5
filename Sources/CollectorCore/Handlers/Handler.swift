// Handler.swift: a handler at work: what makes its records, where they go, and its account.

/// One handler of the configuration.
///
/// Handlers with the same destination share its outbox, so that their records take turns there.
final class Handler: Sendable {
    /// Where a handler's records go.
    enum Way: Sendable {
        case outbox(Outbox)
        /// On to other handlers, which account for them.
        case relay(Relay)
        /// Nowhere, as was asked for; such a record counts as written.
        case nowhere
        /// Nowhere, for want of something.
        case dropped(DropReason)
        /// Nowhere, as a screen is in use where it would write.
        case held

        /// Whether records go the same way; not asked of relays, which have no account.
        func isSame(as other: Way) -> Bool {
            switch (self, other) {
            case (.outbox(let outbox), .outbox(let other)): outbox === other
            case (.nowhere, .nowhere), (.held, .held): true
            case (.dropped(let reason), .dropped(let other)): reason == other
            default: false
            }
        }
    }

    let name: String
    /// As the configuration names its class, without the module.
    let className: String
    let form: RecordForm
    let way: Way
    /// Lines of peers.
    let lines: Ledger
    /// Records of the collector itself.
    let ownRecords: Ledger
    let failures: FailureLog

    /// - Parameter past: the handler whose counts it continues.
    init(name: String, className: String = "", _ form: RecordForm, _ way: Way, continuing past: Handler? = nil) {
        self.name = name
        self.className = className
        self.form = form
        self.way = way
        lines = past?.lines ?? Ledger()
        ownRecords = past?.ownRecords ?? Ledger()
        failures = past?.failures ?? FailureLog()
    }

    /// Whether it counts in the same account: the same handler before and after a reload.
    func isContinued(by other: Handler) -> Bool { lines === other.lines }

    /// What its records wait in, where they go to a destination.
    var outbox: Outbox? {
        if case .outbox(let outbox) = way { outbox } else { nil }
    }

    /// How it passes records on, where it does.
    var relay: Relay? {
        if case .relay(let relay) = way { relay } else { nil }
    }

    var isHeld: Bool {
        if case .held = way { true } else { false }
    }

    var snapshot: HandlerSnapshot {
        let (failures, recentFailures) = failures.snapshot
        return HandlerSnapshot(
            name: name, className: className, lines: lines.balance, ownRecords: ownRecords.balance, failures: failures,
            recentFailures: recentFailures, isFull: outbox?.isFull ?? false, queue: outbox?.history ?? QueueHistory(),
            queueCapacity: outbox.map { max(0, $0.limit.records) })
    }

    /// Accounts for records that go nowhere.
    func discard(_ records: Int) {
        lines.accept(records)
        switch way {
        case .nowhere: lines.write(records)
        case .dropped(let reason): lines.drop(records, reason)
        case .held: lines.hold(records)
        case .outbox, .relay: preconditionFailure("these records go somewhere")
        }
    }
}

/// What a handler makes of a record: its text in an encoding, with what stands before and behind it.
struct RecordForm: Sendable {
    let formatter: Formatter
    var head = RecordHead.none
    var terminator: [UInt8] = []
    /// `nil` for UTF-8.
    var encoder: TextEncoder?

    /// What makes the records of a route.
    func bound(to facts: RouteFacts) -> BoundFormatter {
        formatter.bound(to: facts, head: head, terminator: terminator)
    }
}
