// Glob.swift: names with * and ?, regardless of case.
import CollectorCore

/// A pattern that a whole name must match: `*` matches any bytes, `?` one byte; letters match in either case.
struct Glob: Equatable {
    private let pattern: [UInt8]

    init(_ text: String) {
        pattern = text.utf8.map(Self.folded)
    }

    /// Takes at most time proportional to the product of both lengths: it backtracks to the last `*` only.
    func matches(_ name: Bytes) -> Bool {
        var position = 0
        var index = 0
        var star: (position: Int, index: Int)?
        while index < name.count {
            if position < pattern.count, pattern[position] == UInt8(ascii: "*") {
                star = (position, index)
                position += 1
            } else if position < pattern.count,
                pattern[position] == UInt8(ascii: "?") || pattern[position] == Self.folded(name[index])
            {
                position += 1
                index += 1
            } else if let last = star {
                star = (last.position, last.index + 1)
                position = last.position + 1
                index = last.index + 1
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        0x41...0x5A ~= byte ? byte | 0x20 : byte
    }
}
