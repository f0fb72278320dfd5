// Relay.swift: handlers that pass records on to other handlers, and have no destination of their own.
import Synchronization

/// What a `MemoryHandler` or `QueueHandler` does with a record. The handlers at the end of the way account for it.
enum Relay: Sendable {
    case memory(MemoryRelay, target: Int)
    /// Straight on to handlers. Levels count only where the queue respects them.
    case queue(QueueArguments)
}

/// A `MemoryHandler` with a target: one buffer for each outbox or memory that its records go to next.
final class MemoryRelay: Sendable {
    private let arguments: MemoryArguments
    private let buffers = Mutex<[ObjectIdentifier: MemoryBuffer]>([:])

    init(_ arguments: MemoryArguments) {
        self.arguments = arguments
    }

    /// What records to `outbox` wait in; `memory` is where they wait next, if they do.
    ///
    /// - Returns: `nil` where none ever waits: a capacity of 1 passes each on at once.
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

    /// Passes everything on, and sees to it that it is written.
    func flush() {
        for buffer in buffers.withLock({ Array($0.values) }) where buffer.flush() { buffer.outbox.wakeWriter() }
    }
}

/// One of the handlers that a record ends at, and what it waits in before.
struct RouteEnd: Sendable {
    let handler: Handler
    /// The lowest level of the records that get there.
    let lowest: Level
    var memory: MemoryBuffer?
}
