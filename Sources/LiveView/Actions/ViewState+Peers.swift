// ViewState+Peers.swift: moving in the table of peers, and sorting it.

extension ViewState {
    mutating func applyToPeers(_ action: Action, _ picture: Arrangement, _ tables: Tables) -> Effect {
        let columns = picture.peers.columns.map(\.column)
        switch action {
        case .move(let move): movePeer(move, tables.peers, rows: max(1, picture.layout.peerRows))
        case .oldest: selectedPeer = tables.peers.peer(at: 0)
        case .newest: selectedPeer = tables.peers.peer(at: tables.peers.count - 1)
        case .open:
            guard let peer = peerInHand(picture, tables) else { break }
            if let row = tables.peers[peer], let failures = row.failures {
                let count = NumberText.count(failures.count, "TLS handshake")
                let ago = NumberText.duration(Int(tables.wallTime.seconds - failures.last.seconds))
                say("\(peer): \(count) failed (\(failures.reason)), last \(ago) ago", tables.now)
                // There is no line of it to be shown.
                guard row.total > 0 else { break }
            }
            if let closed = tables.peers[peer]?.closedByCollector, closed > 0 {
                say(
                    "the collector closed \(NumberText.count(closed, "connection")) of \(peer); D, Tab, Tab: why",
                    tables.now)
            }
            setFilter(FilterEdit.onlyThis("\(peer)", in: filter))
            focus = .stream
            followNewest()
        case .sort(let number):
            guard columns.indices.contains(number - 1) else { break }
            sort(by: columns[number - 1])
        case .sortByErrors: sort(by: .errors)
        case .sortLeft: moveSort(by: -1, picture.available)
        case .sortRight: moveSort(by: 1, picture.available)
        case .searchNext: findPeer(tables, .forward)
        case .searchPrevious: findPeer(tables, .backward)
        case .reverseSort: sort.isReversed.toggle()
        case .freezeOrder:
            sort.isFrozen.toggle()
            say(sort.isFrozen ? "the order is frozen; rates go on" : "the order follows the rates", tables.now)
        case .toggleBytes: showsBytes.toggle()
        case .resetCounters: overlay = .question(.resetCounters)
        default: break
        }
        return .none
    }

    /// - Parameter rows: how many peers are in sight.
    private mutating func movePeer(_ move: Action.Move, _ table: PeerTable, rows: Int) {
        let current = selectedPeer.flatMap(table.position) ?? 0
        let distance =
            switch move {
            case .up: -1
            // The first step picks the first peer.
            case .down: selectedPeer == nil ? 0 : 1
            case .pageUp: -max(1, rows - 1)
            case .pageDown: max(1, rows - 1)
            case .halfUp: -max(1, rows / 2)
            case .halfDown: max(1, rows / 2)
            default: 0
            }
        selectedPeer = table.peer(at: min(max(0, current + distance), table.count - 1)) ?? selectedPeer
    }

    /// A column that is chosen again turns the order round.
    private mutating func sort(by column: PeerColumn) {
        if sort.column == column { sort.isReversed.toggle() } else { sort.isReversed = false }
        sort.column = column
    }

    /// Goes on to the next column, whether the screen has room for it or not: the one that is sorted by is shown.
    private mutating func moveSort(by distance: Int, _ available: AvailableColumns) {
        let columns = available.peers.filter { $0 != .spark && !hiddenColumns.contains($0) }
        let current = columns.firstIndex(of: sort.column) ?? 0
        sort.column = columns[(current + distance + columns.count) % columns.count]
        sort.isReversed = false
    }
}
