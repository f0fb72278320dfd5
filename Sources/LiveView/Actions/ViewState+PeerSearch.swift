// ViewState+PeerSearch.swift: the search in the table of peers: by address, by name, or by the host that their messages claim.

extension ViewState {
    /// Goes to the nearest peer that `peerSearch` finds: the selected one, or one below it.
    mutating func showFoundPeer(_ tables: Tables) {
        let start = selectedPeer.flatMap(tables.peers.position) ?? 0
        selectFoundPeer(tables) { found in found.first { $0 >= start } ?? found.first }
    }

    /// Goes to the next or previous one. The table is not sorted by time: after the last match comes the first again.
    mutating func findPeer(_ tables: Tables, _ direction: Direction) {
        guard !peerSearch.isEmpty else { return say("no search yet: / starts one", tables.now) }
        let start = selectedPeer.flatMap(tables.peers.position)
        selectFoundPeer(tables) { found in
            switch direction {
            case .forward: found.first { $0 > start ?? -1 } ?? found.first
            case .backward: found.last { $0 < start ?? .max } ?? found.last
            }
        }
    }

    /// - Parameter choose: picks one of the positions that are found.
    private mutating func selectFoundPeer(_ tables: Tables, _ choose: ([Int]) -> Int?) {
        showsPeerSearch = true
        let found = tables.peers.positions(foundBy: peerSearch)
        guard let position = choose(found), let peer = tables.peers.peer(at: position) else {
            return say("no peer matches \(peerSearch)", tables.now)
        }
        selectedPeer = peer
        let rank = (found.firstIndex(of: position) ?? 0) + 1
        say("\(peer): match \(NumberText.grouped(rank)) of \(NumberText.grouped(found.count))", tables.now)
    }
}

extension PeerTable {
    /// The positions of the peers whose address, name, collector or host contains `text`, ignoring case.
    func positions(foundBy text: String) -> [Int] {
        let wanted = text.lowercased()
        return (0..<count).filter { position in
            "\(self[position].peer)".lowercased().contains(wanted)
                || self[position].name?.text.lowercased().contains(wanted) == true
                || self[position].host?.lowercased().contains(wanted) == true
        }
    }
}
