// PeerRegistry.swift: all peers that are or were connected; the memory of those that left is bounded.
import Synchronization

/// The peers by address. Peers without a connection are kept up to a number, then the oldest become one sum.
final class PeerRegistry: Sendable {
    private struct State {
        var peers: [String: Peer] = [:]
        /// Peers without a connection, in the order in which they left, with the number of that departure; an entry
        /// whose number is not the peer's last is stale.
        var departures: [(address: String, number: Int)] = []
        var oldestDeparture = 0
        var lastDeparture: [String: Int] = [:]
        var departureCount = 0
        var folded = FoldedPeers()
    }

    private let state = Mutex(State())
    private let departedLimit: Int

    /// - Parameter departedLimit: how many peers without a connection are kept.
    init(departedLimit: Int = 4_096) {
        self.departedLimit = departedLimit
    }

    /// The peer at `address`, which has just connected.
    func connected(_ address: String) -> Peer {
        state.withLock { state in
            let peer = state.peers[address] ?? Peer(address: address)
            state.peers[address] = peer
            state.lastDeparture[address] = nil
            peer.countConnection(at: .now)
            return peer
        }
    }

    /// A connection of `peer` has ended, and all it brought is counted.
    func disconnected(_ peer: Peer) {
        state.withLock { state in
            guard peer.countDisconnection() == 0 else { return }
            state.departureCount += 1
            state.lastDeparture[peer.address] = state.departureCount
            state.departures.append((peer.address, state.departureCount))
            Self.fold(&state, downTo: departedLimit)
        }
    }

    private static func fold(_ state: inout State, downTo limit: Int) {
        while state.oldestDeparture < state.departures.count {
            let oldest = state.departures[state.oldestDeparture]
            let isStale = state.lastDeparture[oldest.address] != oldest.number
            guard isStale || state.lastDeparture.count > limit else { break }
            state.oldestDeparture += 1
            guard !isStale else { continue }
            state.lastDeparture[oldest.address] = nil
            if let peer = state.peers.removeValue(forKey: oldest.address) { state.folded.add(peer.snapshot) }
        }
        // A peer that comes and goes leaves stale entries behind one that stays away.
        if state.departures.count > 2 * (state.lastDeparture.count + 64) {
            let current = state.lastDeparture
            state.departures = state.departures.filter { current[$0.address] == $0.number }
            state.oldestDeparture = 0
        }
    }

    /// All peers, in no order, and the sum of those no longer kept.
    var snapshot: (peers: [PeerSnapshot], folded: FoldedPeers) {
        let (peers, folded) = state.withLock { (Array($0.peers.values), $0.folded) }
        return (peers.map(\.snapshot), folded)
    }
}
