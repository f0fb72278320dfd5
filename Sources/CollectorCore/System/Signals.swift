// Signals.swift: signals as something to wait for, on one thread.
import CLinux
import Glibc

/// Signals that are taken from a queue and interrupt nobody; `signalfd(2)`.
///
/// Make it before any thread is started: threads inherit that these signals are blocked.
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

/// Receives `signals` on a thread of its own, which calls `body` with each.
public func forwardSignals(_ signals: [CInt], to body: @escaping @Sendable (CInt) -> Void) throws(Errno) {
    let receiver = try SignalReceiver(signals)
    _ = try Thread(named: "signals") {
        while true { body(receiver.next()) }
    }
}

/// Has a write fail that ends a process by default: to a pipe or socket without a reader (EPIPE), and to a file that is as
/// large as the process may make it (EFBIG); `setrlimit(2)`. Python ignores both signals, too.
public func ignoreFailedWrites() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
}

/// Has signals do nothing that would end the process by default, and that have no meaning here.
public func ignoreUserSignals() {
    signal(SIGUSR1, SIG_IGN)
    signal(SIGUSR2, SIG_IGN)
}

/// Ends the process as a program ends that writes where nobody reads: by SIGPIPE, status 141 in a shell.
public func endByBrokenPipe() -> Never {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    exit(128 + SIGPIPE)
}

/// Ends the process at once; nothing is flushed.
public func endAtOnce(status: CInt) -> Never {
    _exit(status)
}
