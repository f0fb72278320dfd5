// Process.swift: what a command needs of its process.
import Glibc

/// Writes to standard error, where a person reads what went wrong.
public enum StandardError {
    public static func write(_ text: String) {
        _ = unsafe Glibc.write(STDERR_FILENO, text, text.utf8.count)
    }
}

/// The content of a file that a person named.
public enum FileContents {
    public static func read(_ path: String) throws(Errno) -> [UInt8] {
        try Files.contents(of: path)
    }
}
