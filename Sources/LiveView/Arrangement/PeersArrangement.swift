// PeersArrangement.swift: the peers in sight, and the columns that they are shown in.

struct PeersArrangement {
    let columns: [PlacedColumn]
    /// Positions in the order of the table, and their rows.
    let positions: Range<Int>
    let rows: [PeerRow]
    /// Which of them the filter hides from the stream.
    let isDimmed: [Bool]
    /// Handshakes that fail out of sight, where a row tells of them.
    let failing: FailingPeers?

    /// Peers whose handshakes fail.
    struct FailingPeers {
        var count: Int
        /// The one that failed last.
        var last: HandshakeFailures
    }

    init(_ state: ViewState, _ table: PeerTable, _ sieve: PeerSieve, _ layout: Layout, columns width: Int) {
        columns = PeerColumns.placed(in: width, hidden: state.hiddenColumns, longestPeer: table.longestAddress)
        let room = layout.isSummary ? Self.summaryPeers : layout.peerRows
        // The last row tells of handshakes that fail where the rows above would not.
        let tells = layout.peerRows > 2 && table.lastFailing.map { $0 >= layout.peerRows } ?? false
        let shown = tells ? room - 1 : room
        let selected = layout.isSummary ? 0 : state.selectedPeer.flatMap(table.position) ?? 0
        let first = max(0, min(selected - shown + 1, table.count - shown))
        positions = first..<min(first + shown, table.count)
        rows = table[positions]
        isDimmed = rows.map { sieve.hides($0.address) }
        failing = tells ? Self.failing(outside: positions, rows, table) : nil
    }

    /// Peers that the line has room for which stands for the table on a low screen.
    private static let summaryPeers = 3

    private static func failing(outside shown: Range<Int>, _ rows: [PeerRow], _ table: PeerTable) -> FailingPeers? {
        guard let position = table.failing.first(where: { !shown.contains($0) }),
            let last = table[position].failures
        else { return nil }
        let count = table.failing.count - rows.reduce(0) { $0 + ($1.failures == nil ? 0 : 1) }
        return FailingPeers(count: count, last: last)
    }
}
