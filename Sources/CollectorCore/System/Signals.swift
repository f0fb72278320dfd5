// Signals.swift: signals received by waiting for them, on one thread.
import CLinux
import Glibc

/// Signals read from a queue, which interrupt no thread; `signalfd(2)`.
///
/// Create it before starting any thread: threads inherit the signal mask.
public struct SignalReceiver: ~Copyable, Sendable {
    private let descriptor: OwnedDescriptor

    /// Blocks `signals` and receives them here.
    public init(_ signals: [CInt]) throws(Errno) {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        descriptor = try OwnedDescriptor(checking: unsafe signalfd(-1, &set, CInt(SFD_CLOEXEC)))
    }

    /// Waits for the next signal, and returns its number.
    public borrowing func next() -> CInt {
        var info = signalfd_siginfo()
        while true {
            let count = unsafe read(descriptor.rawValue, &info, MemoryLayout<signalfd_siginfo>.size)
            if count == MemoryLayout<signalfd_siginfo>.size { return CInt(info.ssi_signo) }
        }
    }
}

/// Receives `signals` on a separate thread, which calls `body` with each.
public func forwardSignals(_ signals: [CInt], to body: @escaping @Sendable (CInt) -> Void) throws(Errno) {
    let receiver = try SignalReceiver(signals)
    _ = try Thread(named: "signals") {
        while true { body(receiver.next()) }
    }
}

/// Ignores SIGPIPE and SIGXFSZ, so that a write to a pipe or socket without a reader fails with EPIPE, and one beyond
/// the file size limit (`setrlimit(2)`) with EFBIG. Python ignores both signals too.
public func ignoreFailedWrites() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
}

/// Ends the process by SIGPIPE, like any program whose output has no reader; status 141 in a shell.
public func endByBrokenPipe() -> Never {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    exit(128 + SIGPIPE)
}

/// Ends the process at once; nothing is flushed.
public func endAtOnce(status: CInt) -> Never {
    _exit(status)
}
