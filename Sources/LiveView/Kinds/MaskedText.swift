// MaskedText.swift: a text as words, in which numbers, addresses, paths and quoted text count as the same.
import CollectorCore

/// The words of one text, and their hashes; parts that differ from line to line are masked, so that two lines of one
/// kind have the same hash. It is read into again and again, so that a line allocates nothing.
struct MaskedText {
    /// The hash of each word. A word that is masked as a whole is `anyWord`.
    private(set) var words: [UInt64] = []
    /// Where each word stands in the line.
    private(set) var places: [Range<Int>] = []
    /// What is masked, in the order of the line.
    private(set) var masks: [Range<Int>] = []
    private(set) var hash = TextHash()

    /// The hash of the words in short: the same in every session.
    var id: UInt32 { hash.id }

    /// What is read of a text. The rest is masked as one word.
    static let byteLimit = 1_024
    static let wordLimit = 64
    /// The hash of a word that is masked as a whole.
    static let anyWord: UInt64 = {
        var hash = TextHash()
        hash.add(mask)
        return hash.value
    }()
    /// Stands for a masked part; it is no byte of UTF-8.
    private static let mask: UInt8 = 0xFF

    /// Reads `line` from `start` on.
    mutating func read(_ line: Bytes, from start: Int) {
        words.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        masks.removeAll(keepingCapacity: true)
        hash = TextHash()
        var scanner = MaskScanner(line, from: start, to: min(line.count, start + Self.byteLimit))
        while let begin = scanner.nextWord() {
            guard words.count < Self.wordLimit else { return addRest(begin..<line.count) }
            addWord(from: begin, &scanner)
        }
        if scanner.end < line.count { addRest(scanner.end..<line.count) }
    }

    private mutating func addWord(from begin: Int, _ scanner: inout MaskScanner) {
        var word = TextHash()
        while let part = scanner.nextPart() {
            if part.isMasked {
                word.add(Self.mask)
                masks.append(part.range)
            } else {
                for index in part.range { word.add(scanner.line[index]) }
            }
        }
        add(word.value, begin..<scanner.position)
    }

    private mutating func addRest(_ range: Range<Int>) {
        masks.append(range)
        add(Self.anyWord, range)
    }

    private mutating func add(_ word: UInt64, _ range: Range<Int>) {
        words.append(word)
        places.append(range)
        hash.add(word)
    }
}

/// FNV-1a. It is not safe against collisions that are made on purpose: these would only put lines into a wrong kind.
///
/// Source: Fowler, Noll, Vo; draft-eastlake-fnv.
struct TextHash: Equatable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    var id: UInt32 { UInt32(truncatingIfNeeded: value >> 32) }

    @inline(__always)
    mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    @inline(__always)
    mutating func add(_ number: UInt64) {
        value = (value ^ number) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 29
    }
}
