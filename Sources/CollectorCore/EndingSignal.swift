// EndingSignal.swift: somebody wants the collector to end; somebody waits for that.
import Synchronization

extension Collector {
    /// Why a collector should be drained.
    public enum Ending: Sendable {
        /// Somebody called `end`.
        case requested
        /// Every destination is gone for good.
        case outputsGone
    }
}

/// The first reason to end, and a way to wait for it.
final class EndingSignal: Sendable {
    private let ending = Mutex<Collector.Ending?>(nil)
    private let waker: Waker

    init() throws(Errno) {
        waker = try Waker()
    }

    func set(_ reason: Collector.Ending) {
        ending.withLock { if $0 == nil { $0 = reason } }
        waker.wake()
    }

    func wait() -> Collector.Ending {
        while true {
            if let reason = ending.withLock({ $0 }) { return reason }
            waker.sleep()
        }
    }
}
