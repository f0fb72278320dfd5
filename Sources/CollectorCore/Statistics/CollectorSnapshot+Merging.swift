// CollectorSnapshot+Merging.swift: the accounts of several collectors as one.

extension CollectorSnapshot {
    /// The sum of several collectors. A peer of two collectors remains two peers; handlers and listeners have the name
    /// of their collector in front of their own: "web1: file".
    ///
    /// One part remains as it is.
    package static func merging(_ parts: [(name: String, snapshot: CollectorSnapshot)]) -> CollectorSnapshot {
        if parts.count == 1 { return parts[0].snapshot }
        var sum = CollectorSnapshot(startedAt: parts.map(\.snapshot.startedAt).min() ?? .now)
        for (name, part) in parts {
            sum.peers += part.peers.map { peer in
                var peer = peer
                peer.collector = name
                return peer
            }
            sum.handlers += part.handlers.map { handler in
                var handler = handler
                handler.name = "\(name): \(handler.name)"
                return handler
            }
            sum.listeners += part.listeners.map { listener in
                var listener = listener
                listener.name = "\(name): \(listener.name)"
                return listener
            }
            sum.silentPeers += part.silentPeers.map { peer in
                var peer = peer
                peer.collector = name
                return peer
            }
            sum.foldedPeers.add(part.foldedPeers)
            sum.removedHandlers.add(part.removedHandlers)
        }
        sum.silentPeers.sort { PeerKey($0.address, at: $0.collector) < PeerKey($1.address, at: $1.collector) }
        return sum
    }
}

extension FoldedPeers {
    fileprivate mutating func add(_ other: FoldedPeers) {
        peers += other.peers
        forgotten += other.forgotten
        forgottenUntil = [forgottenUntil, other.forgottenUntil].compactMap { $0 }.max()
        lines += other.lines
        bytes += other.bytes
        truncated += other.truncated
        skippedBytes += other.skippedBytes
        unrouted += other.unrouted
        connections += other.connections
        handshakes.add(other.handshakes)
        closed.add(other.closed)
    }
}

extension RemovedHandlers {
    fileprivate mutating func add(_ other: RemovedHandlers) {
        count += other.count
        lines = lines + other.lines
        ownRecords = ownRecords + other.ownRecords
    }
}
