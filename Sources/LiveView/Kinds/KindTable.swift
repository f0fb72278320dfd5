// KindTable.swift: puts each line into its kind; a bounded number of kinds is kept.
import CollectorCore

/// Lines with the same masked words are of one kind; so are those of equal length, with the same first word, that differ
/// in one word only, which is masked from then on, unless another of its words differs in far more ways: of "status unpacked
/// vim", the package varies, and not the status.
///
/// Source: He, Zhu, Zheng, Lyu: "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017, whose
/// threshold of similarity is one word here.
struct KindTable {
    /// Those that were absorbed or dropped have their place until `tidy`.
    private var kinds: [Kind] = []
    /// For each kind itself, or the kind that absorbed it, or `dropped`.
    private var successors: [Int] = []
    /// The kinds that are compared with each other, the first one first.
    private var groups: [Group: Members] = [:]
    /// The kind of each hash of masked words that was met.
    private var known: [UInt64: Int] = [:]
    private var begun = 0
    private var text = MaskedText()
    private var senders = SenderHash()

    /// The lines that were looked at: those of all kinds, and those of dropped ones.
    private(set) var lines = 0
    private(set) var count = 0
    private(set) var droppedKinds = 0
    private(set) var droppedLines = 0
    /// Changes whenever a kind comes to stand for more lines.
    private(set) var version = 0

    /// More kinds than these are not kept; those that were seen longest ago are dropped.
    static let limit = 4_096
    /// Kinds of the same length and first word.
    static let groupLimit = 256
    /// How many are dropped at a time, as finding them takes a pass over all.
    private static let share = 256
    /// A word does not vary far more than another by that many bits alone.
    private static let variety = 4
    private static let knownLimit = 1 << 16
    private static let dropped = -1

    private struct Group: Hashable {
        var first: UInt64
        var words: Int
    }

    private struct Members {
        var kinds: [Int] = []
        /// For each place of a word, bits of the hashes that were met there: the more bits, the more words.
        var varieties: [UInt64] = []

        mutating func note(_ words: [UInt64]) {
            if varieties.isEmpty { varieties = Array(repeating: 0, count: words.count) }
            for place in words.indices { varieties[place] |= 1 << (words[place] >> 58) }
        }
    }

    /// Those that are kept, in the order in which they began.
    var all: [Kind] { kinds.indices.filter { successors[$0] == $0 }.map { kinds[$0] } }

    func kind(numbered number: Int) -> Kind? {
        kinds.indices.first { successors[$0] == $0 && kinds[$0].number == number }.map { kinds[$0] }
    }

    mutating func add(_ entry: borrowing FeedEntry, _ line: Bytes) {
        let header = MessageHeader(line)
        text.read(line, from: header.text)
        let hash = text.hash.value
        let index = kind(of: hash) ?? place(hash, line, from: header.text, at: entry.received)
        kinds[index].add(entry, header.severity, from: senders.hash(of: entry.source))
        lines += 1
    }

    /// The number of the kind that a line is of by now; `nil` if it was not met, or is no longer kept.
    mutating func number(of line: Bytes) -> Int? {
        text.read(line, from: MessageHeader(line).text)
        return kind(of: text.hash.value).map { kinds[$0].number }
    }

    private func kind(of hash: UInt64) -> Int? {
        guard var index = known[hash] else { return nil }
        while successors[index] != index {
            index = successors[index]
            if index == Self.dropped { return nil }
        }
        return index
    }
}

// MARK: - New words

extension KindTable {
    /// Finds a kind for words that were not met before, or begins one.
    private mutating func place(_ hash: UInt64, _ line: Bytes, from start: Int, at time: WallTime) -> Int {
        let group = Group(first: text.words.first ?? 0, words: text.words.count)
        groups[group, default: Members()].note(text.words)
        let index = nearest(in: group) ?? begin(group, line, from: start, at: time)
        if known.count >= Self.knownLimit { known.removeAll(keepingCapacity: true) }
        known[hash] = index
        return index
    }

    /// The kind that allows for these words, or does with one more masked.
    private mutating func nearest(in group: Group) -> Int? {
        var candidate: (index: Int, place: Int)?
        for index in groups[group]?.kinds ?? [] {
            let difference = kinds[index].difference(from: text.words)
            if difference.count == 0 { return index }
            if difference.count == 1, candidate == nil, canMask(difference.place, of: index, in: group) {
                candidate = (index, difference.place)
            }
        }
        guard let candidate else { return nil }
        kinds[candidate.index].mask(candidate.place)
        version += 1
        while absorb(into: candidate.index, in: group) {}
        return candidate.index
    }

    /// Whether the word at `place` is one that varies: enough others are left, and none of them varies far more.
    private func canMask(_ place: Int, of index: Int, in group: Group) -> Bool {
        guard kinds[index].canMask(place), let varieties = groups[group]?.varieties else { return false }
        let most = 2 * varieties[place].nonzeroBitCount + Self.variety
        let words = kinds[index].words
        return !words.indices.contains {
            words[$0] != MaskedText.anyWord && varieties[$0].nonzeroBitCount > most
        }
    }

    /// Takes over other kinds that differ from this one in one word at most.
    ///
    /// - Returns: whether another word was masked for that.
    private mutating func absorb(into index: Int, in group: Group) -> Bool {
        for other in groups[group]?.kinds ?? [] where other != index {
            let difference = kinds[index].difference(from: kinds[other].words)
            guard difference.count == 0 || difference.count == 1 && canMask(difference.place, of: index, in: group)
            else {
                continue
            }
            kinds[index].absorb(kinds[other])
            successors[other] = index
            groups[group]?.kinds.removeAll { $0 == other }
            count -= 1
            if difference.count == 1 {
                kinds[index].mask(difference.place)
                return true
            }
        }
        return false
    }

    private mutating func begin(_ group: Group, _ line: Bytes, from start: Int, at time: WallTime) -> Int {
        if let members = groups[group]?.kinds, members.count >= Self.groupLimit,
            let oldest = members.min(by: { kinds[$0].lastLine < kinds[$1].lastLine })
        {
            drop(oldest)
            groups[group]?.kinds.removeAll { $0 == oldest }
        }
        if kinds.count >= Self.limit { tidy() }
        kinds.append(Kind(begun, text, line, from: start, at: time))
        begun += 1
        count += 1
        let index = kinds.count - 1
        successors.append(index)
        groups[group, default: Members()].kinds.append(index)
        return index
    }

    private mutating func drop(_ index: Int) {
        successors[index] = Self.dropped
        droppedKinds += 1
        droppedLines += kinds[index].count
        count -= 1
    }

    /// Makes room: those that are gone lose their place; if these are few, so do those that were seen longest ago.
    private mutating func tidy() {
        let kept = kinds.indices.filter { successors[$0] == $0 }
        let surplus = kept.count - (Self.limit - Self.share)
        if surplus > 0 {
            for index in kept.sorted(by: { kinds[$0].lastLine < kinds[$1].lastLine }).prefix(surplus) { drop(index) }
        }
        var places: [Int: Int] = [:]
        for index in kept where successors[index] == index { places[index] = places.count }
        known = known.reduce(into: [:]) { moved, entry in
            moved[entry.key] = kind(of: entry.key).flatMap { places[$0] }
        }
        groups = groups.compactMapValues { members in
            let moved = members.kinds.compactMap { places[$0] }
            return moved.isEmpty ? nil : Members(kinds: moved, varieties: members.varieties)
        }
        kinds = kept.filter { places[$0] != nil }.map { kinds[$0] }
        successors = Array(kinds.indices)
    }
}
