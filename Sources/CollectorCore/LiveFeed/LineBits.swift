// LineBits.swift: a set of lines, one bit for each.

/// Numbers of lines, added in ascending order.
package struct LineBits: Sendable {
    /// The number of the line of the first bit; a multiple of 64.
    private var base: UInt64 = 0
    private var words: [UInt64] = []

    package init() {}

    package var isEmpty: Bool { words.isEmpty }

    package mutating func insert(_ line: UInt64) {
        if words.isEmpty { base = line & ~63 }
        let word = Int((line - base) >> 6)
        if word >= words.count { words += repeatElement(0, count: word + 1 - words.count) }
        words[word] |= 1 << (line & 63)
    }

    /// Gives memory back; some lines before `start` may stay.
    package mutating func forget(before start: UInt64) {
        guard start > base else { return }
        let count = min(Int((start - base) >> 6), words.count)
        // Moving the rest to the front pays only for many words at once.
        guard count > 1_024 || count == words.count else { return }
        words.removeFirst(count)
        base += UInt64(count) << 6
    }

    /// The first one that is `line` or more.
    package func first(from line: UInt64) -> UInt64? {
        let start = max(line, base)
        var word = Int((start - base) >> 6)
        var mask = ~UInt64(0) << (start & 63)
        while word < words.count {
            let bits = words[word] & mask
            if bits != 0 { return base + UInt64(word) << 6 + UInt64(bits.trailingZeroBitCount) }
            word += 1
            mask = ~0
        }
        return nil
    }

    /// The last one that is less than `line`.
    package func last(before line: UInt64) -> UInt64? {
        guard line > base else { return nil }
        let end = line - base
        var word = min(Int(end >> 6), words.count - 1)
        var mask = word == Int(end >> 6) ? UInt64(1) << (end & 63) - 1 : ~0
        while word >= 0 {
            let bits = words[word] & mask
            if bits != 0 { return base + UInt64(word) << 6 + UInt64(63 - bits.leadingZeroBitCount) }
            word -= 1
            mask = ~0
        }
        return nil
    }

    /// Bits of 64 lines from this one on, the lowest first.
    package func word(from line: UInt64) -> UInt64 { Self.word(words, base: base, from: line) }

    /// The same for bits that are kept elsewhere.
    ///
    /// - Parameter base: the number of the line of the first bit.
    @inline(__always)
    package static func word(_ words: [UInt64], base: UInt64, from line: UInt64) -> UInt64 {
        guard line > base else { return words.isEmpty || base - line > 63 ? 0 : words[0] << (base - line) }
        let (word, shift) = (Int((line - base) >> 6), (line - base) & 63)
        let low = word < words.count ? words[word] >> shift : 0
        return shift > 0 && word + 1 < words.count ? low | words[word + 1] << (64 - shift) : low
    }

    /// Adds the lines of another set with numbers that are larger by `shift`; all of its own are smaller than these.
    package mutating func append(_ other: LineBits, shift: UInt64) {
        var line = other.first(from: 0)
        while let next = line {
            insert(next + shift)
            line = other.first(from: next + 1)
        }
    }
}
