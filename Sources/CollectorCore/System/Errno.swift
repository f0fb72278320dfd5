// Errno.swift: the error number of a failed system call, read right after the call and nowhere else.
import Glibc

/// A system error number, `errno(3)`.
public struct Errno: Error, Equatable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: CInt

    public init(rawValue: CInt) {
        self.rawValue = rawValue
    }

    /// The number that the last failed system call of this thread left behind.
    static var current: Errno { Errno(rawValue: errno) }

    /// The text of `strerror_r(3)`, in lower case at its first letter: "address already in use".
    public var description: String {
        var text = [CChar](repeating: 0, count: 128)
        let message = unsafe text.withUnsafeMutableBufferPointer { buffer in
            // The XSI form fills the buffer and never returns another pointer.
            unsafe __xpg_strerror_r(rawValue, buffer.baseAddress!, buffer.count)
            return unsafe String(cString: buffer.baseAddress!)
        }
        guard let first = message.first else { return "error \(rawValue)" }
        return first.lowercased() + message.dropFirst()
    }

    static let again = Errno(rawValue: EAGAIN)
    static let interrupted = Errno(rawValue: EINTR)
    static let brokenPipe = Errno(rawValue: EPIPE)
}
