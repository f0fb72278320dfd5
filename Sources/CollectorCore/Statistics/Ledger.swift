// Ledger.swift: what became of the records that a handler took on; it always adds up.
import Synchronization

/// Why a record was not delivered.
public enum DropReason: String, CaseIterable, Sendable {
    /// The destination is gone for good: the reader of a pipe has left.
    case handlerClosed = "handler closed"
    /// The time for draining was over before the destination had taken it.
    case drainDeadline = "drain deadline"
    /// More came than the destination took, and its handler is told to drop rather than to wait.
    case queueFull = "queue full"
    /// The text has a character that the encoding of the destination lacks, and `errors` is `strict`.
    case notEncodable = "not encodable"
    /// A `MemoryHandler` has no target to pass it on to.
    case noTarget = "no target"
    /// No packet of the destination can hold it.
    case tooLong = "too long"
    /// The server took note of it and will not have it.
    case refused = "refused by the server"
}

/// The account of one handler: accepted = written + dropped + held + queued, at every moment and per reason.
///
/// Any thread counts; a reader sees sums that are at most one batch apart.
final class Ledger: Sendable {
    private let accepted = Atomic<Int>(0)
    private let written = Atomic<Int>(0)
    private let handlerClosed = Atomic<Int>(0)
    private let drainDeadline = Atomic<Int>(0)
    private let queueFull = Atomic<Int>(0)
    private let notEncodable = Atomic<Int>(0)
    private let noTarget = Atomic<Int>(0)
    private let tooLong = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)
    private let held = Atomic<Int>(0)

    func accept(_ records: Int) {
        accepted.add(records, ordering: .relaxed)
    }

    func write(_ records: Int) {
        written.add(records, ordering: .relaxed)
    }

    /// Counts records of a handler whose terminal has a screen on it.
    func hold(_ records: Int) {
        held.add(records, ordering: .relaxed)
    }

    func drop(_ records: Int, _ reason: DropReason) {
        switch reason {
        case .handlerClosed: handlerClosed.add(records, ordering: .relaxed)
        case .drainDeadline: drainDeadline.add(records, ordering: .relaxed)
        case .queueFull: queueFull.add(records, ordering: .relaxed)
        case .notEncodable: notEncodable.add(records, ordering: .relaxed)
        case .noTarget: noTarget.add(records, ordering: .relaxed)
        case .tooLong: tooLong.add(records, ordering: .relaxed)
        case .refused: refused.add(records, ordering: .relaxed)
        }
    }

    /// What stands in the account now. What left is read before what came, so that `queued` is never negative.
    var balance: Balance {
        let dropped: [DropReason: Int] = [
            .handlerClosed: handlerClosed.load(ordering: .relaxed),
            .drainDeadline: drainDeadline.load(ordering: .relaxed),
            .queueFull: queueFull.load(ordering: .relaxed),
            .notEncodable: notEncodable.load(ordering: .relaxed),
            .noTarget: noTarget.load(ordering: .relaxed),
            .tooLong: tooLong.load(ordering: .relaxed),
            .refused: refused.load(ordering: .relaxed),
        ].filter { $0.value > 0 }
        let written = written.load(ordering: .acquiring)
        let held = held.load(ordering: .acquiring)
        return Balance(accepted: accepted.load(ordering: .acquiring), written: written, dropped: dropped, held: held)
    }
}

/// A moment of an account, in records.
public struct Balance: Equatable, Sendable {
    public var accepted = 0
    public var written = 0
    public var dropped: [DropReason: Int] = [:]
    /// Not written, as a screen is in use where they would appear.
    public var held = 0

    public var droppedTotal: Int { dropped.values.reduce(0, +) }
    /// Taken on and not yet written.
    public var queued: Int { accepted - written - droppedTotal - held }

    public static func + (left: Balance, right: Balance) -> Balance {
        Balance(
            accepted: left.accepted + right.accepted, written: left.written + right.written,
            dropped: left.dropped.merging(right.dropped, uniquingKeysWith: +), held: left.held + right.held)
    }
}
