// FileTally.swift: the lines of files by sender, counted as they are found.
import CollectorCore

/// How many lines each sender has in the files, as a collector counts its peers.
struct FileTally {
    private struct Count {
        var source: FeedSource
        var lines = 0
        var bytes = 0
        var first = WallTime.unknown
        var last = WallTime.unknown
    }

    private var counts: [Count] = []
    private var indexes: [ObjectIdentifier: Int] = [:]
    private var last: (source: FeedSource, index: Int)?
    /// Lines that were longer than a line may be.
    private(set) var truncated = 0

    /// Adds a line, and returns the index of its sender.
    @inline(__always)
    mutating func add(_ source: FeedSource, bytes: Int) -> Int {
        let index = index(of: source)
        counts[index].lines += 1
        counts[index].bytes += bytes
        return index
    }

    private mutating func index(of source: FeedSource) -> Int {
        if let last, last.source === source { return last.index }
        let index = indexes[ObjectIdentifier(source)] ?? counts.count
        if index == counts.count {
            counts.append(Count(source: source))
            indexes[ObjectIdentifier(source)] = index
        }
        last = (source, index)
        return index
    }

    /// A sender has a line of this time.
    mutating func note(_ time: WallTime, of index: Int) {
        guard time != .unknown else { return }
        if counts[index].last < time { counts[index].last = time }
        if counts[index].first == .unknown || time < counts[index].first { counts[index].first = time }
    }

    /// The account of a collector that would have received these lines.
    func snapshot(startedAt: WallTime) -> CollectorSnapshot {
        var peers: [PeerKey: PeerSnapshot] = [:]
        for count in counts {
            var peer = peers[count.source.peer] ?? PeerSnapshot(address: count.source.address, at: count.last)
            peer.collector = count.source.collector
            peer.lines += count.lines
            peer.bytes += count.bytes
            peer.lastSeen = max(peer.lastSeen, count.last)
            if count.first != .unknown { peer.firstSeen = min(peer.firstSeen, count.first) }
            peers[count.source.peer] = peer
        }
        return CollectorSnapshot(startedAt: startedAt, of: peers.values.sorted { $0.key < $1.key })
    }
}
