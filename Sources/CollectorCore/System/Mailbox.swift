// Mailbox.swift: requests of other threads to one thread, which sleeps until one arrives.
import Synchronization

/// Requests that any thread may add and that one thread takes all at once. No thread ever waits for the receiver.
package struct Mailbox<Mail: Sendable>: ~Copyable, Sendable {
    /// Wakes the receiver, which may wait for other things as well.
    package let waker: Waker
    private let mail: Mutex<Mail>

    /// - Parameter mail: the initial content.
    package init(_ mail: Mail) throws(Errno) {
        waker = try Waker()
        self.mail = Mutex(mail)
    }

    /// Changes the mail, and wakes the receiver.
    package func post(_ change: (inout Mail) -> Void) {
        mail.withLock { change(&$0) }
        waker.wake()
    }

    /// What has arrived since the last call.
    ///
    /// - Parameter settle: removes from the mail what the next call must not see again.
    package func take(_ settle: (inout Mail) -> Void) -> Mail {
        mail.withLock { mail in
            defer { settle(&mail) }
            return mail
        }
    }
}
