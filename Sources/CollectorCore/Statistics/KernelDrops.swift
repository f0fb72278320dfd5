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

    /// Counts from here: `counter` is what the kernel's counter is now.
    func begin(at counter: UInt32) {
        state.withLock { $0.last = counter }
    }

    /// Takes in what the kernel's counter is now. It is read under the lock: of two threads that read it, the later
    /// value must not come first.
    @discardableResult
    func update(_ counter: @autoclosure () -> UInt32) -> Total {
        state.withLock { Self.take(counter(), &$0) }
    }

    private static func take(_ counter: UInt32, _ state: inout State) -> Total {
        let more = Int(counter &- state.last)
        state.last = counter
        state.total.all += more
        if state.isPaused { state.total.whilePaused += more }
        return state.total
    }

    /// From now on drops are those of a time in which the socket is not read, or is read again.
    func setPaused(_ isPaused: Bool, _ counter: @autoclosure () -> UInt32) {
        state.withLock { state in
            _ = Self.take(counter(), &state)
            state.isPaused = isPaused
        }
    }

    var total: Total { state.withLock { $0.total } }
}
