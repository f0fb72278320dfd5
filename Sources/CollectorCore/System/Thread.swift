// Thread.swift: a thread that can be waited for until a deadline.
import CLinux
import Glibc

/// A running thread; `pthreads(7)`. It is joined or detached once, or runs until the process ends.
package final class Thread: Sendable {
    private let handle: pthread_t

    /// Starts `body` on a new thread.
    ///
    /// - Parameter name: what `ps -L` and `top -H` show; 15 bytes of it.
    package init(named name: String, _ body: @escaping @Sendable () -> Void) throws(Errno) {
        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
        var handle = pthread_t()
        let failure = unsafe pthread_create(
            &handle, nil,
            { argument in
                let start = unsafe Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
                unsafe pthread_setname_np(pthread_self(), String(start.name.prefix(15)))
                start.body()
                return nil
            }, start.toOpaque())
        guard failure == 0 else {
            unsafe start.release()
            throw Errno(rawValue: failure)
        }
        self.handle = handle
    }

    /// Waits for the thread to end.
    ///
    /// - Returns: false if `deadline` passed first; the thread then runs on.
    @discardableResult
    package func join(until deadline: Instant? = nil) -> Bool {
        guard let deadline else { return pthread_join(handle, nil) == 0 }
        #if SANITIZE_THREAD
            // The thread sanitizer supports only the join by the wall clock, which may be set meanwhile.
            let end = WallTime.now.nanoseconds + max(0, deadline.nanoseconds - Instant.now.nanoseconds)
            var time = timespec(nanoseconds: end)
            return unsafe pthread_timedjoin_np(handle, nil, &time) == 0
        #else
            var time = timespec(nanoseconds: deadline.nanoseconds)
            return unsafe pthread_clockjoin_np(handle, nil, CLOCK_MONOTONIC, &time) == 0
        #endif
    }

    /// Detaches the thread: its resources are freed when it ends. It must not be joined.
    package func detach() {
        pthread_detach(handle)
    }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}

enum ThisThread {
    /// Has this thread run only when no other wants the processor or the disk; `sched(7)`, `ioprio_set(2)`.
    static func runWhenIdle() {
        collector_lower_priority()
    }

    /// Lets other threads go first; `setpriority(2)`, which on Linux is about one thread.
    static func lowerPriority() {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
    }
}

extension timespec {
    fileprivate init(nanoseconds: Int64) {
        self.init(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    }
}
