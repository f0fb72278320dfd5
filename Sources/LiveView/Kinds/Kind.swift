// Kind.swift: lines of one kind: how many, since when, from how many senders, and what one of them says.
import CollectorCore

/// Lines that differ only in their masked parts.
struct Kind {
    /// Tells kinds apart in one session.
    let number: Int
    /// What filters call it: its present ID, then those that it had while fewer words were masked, and those of kinds that it
    /// absorbed, as far as there is room.
    private(set) var ids: [UInt32]
    /// The hashes of the words; `MaskedText.anyWord` stands for any.
    private(set) var words: [UInt64]
    /// The first line, without its header, and what is masked in it.
    let example: [UInt8]
    private(set) var masks: [Range<Int>]
    private let places: [Range<Int>]

    private(set) var count = 0
    private(set) var firstSeen: WallTime
    /// The number of the last line.
    private(set) var lastLine: UInt64 = 0
    private(set) var worst: Severity?
    private(set) var senders = SenderCount()
    private var rate = MinuteRate()

    /// Bytes of a line that are kept as the example.
    private static let exampleLimit = 512

    /// - Parameter line: the line that `text` was read from, beginning at `start`.
    init(_ number: Int, _ text: MaskedText, _ line: Bytes, from start: Int, at time: WallTime) {
        self.number = number
        ids = [text.id]
        words = text.words
        let end = min(line.count, start + Self.exampleLimit)
        func kept(_ ranges: [Range<Int>]) -> [Range<Int>] {
            ranges.map { (min($0.lowerBound, end) - start)..<(min($0.upperBound, end) - start) }
        }
        example = line.extracting(start..<end).array
        masks = kept(text.masks)
        places = kept(text.places)
        firstSeen = time
    }

    private static let idLimit = 64

    /// The hash of the words in short: the same in each session in which the same words are masked.
    var id: UInt32 { ids[0] }

    /// Lines of the last minute.
    func perMinute(at now: WallTime) -> Int { rate.value(at: now) }

    @inline(__always)
    mutating func add(_ entry: borrowing FeedEntry, _ severity: Severity?, from sender: UInt64) {
        count += 1
        lastLine = entry.sequence
        rate.add(at: entry.received)
        if let severity, worst.map({ severity < $0 }) ?? true { worst = severity }
        senders.add(sender)
    }
}

// MARK: - Grouping

extension Kind {
    /// How many words of other lines this one does not allow for, up to 2; the last such word.
    func difference(from other: [UInt64]) -> (count: Int, place: Int) {
        Self.difference(of: words, from: other)
    }

    static func difference(of words: [UInt64], from other: [UInt64]) -> (count: Int, place: Int) {
        var (count, place) = (0, 0)
        for index in words.indices where words[index] != other[index] && words[index] != MaskedText.anyWord {
            (count, place) = (count + 1, index)
            if count == 2 { break }
        }
        return (count, place)
    }

    /// Words that have to be left when one more is masked; with fewer, all short lines would be of one kind.
    private static let fewestWords = 2

    /// Whether enough words are left if that at `place` is masked.
    func canMask(_ place: Int) -> Bool {
        words.indices.count { $0 != place && words[$0] != MaskedText.anyWord } >= Self.fewestWords
    }

    mutating func mask(_ place: Int) {
        words[place] = MaskedText.anyWord
        var hash = TextHash()
        for word in words { hash.add(word) }
        name([hash.id] + ids)
        masks.removeAll { places[place].contains($0.lowerBound) }
        masks.insert(places[place], at: masks.firstIndex { $0.lowerBound > places[place].lowerBound } ?? masks.count)
    }

    /// Takes over the lines of a kind that is part of this one.
    mutating func absorb(_ other: Kind) {
        name(ids + other.ids)
        count += other.count
        firstSeen = min(firstSeen, other.firstSeen)
        lastLine = max(lastLine, other.lastLine)
        if let severity = other.worst { worst = min(worst ?? severity, severity) }
        senders.add(other.senders)
        rate.add(other.rate)
    }
    private mutating func name(_ names: [UInt32]) { ids = Array(names.prefix(Self.idLimit)) }
}
