// Backups.swift: the finished files of the rotating handlers: `app.log.1`, `app.log.2026-05-06`.

/// Which files a rollover renames or removes; functions of names alone.
enum Backups {
    /// How numbered backups move up by one, in the order of renaming: `app.log.2` to `.3` before `.1` to `.2`.
    ///
    /// Numbers from `limit` on are left alone, except that the file with the number `limit` is replaced.
    ///
    /// Source: CPython `Lib/logging/handlers.py`, `RotatingFileHandler.doRollover`.
    static func shifts(of base: String, among names: [[UInt8]], limit: Int) -> [Int] {
        let prefix = Array((base + ".").utf8)
        let numbers = names.compactMap { name -> Int? in
            guard name.starts(with: prefix) else { return nil }
            let digits = String(decoding: name.dropFirst(prefix.count), as: UTF8.self)
            // In Python's notation: no sign, no leading zero.
            guard let number = Int(digits), number >= 1, number < limit, String(number) == digits else { return nil }
            return number
        }
        return numbers.sorted(by: >)
    }

    /// The dated backups to remove, the oldest first by their names.
    ///
    /// Python 3.11 also removes backups of `app.log.err`, `app.log2` and any other file whose name begins with the name
    /// and has a date between dots. Here, as since 3.13, a backup is the name, a dot, the date and at most one more
    /// word: `.gz`, or the number of a second file with the date.
    ///
    /// - Parameter pattern: the form of the date; a `0` stands for any digit.
    ///
    /// Source: CPython `Lib/logging/handlers.py`, `TimedRotatingFileHandler.getFilesToDelete`.
    static func expired(of base: String, among names: [[UInt8]], pattern: [UInt8], keeping limit: Int) -> [[UInt8]] {
        let prefix = Array((base + ".").utf8)
        let backups = names.filter { name in
            name.starts(with: prefix) && isDated(name.dropFirst(prefix.count), pattern)
        }
        return Array(backups.sorted { $0.lexicographicallyPrecedes($1) }.dropLast(limit))
    }

    /// `pattern(\.\w+)?` in ASCII.
    private static func isDated(_ ending: ArraySlice<UInt8>, _ pattern: [UInt8]) -> Bool {
        guard ending.count >= pattern.count else { return false }
        for (byte, expected) in zip(ending, pattern) {
            let fits = expected == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == expected
            if !fits { return false }
        }
        let word = ending.dropFirst(pattern.count)
        guard let dot = word.first else { return true }
        return dot == UInt8(ascii: ".") && word.count > 1 && word.dropFirst().allSatisfy(\.isWordByte)
    }
}

extension UInt8 {
    fileprivate var isWordByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
        default: false
        }
    }
}
