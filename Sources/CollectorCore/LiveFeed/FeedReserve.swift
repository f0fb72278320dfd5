// FeedReserve.swift: the last lines of peers that send little, kept after the ring has dropped them.

/// The newest lines of each peer that the ring has dropped, so that a flooder cannot evict the quiet ones.
struct FeedReserve {
    private struct Kept {
        var lines: [FeedLine] = []
        var bytes = 0

        /// Appends a line, and drops the first ones if there are too many or they exceed `limit` bytes.
        mutating func append(_ line: FeedLine, limit: Int) {
            lines.append(line)
            bytes += FeedReserve.size(line)
            var surplus = 0
            while lines.count - surplus > FeedReserve.linesPerPeer || bytes > limit {
                bytes -= FeedReserve.size(lines[surplus])
                surplus += 1
            }
            if surplus > 0 { lines.removeFirst(surplus) }
        }
    }

    /// Lines kept per peer, including those in the ring.
    static let linesPerPeer = 200
    /// Overhead per line, in bytes: the copy's header, its entry, and often a connection and a peer.
    static let overhead = 512

    private let capacity: Int
    /// Bytes per peer, including `overhead`.
    private let bytesPerPeer: Int
    private var peers: [PeerKey: Kept] = [:]
    /// Lines of each peer in the ring's segments that are full.
    private var held: [PeerKey: Int] = [:]
    /// One more than the number of the last line in `held`.
    private var heldEnd: UInt64 = 0
    private(set) var bytes = 0
    /// Lines of all peers.
    private(set) var count = 0
    /// Grows with every change.
    private(set) var version: Int

    /// - Parameter capacity: bytes for all peers together.
    init(capacity: Int, version: Int = 0) {
        self.capacity = capacity
        bytesPerPeer = min(160 << 10, capacity / 2)
        self.version = version
    }

    /// Takes over the last lines of peers that have few others, before the first segment of `full` is dropped.
    ///
    /// - Parameter full: the segments of the ring to which nothing more is added.
    mutating func rescue(fromFirstOf full: ArraySlice<FeedSegment>) {
        guard let oldest = full.first else { return }
        for segment in full where segment.first >= heldEnd {
            for (source, count) in zip(segment.sources, segment.tallies) { held[source.peer, default: 0] += count }
            heldEnd = segment.end
        }
        for (source, count) in zip(oldest.sources, oldest.tallies) {
            let left = held[source.peer, default: 0] - count
            held[source.peer] = left > 0 ? left : nil
        }
        for line in wanted(of: oldest).reversed() { keep(line) }
        shrink()
    }

    /// The lines that are among the last of their peers, newest first.
    private func wanted(of segment: FeedSegment) -> [FeedLine] {
        // Connections of one peer share its allowance, and the entry for it.
        var allowances: [Int] = []
        var entries: [PeerKey: Int] = [:]
        let entryOfSource = segment.sources.map { source in
            if let known = entries[source.peer] { return known }
            allowances.append(max(0, Self.linesPerPeer - held[source.peer, default: 0]))
            entries[source.peer] = allowances.count - 1
            return allowances.count - 1
        }
        guard allowances.contains(where: { $0 > 0 }) else { return [] }
        var lines: [FeedLine] = []
        for number in stride(from: segment.batchCount - 1, through: 0, by: -1) {
            let batch = segment.batch(number)
            let entry = entryOfSource[Int(batch.source)]
            let last = batch.lines.suffix(allowances[entry])
            guard !last.isEmpty else { continue }
            allowances[entry] -= last.count
            _ = segment.scan(batch: number, last, backward: true) { entry, bytes in
                lines.append(FeedLine(entry: entry, bytes: bytes.array))
                return true
            }
        }
        return lines
    }

    private mutating func keep(_ line: FeedLine) {
        let peer = line.entry.source.peer
        // Taken out, so that it is changed in place.
        var kept = peers.removeValue(forKey: peer) ?? Kept()
        count -= kept.lines.count
        bytes -= kept.bytes
        kept.append(line, limit: bytesPerPeer)
        count += kept.lines.count
        bytes += kept.bytes
        peers[peer] = kept
        version += 1
    }

    fileprivate static func size(_ line: FeedLine) -> Int { overhead + line.bytes.count }

    /// Forgets the peers that have been silent longest once the limit is exceeded; several at a time, because finding
    /// them means looking at all.
    private mutating func shrink() {
        guard bytes > capacity else { return }
        let order = peers.sorted { newest($0.value) < newest($1.value) }
        for (peer, kept) in order where bytes > capacity - capacity / 8 {
            bytes -= kept.bytes
            count -= kept.lines.count
            peers[peer] = nil
        }
    }

    private func newest(_ kept: Kept) -> UInt64 { kept.lines.last?.entry.sequence ?? 0 }

    /// All lines, oldest first.
    var lines: [FeedLine] {
        peers.values.flatMap(\.lines).sorted { $0.entry.sequence < $1.entry.sequence }
    }
}
