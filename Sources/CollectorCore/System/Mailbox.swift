// Mailbox.swift: what other threads want of one thread, which sleeps until something comes.
import Synchronization

/// Wishes that any thread may add to, and that one thread takes as a whole. Nobody ever waits for that thread.
package struct Mailbox<Mail: Sendable>: ~Copyable, Sendable {
    /// Wakes the thread that takes the mail; it may wait for other things as well.
    package let waker: Waker
    private let mail: Mutex<Mail>

    /// - Parameter mail: what is there at first.
    package init(_ mail: Mail) throws(Errno) {
        waker = try Waker()
        self.mail = Mutex(mail)
    }

    /// Changes the mail, and wakes the thread that takes it.
    package func post(_ change: (inout Mail) -> Void) {
        mail.withLock { change(&$0) }
        waker.wake()
    }

    /// What has come since the last call.
    ///
    /// - Parameter settle: removes from the mail what is not to be seen again by the next call.
    package func take(_ settle: (inout Mail) -> Void) -> Mail {
        mail.withLock { mail in
            defer { settle(&mail) }
            return mail
        }
    }
}
