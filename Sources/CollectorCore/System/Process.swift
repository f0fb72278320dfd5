// Process.swift: what a command needs of its process.
import CLinux
import Glibc

/// Writes a message to standard error.
public enum StandardError {
    public static func write(_ text: String) {
        _ = unsafe Glibc.write(STDERR_FILENO, text, text.utf8.count)
    }
}

/// The three descriptors that a process is started with.
public enum StandardDescriptors {
    /// Opens `/dev/null` for those that are closed, so that no file or socket gets their numbers and receives what is
    /// meant for standard error. Input is then empty; output fails, as it would on a closed descriptor.
    public static func open() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // Takes the lowest free number, which is this one.
            _ = unsafe collector_open("/dev/null", O_RDONLY, 0)
        }
    }
}

/// The content of a file named by the user.
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
