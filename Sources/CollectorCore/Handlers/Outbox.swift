// Outbox.swift: the bounded buffer in front of one destination: event loops append, one writer drains.
import Synchronization

/// The records that wait for one destination, from all of its handlers.
///
/// Appending never waits and never fails. Event loops check `isFull` before they read from a peer, so that an outbox
/// exceeds its limit by the records of at most one read per event loop. `Route.readLimit` bounds their size.
///
/// An outbox that drops is never full: it drops the newest records above the limit, or the oldest that the writer has
/// not taken yet. Those that the writer has taken do not count towards the limit.
final class Outbox: Sendable {
    struct State: ~Copyable {
        var filling = RecordBuffer()
        var writerSleeps = false
        /// Whether the writer has something to do besides writing.
        var callsWriter = false
        /// Event loops with paused connections.
        var waiting: [Waker] = []
        /// Set when nothing more will be written: records that are queued then, or come later, are dropped for this
        /// reason.
        var closed: DropReason?
        var finishing = false
        var bursts = LossBursts()
        var history = QueueHistory()
        /// When the senders began to wait.
        var fullSince: Instant?
    }

    let state = Mutex(State())
    let limit: QueueLimit
    // Changed under the lock; read without it. Sequentially consistent against `hasWaiting`: see `waitForRoom`.
    let queuedRecords = Atomic<Int>(0)
    let queuedBytes = Atomic<Int>(0)
    private let hasWaiting = Atomic<Bool>(false)
    /// Whether there may be losses to report.
    let hasBursts = Atomic<Bool>(false)
    /// Connections that wait until there is room.
    let pausedConnections = Atomic<Int>(0)
    /// Wakes the writer when there is something to write, and ends the waits of its sink when it has to finish.
    let writer: Waker

    init(limit: QueueLimit) throws(Errno) {
        self.limit = limit
        writer = try Waker()
    }

    /// Whether nothing more should be read from peers whose records come here.
    var isFull: Bool { limit.whenFull == .block && exceeds(limit) }
    var isEmpty: Bool { queuedRecords.load(ordering: .acquiring) == 0 }
    var isClosed: Bool { state.withLock { $0.closed != nil } }

    /// Whether there is room for records of the collector itself. These never wait, so they have a limit of their own.
    var hasReserve: Bool {
        queuedBytes.load(ordering: .sequentiallyConsistent) < limit.bytes + Self.reserve
    }

    /// Bytes by which records of the collector itself may exceed the limit.
    private static let reserve = 8 << 20

    private func exceeds(_ limit: QueueLimit) -> Bool {
        let records = queuedRecords.load(ordering: .sequentiallyConsistent)
        return queuedBytes.load(ordering: .sequentiallyConsistent) >= limit.bytes
            || (limit.records > 0 && records >= limit.records)
    }
}

// MARK: - The side of the event loops

extension Outbox {
    /// Appends the records that `fill` adds.
    ///
    /// `fill` adds them to the buffer and its counts. It is called with the outbox locked and must be quick.
    ///
    /// - Parameter mayDrop: whether a full outbox may drop for these records, if it drops at all.
    /// - Returns: whether the writer sleeps: the caller must then call `wakeWriter`, now or when it has appended all.
    @inline(__always)
    func append(mayDrop: Bool = true, _ fill: (inout RecordBuffer) -> Void) -> Bool {
        state.withLock { state in
            let records = state.filling.count
            let bytes = state.filling.byteCount
            fill(&state.filling)
            if let reason = state.closed {
                Self.drop(&state.filling, reason)
                return false
            }
            if limit.whenFull != .block, mayDrop { shed(&state, newFrom: records) }
            queuedRecords.add(state.filling.count - records, ordering: .sequentiallyConsistent)
            queuedBytes.add(state.filling.byteCount - bytes, ordering: .sequentiallyConsistent)
            // Only the first caller is told to wake the writer.
            defer { state.writerSleeps = false }
            return state.writerSleeps
        }
    }

    func wakeWriter() {
        writer.wake()
    }

    /// Requests that `waker` is woken when there is room again.
    ///
    /// - Returns: false if there is room already. The request is noted before the fill is read here, and the fill
    ///   is lowered before the request is read in `release`, so one of the two sees the other.
    func waitForRoom(_ waker: Waker) -> Bool {
        state.withLock { state in
            if !state.waiting.contains(where: { $0 === waker }) { state.waiting.append(waker) }
            hasWaiting.store(true, ordering: .sequentiallyConsistent)
            // If it is full now, the writer has yet to release records, and will then see the request.
            if isFull, state.fullSince == nil {
                state.fullSince = .now
                state.history.holds += 1
            }
        }
        return isFull
    }
}

// MARK: - The side of the writer

extension Outbox {
    /// Waits for records and moves all of them into `buffer`, which must be empty. It stays empty if a burst of losses
    /// ends, the writer is called, or `deadline` passes, before a record comes.
    ///
    /// - Returns: false when nothing more will come.
    func take(into buffer: inout RecordBuffer, until deadline: Instant? = nil) -> Bool {
        var isOver = false
        while true {
            var wakeUp: Instant?
            let done: Bool? = state.withLock { state in
                if !state.filling.isEmpty {
                    state.filling.compact()
                    swap(&state.filling, &buffer)
                    return true
                }
                if state.callsWriter {
                    state.callsWriter = false
                    return true
                }
                if state.finishing || state.closed != nil { return false }
                if isOver { return true }
                state.writerSleeps = true
                wakeUp = [state.bursts.nextEnd, deadline].compactMap(\.self).min()
                return nil
            }
            if let done { return done }
            writer.sleep(until: wakeUp)
            // What came at the last moment is seen once more: its wake-up is consumed.
            if let wakeUp { isOver = Instant.now >= wakeUp }
        }
    }

