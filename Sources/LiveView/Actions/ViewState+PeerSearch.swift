// ViewState+PeerSearch.swift: the search in the table of peers: by address, or by the name that their messages claim.

extension ViewState {
    /// Goes to the nearest peer that `peerSearch` finds, from the selected one on.
    mutating func showFoundPeer(_ tables: Tables) {
        let start = selectedPeer.flatMap(tables.peers.position) ?? 0
        select(tables.peers.found(by: peerSearch, from: start, .forward), tables)
    }

    /// The order of the table is no order of time: behind the last peer comes the first again.
    mutating func findPeer(_ tables: Tables, _ direction: Direction) {
        guard !peerSearch.isEmpty else { return say("no search yet: / starts one", tables.now) }
        let count = tables.peers.count
        let start = selectedPeer.flatMap(tables.peers.position) ?? (direction == .forward ? count - 1 : 0)
        let next = direction == .forward ? start + 1 : start + count - 1
        select(tables.peers.found(by: peerSearch, from: next, direction), tables)
    }

    private mutating func select(_ position: Int?, _ tables: Tables) {
        showsPeerSearch = true
        guard let position else { return say("no peer matches \(peerSearch)", tables.now) }
        selectedPeer = tables.peers.address(at: position)
    }
}

extension PeerTable {
    /// The position of the next peer whose address or host contains `text`, in either case; all are asked, from
    /// `start` on and round.
    func found(by text: String, from start: Int, _ direction: Direction) -> Int? {
        let wanted = text.lowercased()
        return (0..<count).lazy.map { step in
            direction == .forward ? (start + step) % count : (start + 2 * count - step) % count
        }.first { self[$0].isFound(by: wanted) }
    }

    /// How many peers a search finds.
    func count(foundBy text: String) -> Int {
        let wanted = text.lowercased()
        return (0..<count).count { self[$0].isFound(by: wanted) }
    }
}

extension PeerRow {
    /// - Parameter text: in lower case.
    fileprivate func isFound(by text: String) -> Bool {
        address.contains(text) || host?.lowercased().contains(text) == true
    }
}
