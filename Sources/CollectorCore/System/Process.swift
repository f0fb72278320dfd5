// Process.swift: what a command needs of its process.
import CLinux
import Glibc

/// Writes to standard error, where a person reads what went wrong.
public enum StandardError {
    public static func write(_ text: String) {
        _ = unsafe Glibc.write(STDERR_FILENO, text, text.utf8.count)
    }
}

/// The three descriptors that a process is started with.
public enum StandardDescriptors {
    /// Opens `/dev/null` for those that are closed, so that no file or socket gets their numbers and then what was meant
    /// for standard error. Input is empty then; output fails, as it did while it was closed.
    public static func open() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // Takes the lowest free number, which is this one.
            _ = unsafe collector_open("/dev/null", O_RDONLY, 0)
        }
    }
}

/// The content of a file that a person named.
public enum FileContents {
    public static func read(_ path: String) throws(Errno) -> [UInt8] {
        try Files.contents(of: path)
    }
}

/// The terminal that a process belongs to.
public enum ControllingTerminal {
    /// Whether there is one, and it has not hung up; `tty(4)`.
    public static var isThere: Bool {
        (try? OwnedDescriptor(checking: unsafe collector_open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY, 0))) != nil
    }
}
