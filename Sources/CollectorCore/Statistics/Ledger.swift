// Ledger.swift: what became of the records that a handler accepted; the sums always match.
import Synchronization

/// Why a record was not delivered.
public enum DropReason: String, CaseIterable, Sendable {
    /// The destination is gone for good: the reader of a pipe has left.
    case handlerClosed = "handler closed"
    /// A reload removed the handler, and its destination did not accept what was queued within the drain timeout.
    case handlerRemoved = "handler removed"
    /// The drain timeout ended before the destination had accepted it.
    case drainDeadline = "drain deadline"
    /// The queue was full, and the handler is configured to drop rather than to wait.
    case queueFull = "queue full"
    /// The text has a character that the encoding of the destination lacks, and `errors` is `strict`.
    case notEncodable = "not encodable"
    /// The `MemoryHandler` has no target.
    case noTarget = "no target"
    /// Its own file cannot be written, while those of other peers can, and too many lines for it are kept already.
    case fileFailed = "file not writable"
    /// It does not fit into a packet of the destination.
    case tooLong = "too long"
    /// The server rejected it permanently.
    case refused = "refused by the server"
    /// It belongs to one topic more than the handler may write to.
    case tooManyTopics = "too many topics"
    /// The time was over before it was sent.
    case notSent = "not sent"
    /// The time was over before the server had acknowledged it; it may have arrived nevertheless.
    case notAcknowledged = "sent, not acknowledged"
}

/// The account of one handler: accepted = written + dropped + held + queued, at every moment and per reason.
///
/// Any thread may count; a reader sees sums that are at most one batch apart.
final class Ledger: Sendable {
    private let accepted = Atomic<Int>(0)
    private let written = Atomic<Int>(0)
    private let handlerClosed = Atomic<Int>(0)
    private let handlerRemoved = Atomic<Int>(0)
    private let drainDeadline = Atomic<Int>(0)
    private let queueFull = Atomic<Int>(0)
    private let notEncodable = Atomic<Int>(0)
    private let noTarget = Atomic<Int>(0)
    private let fileFailed = Atomic<Int>(0)
    private let tooLong = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)
    private let tooManyTopics = Atomic<Int>(0)
    private let notSent = Atomic<Int>(0)
    private let notAcknowledged = Atomic<Int>(0)
    private let held = Atomic<Int>(0)

    func accept(_ records: Int) {
        accepted.add(records, ordering: .relaxed)
    }

    func write(_ records: Int) {
        written.add(records, ordering: .relaxed)
    }

    /// Counts records of a handler whose terminal shows the view.
    func hold(_ records: Int) {
        held.add(records, ordering: .relaxed)
    }

    func drop(_ records: Int, _ reason: DropReason) {
        switch reason {
        case .handlerClosed: handlerClosed.add(records, ordering: .relaxed)
        case .handlerRemoved: handlerRemoved.add(records, ordering: .relaxed)
        case .drainDeadline: drainDeadline.add(records, ordering: .relaxed)
        case .queueFull: queueFull.add(records, ordering: .relaxed)
        case .notEncodable: notEncodable.add(records, ordering: .relaxed)
        case .noTarget: noTarget.add(records, ordering: .relaxed)
        case .fileFailed: fileFailed.add(records, ordering: .relaxed)
        case .tooLong: tooLong.add(records, ordering: .relaxed)
        case .refused: refused.add(records, ordering: .relaxed)
        case .notAcknowledged: notAcknowledged.add(records, ordering: .relaxed)
        case .notSent: notSent.add(records, ordering: .relaxed)
        case .tooManyTopics: tooManyTopics.add(records, ordering: .relaxed)
        }
    }

    /// The account now. What left is read before what arrived, so that `queued` is never negative.
    var balance: Balance {
        let dropped: [DropReason: Int] = [
            .handlerClosed: handlerClosed.load(ordering: .relaxed),
            .handlerRemoved: handlerRemoved.load(ordering: .relaxed),
            .drainDeadline: drainDeadline.load(ordering: .relaxed),
            .queueFull: queueFull.load(ordering: .relaxed),
            .notEncodable: notEncodable.load(ordering: .relaxed),
            .noTarget: noTarget.load(ordering: .relaxed),
            .fileFailed: fileFailed.load(ordering: .relaxed),
            .tooLong: tooLong.load(ordering: .relaxed),
            .refused: refused.load(ordering: .relaxed),
            .notAcknowledged: notAcknowledged.load(ordering: .relaxed),
            .notSent: notSent.load(ordering: .relaxed),
            .tooManyTopics: tooManyTopics.load(ordering: .relaxed),
        ].filter { $0.value > 0 }
        let written = written.load(ordering: .acquiring)
        let held = held.load(ordering: .acquiring)
        return Balance(accepted: accepted.load(ordering: .acquiring), written: written, dropped: dropped, held: held)
    }
}

/// An account at one moment, in records.
public struct Balance: Equatable, Sendable {
    public var accepted = 0
    public var written = 0
    public var dropped: [DropReason: Int] = [:]
    /// Not written, because the view uses the terminal they would go to.
    public var held = 0

    public var droppedTotal: Int { dropped.values.reduce(0, +) }
    /// Accepted and not yet written.
    public var queued: Int { accepted - written - droppedTotal - held }

    public static func + (left: Balance, right: Balance) -> Balance {
        Balance(
            accepted: left.accepted + right.accepted, written: left.written + right.written,
            dropped: left.dropped.merging(right.dropped, uniquingKeysWith: +), held: left.held + right.held)
    }
}
