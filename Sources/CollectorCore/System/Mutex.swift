// Mutex.swift: the lock of all modules: `Synchronization.Mutex`, except in builds for the thread sanitizer.
#if SANITIZE_THREAD
    import Glibc

    /// Replaces `Synchronization.Mutex`, which waits by a futex that the kernel hands over: the sanitizer does not see
    /// that, and would report a race for every contended lock. It understands `pthread_mutex_lock(3)`. Sendable, as the
    /// value is accessed only under the lock.
    @safe
    package struct Mutex<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
        private let mutex: UnsafeMutablePointer<pthread_mutex_t>
        private let value: UnsafeMutablePointer<Value>

        package init(_ initial: consuming sending Value) {
            unsafe mutex = .allocate(capacity: 1)
            unsafe value = .allocate(capacity: 1)
            unsafe value.initialize(to: initial)
            unsafe pthread_mutex_init(mutex, nil)
        }

        deinit {
            unsafe pthread_mutex_destroy(mutex)
            unsafe mutex.deallocate()
            unsafe value.deinitialize(count: 1)
            unsafe value.deallocate()
        }

        package borrowing func withLock<Result: ~Copyable, Failure: Error>(
            _ body: (inout sending Value) throws(Failure) -> sending Result
        ) throws(Failure) -> sending Result {
            unsafe pthread_mutex_lock(mutex)
            defer { unsafe pthread_mutex_unlock(mutex) }
            return try unsafe body(&value.pointee)
        }
    }
#else
    import Synchronization

    /// With this name, builds for the thread sanitizer use the replacement everywhere.
    package typealias Mutex<Value: ~Copyable> = Synchronization.Mutex<Value>
#endif
