// Waker.swift: wakes a waiting thread from any other thread.
import CLinux
import Glibc

/// An `eventfd(2)`: any number of `wake` calls before the sleeper checks count as one.
package final class Waker: Sendable {
    package let descriptor: OwnedDescriptor

    package init() throws(Errno) {
        descriptor = try OwnedDescriptor(checking: eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK)))
    }

    /// Wakes the sleeper, or keeps it from falling asleep. Never blocks.
    package func wake() {
        // The only possible failure is a full counter, which wakes the sleeper as well.
        _ = eventfd_write(descriptor.rawValue, 1)
    }

    /// Consumes pending wake-ups; the next wait sleeps again.
    package func clear() {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor.rawValue, &count)
    }

    /// Sleeps until woken, or until `deadline`; consumes the wake-ups.
    package func sleep(until deadline: Instant? = nil) {
        _ = waitReadable(descriptor, until: deadline)
        clear()
    }
}

extension Waker {
    /// As `sleep(until:)`, and also until `socket` is broken or, if `readable` or `writable`, until a read from it or a
    /// write to it would not block.
    ///
    /// - Returns: whether the socket ended the sleep.
    func sleep(
        until deadline: Instant, orUntil socket: borrowing OwnedDescriptor, readable: Bool = false, writable: Bool
    ) -> Bool {
        let events = (readable ? POLLIN : 0) | (writable ? POLLOUT : 0)
        var entries = [
            pollfd(fd: descriptor.rawValue, events: CShort(POLLIN), revents: 0),
            pollfd(fd: socket.rawValue, events: CShort(events), revents: 0),
        ]
        _ = poll(&entries, until: deadline)
        if entries[0].revents != 0 { clear() }
        return entries[1].revents != 0
    }
}

/// Waits until `descriptor` can be read, or is broken; `poll(2)`.
///
/// - Returns: false if `deadline` passed first.
func waitReadable(_ descriptor: borrowing OwnedDescriptor, until deadline: Instant? = nil) -> Bool {
    wait(descriptor.rawValue, CShort(POLLIN), until: deadline)
}

/// Waits until one of two descriptors can be read.
func waitReadable(_ first: borrowing OwnedDescriptor, or second: borrowing OwnedDescriptor) {
    var entries = [
        pollfd(fd: first.rawValue, events: CShort(POLLIN), revents: 0),
        pollfd(fd: second.rawValue, events: CShort(POLLIN), revents: 0),
    ]
    _ = poll(&entries, until: nil)
}

/// Waits until a write to `descriptor` would not block, or it is broken; `poll(2)`.
func waitWritable(_ descriptor: borrowing OwnedDescriptor, until deadline: Instant? = nil) -> Bool {
    wait(descriptor.rawValue, CShort(POLLOUT), until: deadline)
}

private func wait(_ descriptor: CInt, _ events: CShort, until deadline: Instant?) -> Bool {
    var entries = [pollfd(fd: descriptor, events: events, revents: 0)]
    return poll(&entries, until: deadline)
}

/// Waits for any of `entries`, however often a signal interrupts that; `poll(2)`.
///
/// - Returns: false if `deadline` passed first.
private func poll(_ entries: inout [pollfd], until deadline: Instant?) -> Bool {
    while true {
        let timeout = deadline.map { Instant.now.milliseconds(until: $0) } ?? -1
        let count = unsafe Glibc.poll(&entries, nfds_t(entries.count), timeout)
        if count >= 0 || Errno.current != .interrupted { return count > 0 }
    }
}
