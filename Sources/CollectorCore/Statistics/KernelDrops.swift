// KernelDrops.swift: the datagrams that the kernel has dropped at a socket, from a counter that wraps.
import Synchronization

/// A total of 64 bits, kept from the kernel's 32. Any thread may update it.
final class KernelDrops: Sendable {
    struct Total: Equatable, Sendable {
        var all = 0
        /// Those that came while a full destination kept the collector from reading.
        var whilePaused = 0
    }

    private struct State {
        var last: UInt32 = 0
        var total = Total()
        var isPaused = false
    }

    private let state = Mutex(State())

    /// Takes in what the kernel's counter is now.
    @discardableResult
    func update(_ counter: UInt32) -> Total {
        state.withLock { state in
            let more = Int(counter &- state.last)
            state.last = counter
            state.total.all += more
            if state.isPaused { state.total.whilePaused += more }
            return state.total
        }
    }

    /// From now on drops are those of a time in which the socket is not read, or is read again.
    func setPaused(_ isPaused: Bool, _ counter: UInt32) {
        update(counter)
        state.withLock { $0.isPaused = isPaused }
    }

    var total: Total { state.withLock { $0.total } }
}
