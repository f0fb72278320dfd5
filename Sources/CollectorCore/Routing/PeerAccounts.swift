// PeerAccounts.swift: the totals of peers that left long ago, in little memory, so that they can be continued.

/// The totals of departed peers by address, each in about a hundred bytes.
///
/// Their memory is bounded. Beyond the bound, the totals of those seen longest ago are only kept in the sum.
struct PeerAccounts {
    /// Rare counts: cut or unrouted lines, failed handshakes, closed connections.
    private final class Trouble: Sendable {
        let truncated: Int
        let skippedBytes: Int
        let unrouted: Int
        let handshakes: HandshakeCounts
        let closed: ClosedConnections

        init?(of peer: PeerSnapshot) {
            let lines = peer.truncated + peer.skippedBytes + peer.unrouted
            let isPlain = peer.handshakes.failed.isEmpty && peer.closed == ClosedConnections()
            guard lines > 0 || !isPlain else { return nil }
            truncated = peer.truncated
            skippedBytes = peer.skippedBytes
            unrouted = peer.unrouted
            handshakes = peer.handshakes
            closed = peer.closed
        }
    }

    private struct Account {
        let lines: Int
        let bytes: Int
        let connections: Int
        let handshakesDone: Int
        let firstSeen: WallTime
        let lastSeen: WallTime
        let trouble: Trouble?
    }

    /// Growing a table, or searching it for the oldest, makes all peers wait: it must be small.
    private var shards: [[String: Account]]
    /// In units of the plainest account.
    private let capacity: Int
    private var size = 0
    private(set) var count = 0

    /// At this many a million addresses fill the tables as well as tables can be filled.
    private static let shardCount = 96

    /// - Parameter capacity: how many IPv4 peers fit that sent lines and nothing else.
    init(capacity: Int) {
        self.capacity = capacity
        shards = Array(repeating: [:], count: Self.shardCount)
    }

    /// Adds the totals of a peer that is not in the tables.
    ///
    /// - Returns: the peers that were removed to make room.
    mutating func add(_ peer: PeerSnapshot) -> [PeerSnapshot] {
        let shard = Self.shard(of: peer.address)
        let account = Account(
            lines: peer.lines, bytes: peer.bytes, connections: peer.connections, handshakesDone: peer.handshakes.done,
            firstSeen: peer.firstSeen, lastSeen: peer.lastSeen, trouble: Trouble(of: peer))
        shards[shard][peer.address] = account
        count += 1
        size += Self.size(peer.address, account)
        return size > capacity ? removeOldest(from: shard) : []
    }

    /// Removes a peer and returns its totals.
    mutating func remove(_ address: String) -> PeerSnapshot? {
        let shard = Self.shard(of: address)
        guard let account = shards[shard].removeValue(forKey: address) else { return nil }
        return release(address, account)
    }

    /// The totals of a peer, which is not removed.
    func account(of address: String) -> PeerSnapshot? {
        shards[Self.shard(of: address)][address].map { Self.snapshot(address, $0) }
    }

    /// Removes an eighth of a table, so that the oldest are not searched for each time.
    private mutating func removeOldest(from shard: Int) -> [PeerSnapshot] {
        let oldest = shards[shard].sorted { $0.value.lastSeen < $1.value.lastSeen }.prefix(shards[shard].count / 8 + 1)
        return oldest.map { address, account in
            shards[shard][address] = nil
            return release(address, account)
        }
    }

    private mutating func release(_ address: String, _ account: Account) -> PeerSnapshot {
        count -= 1
        size -= Self.size(address, account)
        return Self.snapshot(address, account)
    }

    private static func snapshot(_ address: String, _ account: Account) -> PeerSnapshot {
        var peer = PeerSnapshot(address: address, at: account.firstSeen)
        peer.lines = account.lines
        peer.bytes = account.bytes
        peer.connections = account.connections
        peer.lastSeen = account.lastSeen
        peer.truncated = account.trouble?.truncated ?? 0
        peer.skippedBytes = account.trouble?.skippedBytes ?? 0
        peer.unrouted = account.trouble?.unrouted ?? 0
        peer.handshakes = account.trouble?.handshakes ?? HandshakeCounts()
        peer.closed = account.trouble?.closed ?? ClosedConnections()
        peer.handshakes.done = account.handshakesDone
        return peer
    }

    /// Up to 15 bytes of an address need no memory of their own, which is any IPv4 address.
    private static func size(_ address: String, _ account: Account) -> Int {
        1 + (address.utf8.count > 15 ? 1 : 0) + (account.trouble == nil ? 0 : 2)
    }

    private static func shard(of address: String) -> Int {
        Int(UInt(bitPattern: address.hashValue) % UInt(shardCount))
    }
}
