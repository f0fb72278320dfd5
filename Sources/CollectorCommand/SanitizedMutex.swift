// SanitizedMutex.swift: the lock of builds for the thread sanitizer, here too; in all others `Synchronization.Mutex`.
#if SANITIZE_THREAD
    import CollectorCore

    typealias Mutex<Value: ~Copyable> = CollectorCore.Mutex<Value>
#endif
