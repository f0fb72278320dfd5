// Relay.swift: handlers that pass records on to other handlers, and have no destination of their own.
import Synchronization

/// What a `MemoryHandler` or `QueueHandler` does with a record. The final handlers account for it.
enum Relay: Sendable {
    case memory(MemoryRelay, target: Int)
    /// Directly to handlers. Their levels apply only if the queue respects them.
    case queue(QueueArguments)
}

/// A `MemoryHandler` with a target: one buffer for each outbox or memory that its records go to next.
final class MemoryRelay: Sendable {
    private let arguments: MemoryArguments
    private let buffers = Mutex<[ObjectIdentifier: MemoryBuffer]>([:])

    init(_ arguments: MemoryArguments) {
        self.arguments = arguments
    }

    /// The buffer for records to `outbox`; `memory` is the next buffer, if any.
    ///
    /// - Returns: `nil` if records never wait: a capacity of 1 passes each on at once.
    func buffer(toward outbox: Outbox, behind memory: MemoryBuffer?) -> MemoryBuffer? {
        guard arguments.capacity > 1 else { return memory }
        let next: MemoryBuffer.Next = memory.map { .memory($0) } ?? .outbox(outbox)
        let key = memory.map { ObjectIdentifier($0) } ?? ObjectIdentifier(outbox)
        return buffers.withLock { buffers in
            if let known = buffers[key] { return known }
            let buffer = MemoryBuffer(arguments, next: next)
            buffers[key] = buffer
            return buffer
        }
    }

    /// Passes everything on, and wakes the writers.
    func flush() {
        for buffer in buffers.withLock({ Array($0.values) }) where buffer.flush() { buffer.outbox.wakeWriter() }
    }
}

/// One of the final handlers of a record, and the buffer before it.
struct RouteEnd: Sendable {
    let handler: Handler
    /// The lowest level of the records that reach it.
    let lowest: Level
    var memory: MemoryBuffer?
}
