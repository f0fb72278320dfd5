// LoggerName.swift: how the names of loggers make a tree.

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
    static func parents(of name: String) -> [String] {
        let bytes = Array(name.utf8)
        var names: [String] = []
        var end = bytes.count
        while end > 0, let dot = bytes[..<end].lastIndex(of: UInt8(ascii: ".")), dot > 0 {
            names.append(String(decoding: bytes[..<dot], as: UTF8.self))
            end = dot - 1
        }
        return names
    }
}
