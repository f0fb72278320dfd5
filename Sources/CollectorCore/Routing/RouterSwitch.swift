// RouterSwitch.swift: the event loops change to another router, and it is known when all have.
import Synchronization

/// A change of routers that every event loop carries out between two reads, connection by connection.
final class RouterSwitch: Sendable {
    let router: Router
    private let remaining: Atomic<Int>
    private let waker: Waker

    /// - Parameter loops: how many have to acknowledge it.
    init(to router: Router, loops: Int) throws(Errno) {
        self.router = router
        remaining = Atomic(loops)
        waker = try Waker()
    }

    /// A loop delivers nothing along earlier routes any more.
    func acknowledge() {
        if remaining.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 { waker.wake() }
    }

    /// Waits until all loops have acknowledged it; a loop that ends does so too. One thread may call it.
    func wait() {
        while remaining.load(ordering: .sequentiallyConsistent) > 0 { waker.sleep() }
    }
}
