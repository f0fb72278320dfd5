// TerminalDevice.swift: which terminal a descriptor or a path refers to.
import CLinux
import Glibc

/// A terminal, by whatever name it was opened: `/dev/tty`, `/dev/stdout` and `/dev/pts/1` may be the same.
public struct TerminalDevice: Equatable, Sendable {
    private let number: UInt32

    /// The terminal open as `descriptor`; `nil` if it is not a terminal.
    ///
    /// This asks the open terminal, not the file: `/dev/tty` is a different file from the terminal it opens.
    ///
    /// Source: `ioctl_tty(2)`, TIOCGDEV. If the kernel does not report it, all terminals are treated as one.
    public init?(openAs descriptor: CInt) {
        guard isatty(descriptor) == 1 else { return nil }
        number = collector_terminal_number(descriptor)
    }

    /// The terminal that `path` refers to, which is opened briefly; `nil` if it is not a terminal.
    init?(path: String) {
        guard let status = try? Files.status(of: path), status.isCharacterDevice else { return nil }
        let flags = O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
        guard let file = try? OwnedDescriptor(checking: unsafe collector_open(path, flags, 0)) else { return nil }
        self.init(openAs: file.rawValue)
    }
}
