// Errno.swift: the error number of a failed system call, read right after the call and nowhere else.
import Glibc

/// A system error number, `errno(3)`.
public struct Errno: Error, Equatable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: CInt

    public init(rawValue: CInt) {
        self.rawValue = rawValue
    }

    /// The error number of this thread's last failed system call.
    package static var current: Errno { Errno(rawValue: errno) }

    /// The text of `strerror(3)` (thread-safe in glibc), with its first letter in lower case: "address already in use".
    public var description: String {
        guard let text = unsafe strerror(rawValue) else { return "error \(rawValue)" }
        let message = unsafe String(cString: text)
        return message.prefix(1).lowercased() + message.dropFirst()
    }

    /// Whether the call may succeed when it is repeated: a signal came, or the kernel had no memory. The descriptor is sound.
    var isPassing: Bool {
        self == .interrupted || self == .noBuffers || self == .noMemory
    }

    static let notOpen = Errno(rawValue: EBADF)
    static let again = Errno(rawValue: EAGAIN)
    static let interrupted = Errno(rawValue: EINTR)
    static let brokenPipe = Errno(rawValue: EPIPE)
    static let tooManyFiles = Errno(rawValue: EMFILE)
    static let tooManyFilesInSystem = Errno(rawValue: ENFILE)
    static let noBuffers = Errno(rawValue: ENOBUFS)
    static let noMemory = Errno(rawValue: ENOMEM)
    package static let missing = Errno(rawValue: ENOENT)
    static let isSymbolicLink = Errno(rawValue: ELOOP)
    static let isNoDirectory = Errno(rawValue: ENOTDIR)
    static let notImplemented = Errno(rawValue: ENOSYS)
    static let isNoFile = Errno(rawValue: EINVAL)
    static let inputOutput = Errno(rawValue: EIO)
    package static let isDirectory = Errno(rawValue: EISDIR)
    package static let notPermitted = Errno(rawValue: EACCES)
    static let inProgress = Errno(rawValue: EINPROGRESS)
    static let timedOut = Errno(rawValue: ETIMEDOUT)
    static let connectionRefused = Errno(rawValue: ECONNREFUSED)
    static let messageTooLong = Errno(rawValue: EMSGSIZE)
    static let wrongSocketType = Errno(rawValue: EPROTOTYPE)
    static let unknownFamily = Errno(rawValue: EAFNOSUPPORT)
    static let nameTooLong = Errno(rawValue: ENAMETOOLONG)
    package static let exists = Errno(rawValue: EEXIST)
    package static let noSpace = Errno(rawValue: ENOSPC)
    package static let fileTooLarge = Errno(rawValue: EFBIG)
    package static let overQuota = Errno(rawValue: EDQUOT)
    package static let readOnly = Errno(rawValue: EROFS)
}
