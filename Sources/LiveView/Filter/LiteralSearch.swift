// LiteralSearch.swift: finds a phrase in a line by its rarest byte.
import CollectorCore

/// A phrase that is searched for in many lines, with its letters as they are or in both cases (ASCII).
///
/// `memmem(3)` prepares a table for every call, which takes longer than a line does. Here the C library looks for the
/// byte of the phrase that logs hold least of, in both cases, and only there the rest is compared.
struct LiteralSearch {
    /// In lower case if case is ignored.
    private let phrase: [UInt8]
    private let ignoresCase: Bool
    /// The position of the rarest byte in the phrase, and that byte in both cases.
    private let rarest: Int
    private let small: UInt8
    private let large: UInt8

    /// The bytes of usual log lines, the most frequent first. All others are rarer.
    private static let frequent = Array(" eta0iosnr1l2cd3:p4u5m-.6h978/g=fbvy\"[](),_wkTSIx".utf8)

    init(_ phrase: String, ignoresCase: Bool) {
        var bytes = Array(phrase.utf8)
        if ignoresCase { for index in bytes.indices { bytes[index] = Self.lowercased(bytes[index]) } }
        let ranks = bytes.map { Self.frequent.firstIndex(of: $0) ?? Self.frequent.count }
        rarest = ranks.indices.max { ranks[$0] < ranks[$1] } ?? 0
        small = bytes.isEmpty ? 0 : bytes[rarest]
        large = ignoresCase && 0x61...0x7A ~= small ? small - 0x20 : small
        self.phrase = bytes
        self.ignoresCase = ignoresCase
    }

    var count: Int { phrase.count }

    /// A walk through the matches in one text: where its rarest byte comes next, in both cases.
    struct Walk {
        fileprivate var smalls: ByteFinder
        fileprivate var larges: ByteFinder
    }

    var walk: Walk { Walk(smalls: ByteFinder(small), larges: ByteFinder(large)) }

    /// The position of the first match in `line` at or after `start`. An empty phrase matches everywhere.
    func first(in line: Bytes, from start: Int = 0) -> Int? {
        var walk = walk
        return next(in: line, from: start, &walk)
    }

    /// The same for one match after the other: `start` never decreases.
    @inline(__always)
    func next(in line: Bytes, from start: Int, _ walk: inout Walk) -> Int? {
        guard count > 0 else { return start <= line.count ? start : nil }
        // The positions that the rarest byte may have.
        let last = line.count - count + rarest
        var position = start + rarest
        while position <= last {
            var next = walk.smalls.next(in: line, from: position)
            if large != small { next = min(next, walk.larges.next(in: line, from: position)) }
            guard next <= last else { return nil }
            if stands(in: line, at: next - rarest) { return next - rarest }
            position = next + 1
        }
        return nil
    }

    private func stands(in line: Bytes, at start: Int) -> Bool {
        for index in phrase.indices {
            let byte = line[start + index]
            guard (ignoresCase ? Self.lowercased(byte) : byte) == phrase[index] else { return false }
        }
        return true
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { byte | (byte &- 0x41 < 26 ? 0x20 : 0) }
}
