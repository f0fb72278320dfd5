// FeedReserve.swift: the last lines of peers that send little, kept when the ring drops them.

/// The newest lines of each peer that the ring has dropped, so that a flooder cannot evict the quiet ones.
struct FeedReserve {
    private struct Kept {
        var lines: [FeedLine] = []
        var bytes = 0
    }

    /// Lines of one peer that are kept, those in the ring included.
    static let linesPerPeer = 200
    /// Bytes that a line takes besides its own: the copy's header, its entry, and often a connection and a peer.
    static let overhead = 512

    private let capacity: Int
    /// Bytes of one peer, those of `overhead` included.
    private let bytesPerPeer: Int
    private var peers: [String: Kept] = [:]
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

    /// Takes over the last lines of peers that have few others: `segment` is about to be dropped.
    ///
    /// - Parameter held: lines of each peer in the rest of the ring.
    mutating func rescue(from segment: FeedSegment, held: [String: Int]) {
        var wanted = segment.sources.map { max(0, Self.linesPerPeer - (held[$0.address] ?? 0)) }
        guard wanted.contains(where: { $0 > 0 }) else { return }
        // Two connections of one peer share its allowance.
        var left: [String: Int] = [:]
        for (source, count) in zip(segment.sources, wanted) { left[source.address] = count }
        var rescued: [FeedLine] = []
        for place in stride(from: segment.batchCount - 1, through: 0, by: -1) {
            let batch = segment.batch(place)
            guard wanted[Int(batch.source)] > 0 else { continue }
            let address = segment.sources[Int(batch.source)].address
            let last = batch.lines.suffix(left[address]!)
            left[address]! -= last.count
            wanted[Int(batch.source)] = left[address]!
            _ = segment.scan(batch: place, last, backward: true) { entry, bytes in
                rescued.append(FeedLine(entry: entry, bytes: bytes.array))
                return true
            }
        }
        for line in rescued.reversed() { keep(line) }
        shrink()
    }

    private mutating func keep(_ line: FeedLine) {
        version += 1
        peers[line.entry.source.address, default: Kept()].lines.append(line)
        let size = Self.size(line)
        peers[line.entry.source.address]!.bytes += size
        bytes += size
        count += 1
        let kept = peers[line.entry.source.address]!
        var surplus = 0
        var left = kept.bytes
        while kept.lines.count - surplus > Self.linesPerPeer || left > bytesPerPeer {
            left -= Self.size(kept.lines[surplus])
            surplus += 1
        }
        guard surplus > 0 else { return }
        bytes -= kept.bytes - left
        count -= surplus
        peers[line.entry.source.address]!.lines.removeFirst(surplus)
        peers[line.entry.source.address]!.bytes = left
    }

    private static func size(_ line: FeedLine) -> Int { overhead + line.bytes.count }

    /// Forgets the peers that have been silent longest, once there is too much: a part at a time, as finding them means
    /// to look at all.
    private mutating func shrink() {
        guard bytes > capacity else { return }
        let order = peers.sorted { newest($0.value) < newest($1.value) }
        for (address, kept) in order where bytes > capacity - capacity / 8 {
            bytes -= kept.bytes
            count -= kept.lines.count
            peers[address] = nil
        }
    }

    private func newest(_ kept: Kept) -> UInt64 { kept.lines.last?.entry.sequence ?? 0 }

    /// All lines, oldest first.
    var lines: [FeedLine] {
        peers.values.flatMap(\.lines).sorted { $0.entry.sequence < $1.entry.sequence }
    }
}
