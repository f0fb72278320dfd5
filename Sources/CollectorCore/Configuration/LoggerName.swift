// LoggerName.swift: how the names of loggers form a tree.

/// The rules of dotted names.
///
/// Source: CPython `Lib/logging/__init__.py`, `getLogger`, `Manager._fixupParents`.
enum LoggerName {
    /// `getLogger("")` and, since Python 3.9, `getLogger("root")` are the root logger.
    static func isRoot(_ name: String) -> Bool {
        name.isEmpty || name == "root"
    }

    /// The names that a logger's parent may have, nearest first: `127.0.0`, `127.0` and `127` for `127.0.0.1`.
    ///
    /// After the last dot Python looks for one left of the character before it: `a..b` may have the parent `a.`, which
    /// may have the parent `a`, but without `a.` there is only the root.
    static func parents(of name: String) -> some Sequence<Substring> {
        sequence(state: name.utf8[...]) { rest -> Substring? in
            guard let dot = rest.lastIndex(of: UInt8(ascii: ".")), dot > rest.startIndex else { return nil }
            rest = rest[..<dot]
            defer { rest = rest.dropLast() }
            return Substring(rest)
        }
    }

    /// The longest name, in bytes. Resolving a name takes a number of steps proportional to its length, each as long as
    /// the rest of the name; host names have at most 253.
    static let longest = 1_024
}
