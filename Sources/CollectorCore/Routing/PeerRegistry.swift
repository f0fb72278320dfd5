// PeerRegistry.swift: all peers that are or were there; the memory of those that left is bounded.
import Synchronization

/// The peers by address.
///
/// Peers without a connection are kept up to a number; then the oldest are folded into accounts, from which they go on
/// when they return. Those with the most lines are never folded, so that whoever shows the peers has the top ones.
final class PeerRegistry: Sendable {
    fileprivate struct State {
        var peers: [String: Peer] = [:]
        /// Peers without a connection, in the order in which they left, with the number of that departure; an entry
        /// whose number is not the peer's last is stale.
        var departures: [(address: String, number: Int)] = []
        var oldestDeparture = 0
        var lastDeparture: [String: Int] = [:]
        var departureCount = 0
        /// No account has more lines than any of these.
        var top: [Peer] = []
        var accounts: PeerAccounts
        var folded = FoldedPeers()
    }

    private let state: Mutex<State>
    private let departedLimit: Int
    private let topLimit: Int

    /// - Parameters:
    ///   - departedLimit: how many peers without a connection are kept.
    ///   - topLimit: how many of those with the most lines are kept besides.
    ///   - accountLimit: how many addresses have an account; about 130 MB for a million.
    init(departedLimit: Int = 4_096, topLimit: Int = 64, accountLimit: Int = 1_000_000) {
        self.departedLimit = departedLimit
        self.topLimit = topLimit
        state = Mutex(State(accounts: PeerAccounts(capacity: accountLimit)))
    }

    /// The peer at `address`, which has just connected.
    func connected(_ address: String) -> Peer {
        state.withLock { state in
            let peer = state.arrival(of: address)
            peer.countConnection(at: .now)
            return peer
        }
    }

    /// The peer at `address`, which sends datagrams to a socket that does not know it yet.
    func heard(_ address: String) -> Peer {
        state.withLock { state in
            let peer = state.arrival(of: address)
            peer.countDatagramSockets(1)
            return peer
        }
    }

    /// A connection of `peer` has ended, and all it brought is counted.
    func disconnected(_ peer: Peer) {
        depart(peer) { peer.countDisconnection() }
    }

    /// A socket that received datagrams from `peer` has not done so for long.
    func fellSilent(_ peer: Peer) {
        depart(peer) { peer.countDatagramSockets(-1) }
    }

    private func depart(_ peer: Peer, _ count: () -> Void) {
        state.withLock { state in
            count()
            guard !peer.isPresent else { return }
            state.departureCount += 1
            state.lastDeparture[peer.address] = state.departureCount
            state.departures.append((peer.address, state.departureCount))
            state.foldOldest(keeping: departedLimit, besides: topLimit)
        }
    }

    /// The totals of one peer, wherever they are kept; `nil` for one that never came, or is forgotten.
    func snapshot(of address: String) -> PeerSnapshot? {
        let (peer, account) = state.withLock { state in
            let peer = state.peers[address]
            return (peer, peer == nil ? state.accounts.account(of: address) : nil)
        }
        return peer?.snapshot ?? account
    }

    /// Forgets the routes of earlier configurations.
    func forgetRoutes(before generation: Int) {
        for peer in state.withLock({ Array($0.peers.values) }) { peer.forgetRoute(before: generation) }
    }

    /// What there is to know of who is silent, of the same peers as in the snapshot.
    var activities: [PeerActivity] {
        state.withLock { Array($0.peers.values) }.map { $0.activity }
    }

    /// Connected peers, those that left last, and those with the most lines, in no order; and the sum of all others.
    var snapshot: (peers: [PeerSnapshot], folded: FoldedPeers) {
        let (peers, folded) = state.withLock { (Array($0.peers.values), $0.folded) }
        return (peers.map(\.snapshot), folded)
    }
}

extension PeerRegistry.State {
    /// The peer at `address`, which is there from now on.
    fileprivate mutating func arrival(of address: String) -> Peer {
        let peer = peers[address] ?? unfold(address) ?? Peer(address: address)
        peers[address] = peer
        lastDeparture[address] = nil
        return peer
    }

    /// The peer of an account, which has returned.
    fileprivate mutating func unfold(_ address: String) -> Peer? {
        guard let past = accounts.remove(address) else { return nil }
        folded.subtract(past)
        return Peer(continuing: past)
    }

    /// Folds those that left first until only `limit` are kept, and the `topLimit` with the most lines.
    fileprivate mutating func foldOldest(keeping limit: Int, besides topLimit: Int) {
        while oldestDeparture < departures.count {
            let oldest = departures[oldestDeparture]
            let isStale = lastDeparture[oldest.address] != oldest.number
            guard isStale || lastDeparture.count > limit else { break }
            oldestDeparture += 1
            guard !isStale else { continue }
            lastDeparture[oldest.address] = nil
            if let peer = peers[oldest.address], let least = least(of: peer, topLimit) { fold(least) }
        }
        // A peer that comes and goes leaves stale entries behind one that stays away.
        if departures.count > 2 * (lastDeparture.count + 64) {
            let current = lastDeparture
            departures = departures.filter { current[$0.address] == $0.number }
            oldestDeparture = 0
        }
    }

    /// Offers `peer` a place among those with the most lines.
    ///
    /// - Returns: who has none; `nil` if none has to go, or it is not its turn yet.
    private mutating func least(of peer: Peer, _ limit: Int) -> Peer? {
        if top.contains(where: { $0 === peer }) { return nil }
        if top.count < limit {
            top.append(peer)
            return nil
        }
        guard let lowest = top.indices.min(by: { top[$0].lineCount < top[$1].lineCount }),
            top[lowest].lineCount < peer.lineCount
        else { return peer }
        let displaced = top[lowest]
        top[lowest] = peer
        return displaced.isPresent || lastDeparture[displaced.address] != nil ? nil : displaced
    }

    private mutating func fold(_ peer: Peer) {
        peers[peer.address] = nil
        let past = peer.snapshot
        folded.add(past)
        for forgotten in accounts.add(past) { folded.forget(forgotten) }
    }
}
