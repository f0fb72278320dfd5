// Reducer+Peers.swift: moving about in the table of peers, and its order.

extension ViewState {
    mutating func applyToPeers(_ action: Action, _ place: inout some StreamPlace) -> Effect {
        switch action {
        case .move(let move): movePeer(move, place)
        case .oldest: selectedPeer = place.peers.first
        case .newest: selectedPeer = place.peers.last
        case .open:
            guard let peer = selectedPeer ?? place.peers.first else { break }
            setFilter(FilterEdit.onlyThis(peer, in: filter))
            focus = .stream
            followNewest()
        case .sort(let number):
            guard place.peerColumns.indices.contains(number - 1) else { break }
            sort(by: place.peerColumns[number - 1])
        case .sortLeft: moveSort(by: -1, place.peerColumns)
        case .sortRight: moveSort(by: 1, place.peerColumns)
        case .reverseSort: sort.isReversed.toggle()
        case .freezeOrder:
            sort.isFrozen.toggle()
            say(sort.isFrozen ? "the order is frozen; rates go on" : "the order follows the rates", place.now)
        case .toggleBytes: showsBytes.toggle()
        case .resetCounters: overlay = .question(.resetCounters)
        default: break
        }
        return .none
    }

    private mutating func movePeer(_ move: Action.Move, _ place: some StreamPlace) {
        guard !place.peers.isEmpty else { return }
        let current = selectedPeer.flatMap { place.peers.firstIndex(of: $0) } ?? 0
        let isFirst = selectedPeer == nil
        let distance =
            switch move {
            case .up: -1
            case .down: isFirst ? 0 : 1
            case .pageUp: -max(1, place.peerRows - 1)
            case .pageDown: max(1, place.peerRows - 1)
            case .halfUp: -max(1, place.peerRows / 2)
            case .halfDown: max(1, place.peerRows / 2)
            default: 0
            }
        selectedPeer = place.peers[min(max(0, current + distance), place.peers.count - 1)]
    }

    /// A column that is chosen again turns the order round.
    private mutating func sort(by column: PeerColumn) {
        if sort.column == column { sort.isReversed.toggle() } else { sort.isReversed = false }
        sort.column = column
    }

    private mutating func moveSort(by distance: Int, _ columns: [PeerColumn]) {
        guard !columns.isEmpty else { return }
        let current = columns.firstIndex(of: sort.column) ?? 0
        sort.column = columns[(current + distance + columns.count) % columns.count]
        sort.isReversed = false
    }
}
