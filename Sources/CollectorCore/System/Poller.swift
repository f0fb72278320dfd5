// Poller.swift: one epoll instance: which of many descriptors can be read.
import CLinux
import Glibc

/// Waits for many descriptors at once, level-triggered; `epoll(7)`.
///
/// A registration has a token chosen by the caller, not the descriptor's number: numbers are reused, and a stale event
/// must not reach the next connection with the same number.
@safe
struct Poller: ~Copyable {
    /// What a registration waits for.
    struct Interest: OptionSet, Sendable {
        let rawValue: UInt32

        /// Bytes, a connection to accept, or the end of the stream.
        static let readable = Interest(rawValue: collector_epollin())
        /// Room to send.
        static let writable = Interest(rawValue: collector_epollout())
        /// The peer has closed at least its side.
        static let peerLeft = Interest(rawValue: collector_epollrdhup())
    }

    private let epoll: OwnedDescriptor
    private var events: [epoll_event]

    /// - Parameter capacity: how many events one `wait` returns at most.
    init(capacity: Int = 256) throws(Errno) {
        epoll = try OwnedDescriptor(checking: epoll_create1(CInt(EPOLL_CLOEXEC)))
        unsafe events = [epoll_event](repeating: epoll_event(), count: capacity)
    }

    borrowing func add(_ descriptor: borrowing OwnedDescriptor, _ interest: Interest, token: UInt64) throws(Errno) {
        try control(EPOLL_CTL_ADD, descriptor, interest, token)
    }

    borrowing func modify(_ descriptor: borrowing OwnedDescriptor, _ interest: Interest, token: UInt64) throws(Errno) {
        try control(EPOLL_CTL_MOD, descriptor, interest, token)
    }

    borrowing func remove(_ descriptor: borrowing OwnedDescriptor) throws(Errno) {
        try control(EPOLL_CTL_DEL, descriptor, [], 0)
    }

    private borrowing func control(
        _ operation: CInt, _ descriptor: borrowing OwnedDescriptor, _ interest: Interest, _ token: UInt64
    ) throws(Errno) {
        var event = unsafe collector_epoll_event(interest.rawValue, token)
        guard unsafe epoll_ctl(epoll.rawValue, operation, descriptor.rawValue, &event) == 0 else { throw .current }
    }

    /// Waits until something happens, or for `timeout` milliseconds (-1: for ever).
    ///
    /// - Returns: how many events there are; `token(at:)` tells which. 0 after a signal or the timeout.
    mutating func wait(timeout: CInt = -1) -> Int {
        let count = unsafe events.withUnsafeMutableBufferPointer { buffer in
            unsafe epoll_wait(epoll.rawValue, buffer.baseAddress, CInt(buffer.count), timeout)
        }
        return max(0, Int(count))
    }

    func token(at index: Int) -> UInt64 {
        unsafe withUnsafePointer(to: events[index]) { unsafe collector_epoll_token($0) }
    }
}
