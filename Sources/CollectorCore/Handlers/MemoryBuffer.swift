// MemoryBuffer.swift: `MemoryHandler`: records that wait to be passed on together.
import Synchronization

/// Records in front of one outbox, or of the buffer of another `MemoryHandler`.
///
/// They are texts already, made for the handler at the end of the way, and stand in its account as queued.
final class MemoryBuffer: Sendable {
    /// Where the records go next.
    enum Next: Sendable {
        case outbox(Outbox)
        case memory(MemoryBuffer)
    }

    private struct State: ~Copyable {
        var records = RecordBuffer()
        var highest = Level.notset
    }

    private let state = Mutex(State())
    let next: Next
    private let capacity: Int
    private let flushLevel: Level

    /// Bytes. A capacity may be of any size, and in Python memory is what the records then take; here they are passed
    /// on when they reach this.
    static let byteLimit = 16 << 20

    init(_ arguments: MemoryArguments, next: Next) {
        capacity = arguments.capacity
        flushLevel = arguments.flushLevel
        self.next = next
    }

    /// Appends what `fill` makes of one record, and passes it on with those that wait if they are enough, or it is grave
    /// enough.
    ///
    /// `fill` is called under the buffer's lock.
    ///
    /// - Returns: whether the writer of the outbox at the end sleeps and must be woken.
    ///
    /// Source: CPython `Lib/logging/handlers.py`, `MemoryHandler.shouldFlush`.
    func append(at level: Level, _ fill: (inout RecordBuffer) -> Void) -> Bool {
        state.withLock { state in
            fill(&state.records)
            state.highest = max(state.highest, level)
            let isDue = state.records.count >= capacity || level >= flushLevel
            return isDue || state.records.bytes.count >= Self.byteLimit ? passOn(&state) : false
        }
    }

    /// Passes on what there is. In 3.11 this happens at the end whatever `flushOnClose` says.
    ///
    /// - Returns: as `append`.
    func flush() -> Bool {
        state.withLock { passOn(&$0) }
    }

    /// Passes on what there is here and in the buffers behind this one, so that all of it is in the outbox.
    ///
    /// - Returns: as `append`.
    func flushToOutbox() -> Bool {
        let wakes = flush()
        guard case .memory(let buffer) = next else { return wakes }
        return buffer.flushToOutbox() || wakes
    }

    /// The locks are taken along the way of the records, and so never in a circle.
    private func passOn(_ state: inout State) -> Bool {
        guard !state.records.isEmpty else { return false }
        let wakes =
            switch next {
            case .outbox(let outbox): outbox.append { $0.append(contentsOf: state.records) }
            case .memory(let buffer): buffer.append(at: state.highest) { $0.append(contentsOf: state.records) }
            }
        state.records.clear()
        state.highest = .notset
        return wakes
    }

    /// The outbox at the end of the way.
    var outbox: Outbox {
        switch next {
        case .outbox(let outbox): outbox
        case .memory(let buffer): buffer.outbox
        }
    }
}
