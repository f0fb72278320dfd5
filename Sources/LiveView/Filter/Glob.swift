// Glob.swift: names with * and ?, regardless of case.
import CollectorCore

/// A pattern that a whole name must match: `*` matches any bytes, `?` one byte; letters match in either case.
struct Glob: Equatable {
    enum Part: Equatable {
        case text(String)
        case anyBytes, oneByte
    }

    /// With two bytes that never occur in UTF-8 for `*` and `?`.
    private let pattern: [UInt8]
    private static let anyBytes: UInt8 = 0xFF
    private static let oneByte: UInt8 = 0xFE

    init(_ text: String) {
        pattern = text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "*"): Self.anyBytes
            case UInt8(ascii: "?"): Self.oneByte
            default: Self.folded(byte)
            }
        }
    }

    /// - Parameter parts: `*` and `?` in a text are these characters.
    init(_ parts: [Part]) {
        pattern = parts.flatMap { part in
            switch part {
            case .text(let text): text.utf8.map(Self.folded)
            case .anyBytes: [Self.anyBytes]
            case .oneByte: [Self.oneByte]
            }
        }
    }

    /// Takes at most time proportional to the product of both lengths: it backtracks to the last `*` only.
    func matches(_ name: Bytes) -> Bool {
        var position = 0
        var index = 0
        var star: (position: Int, index: Int)?
        while index < name.count {
            if position < pattern.count, pattern[position] == Self.anyBytes {
                star = (position, index)
                position += 1
            } else if position < pattern.count,
                pattern[position] == Self.oneByte || pattern[position] == Self.folded(name[index])
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
        return pattern[position...].allSatisfy { $0 == Self.anyBytes }
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        0x41...0x5A ~= byte ? byte | 0x20 : byte
    }
}
