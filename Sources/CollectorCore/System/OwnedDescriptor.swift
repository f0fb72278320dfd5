// OwnedDescriptor.swift: a file descriptor with one owner, closed once, when the owner ends.
import Glibc

/// The one owner of an open file descriptor.
///
/// `deinit` is the only place that closes it. Linux frees the number even where `close(2)` reports an error, so a
/// failed close is never repeated.
package struct OwnedDescriptor: ~Copyable, Sendable {
    package let rawValue: CInt

    /// Takes ownership of `rawValue`, which must be open and have no other owner.
    package init(_ rawValue: CInt) {
        self.rawValue = rawValue
    }

    /// Takes ownership of the result of a system call that returns a descriptor, or -1 with `errno`.
    package init(checking result: CInt) throws(Errno) {
        guard result >= 0 else { throw .current }
        self.init(result)
    }

    /// Gives the descriptor to an owner who is not Swift code.
    consuming func relinquish() -> CInt {
        let raw = rawValue
        discard self
        return raw
    }

    deinit { close(rawValue) }
}