    /// Makes the writer return from `take` and from a pause.
    func callWriter() {
        state.withLock { $0.callsWriter = true }
        writer.wake()
    }

    /// Sleeps for `seconds`, or until `finish`, `close` or `callWriter` is called.
    func pauseWriter(seconds: Double) {
        pauseWriter(until: .now.advanced(bySeconds: seconds))
    }

    func pauseWriter(until time: Instant) {
        writer.sleep(until: time)
    }

    /// Called when bytes of the buffer have been written; settles the records that are complete.
    func release(_ bytes: Int, of buffer: borrowing RecordBuffer, _ progress: inout WriteProgress) {
        state.withLock { state in
            guard state.closed == nil else { return }
            let records = progress.advance(by: bytes, in: buffer)
            progress.settle(records, in: buffer) { $0.write($1) }
            noteLevel(&state)
            state.history.lastWrite = .now
            queuedRecords.subtract(records, ordering: .sequentiallyConsistent)
            queuedBytes.subtract(bytes, ordering: .sequentiallyConsistent)
        }
        wakeWaiting()
    }

    /// Drops the next record of the buffer, which can never be written; `detail` says why.
    func refuse(
        _ reason: DropReason, detail: String, of buffer: borrowing RecordBuffer, _ progress: inout WriteProgress
    ) {
        state.withLock { state in
            guard state.closed == nil else { return }
            let bytes = buffer.ends[progress.record] - progress.offset
            let records = progress.advance(by: bytes, in: buffer)
            progress.settle(1, in: buffer) { $0.drop($1, reason) }
            note(1, reason, detail: detail, &state)
            progress.settle(records - 1, in: buffer) { $0.write($1) }
            noteLevel(&state)
            queuedRecords.subtract(records, ordering: .sequentiallyConsistent)
            queuedBytes.subtract(bytes, ordering: .sequentiallyConsistent)
        }
        wakeWaiting()
    }

    /// What became of a record.
    enum Fate: Equatable {
        case written
        case dropped(DropReason)
    }

    /// Settles the next records of a buffer, which all have the same fate. This is possible in a closed outbox, too.
    func settle(
        _ records: Int, _ fate: Fate, detail: String? = nil, of buffer: borrowing RecordBuffer,
        _ progress: inout WriteProgress
    ) {
        state.withLock { state in
            let bytes = progress.advance(records: records, in: buffer)
            switch fate {
            case .written:
                progress.settle(records, in: buffer) { $0.write($1) }
                state.history.lastWrite = .now
            case .dropped(let reason):
                progress.settle(records, in: buffer) { $0.drop($1, reason) }
                note(records, reason, detail: detail, &state)
            }
            guard state.closed == nil else { return }
            noteLevel(&state)
            queuedRecords.subtract(records, ordering: .sequentiallyConsistent)
            queuedBytes.subtract(bytes, ordering: .sequentiallyConsistent)
        }
        wakeWaiting()
    }

    /// The sink has taken all records of a buffer into its own memory, and will account for them.
    func handOver(_ buffer: borrowing RecordBuffer) {
        state.withLock { state in
            guard state.closed == nil else { return }
            noteLevel(&state)
            queuedRecords.subtract(buffer.count, ordering: .sequentiallyConsistent)
            queuedBytes.subtract(buffer.byteCount, ordering: .sequentiallyConsistent)
        }
        wakeWaiting()
    }

    /// Notes something in the history of the destination.
    func note(_ change: (inout QueueHistory) -> Void) {
        state.withLock { change(&$0.history) }
    }

    /// Why nothing will be written any more, if that is so.
    var closingReason: DropReason? { state.withLock { $0.closed } }

    /// Drops the rest of a buffer that the writer took before the outbox was closed.
    func discard(_ buffer: borrowing RecordBuffer, _ progress: inout WriteProgress) {
        state.withLock { state in
            guard let reason = state.closed else { return }
            progress.settle(progress.remaining(in: buffer), in: buffer) { $0.drop($1, reason) }
        }
    }

    /// Wakes the event loops that wait for room when half of the limit is free.
    private func wakeWaiting() {
        guard hasWaiting.load(ordering: .sequentiallyConsistent) else { return }
        guard
            !exceeds(
                QueueLimit(records: limit.records / 2 + limit.records % 2, bytes: limit.bytes / 2 + limit.bytes % 2))
        else { return }
        let waiting = state.withLock { state in
            hasWaiting.store(false, ordering: .sequentiallyConsistent)
            let waiting = state.waiting
            state.waiting = []
            if let since = state.fullSince { state.history.addHold(since: since) }
            state.fullSince = nil
            return waiting
        }
        for waker in waiting { waker.wake() }
    }
}

// MARK: - The end

extension Outbox {
    /// Called when nothing more will be appended. The writer ends when it has written everything.
    func finish() {
        state.withLock { $0.finishing = true }
        writer.wake()
    }

    /// Called when nothing more can be written: drops what is queued and what will be appended, for `reason`.
    func close(_ reason: DropReason) {
        state.withLock { state in
            guard state.closed == nil else { return }
            state.closed = reason
            Self.drop(&state.filling, reason)
            noteLevel(&state)
            queuedRecords.store(0, ordering: .sequentiallyConsistent)
            queuedBytes.store(0, ordering: .sequentiallyConsistent)
        }
        writer.wake()
        wakeWaiting()
    }

    private static func drop(_ buffer: inout RecordBuffer, _ reason: DropReason) {
        for run in buffer.runs { run.ledger.drop(run.count, reason) }
        buffer.clear()
    }
}
