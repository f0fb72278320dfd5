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
    /// All peers that are out of sight, where a row adds them up.
    let others: OtherPeers?

    /// Peers whose handshakes fail.
    struct FailingPeers {
        var count: Int
        /// The one that failed last.
        var last: HandshakeFailures
    }

    init(_ state: ViewState, _ tables: Tables, _ layout: Layout, _ viewport: Viewport) {
        let table = tables.peers
        let hidden = state.hiddenColumns.union(Set(PeerColumn.allCases).subtracting(tables.columns.peers))
        columns = PeerColumns.placed(
            in: viewport.columns, hidden: hidden, sorted: state.sort.column, longestPeer: table.longestAddress,
            longestName: table.longestName)
        let room = layout.isSummary ? Self.summaryPeers : layout.peerRows
        // The last row tells of handshakes that fail where the rows above would not.
        let tells = layout.peerRows > 2 && table.lastFailing.map { $0 >= layout.peerRows } ?? false
        let left = tells ? room - 1 : room
        let isPart = left < table.countOfAll
        let sums = isPart && layout.peerRows > 2 && left > 2
        let shown = sums ? left - 1 : left
        // While the lines are read, the table shows who sends most.
        let follows = !layout.isSummary && state.focus == .peers
        let selected = follows ? state.selectedPeer.flatMap(table.position) ?? 0 : 0
        let first = max(0, min(selected - shown + 1, table.count - shown))
        positions = first..<min(first + shown, table.count)
        rows = table[positions]
        isDimmed = rows.map {
            tables.sieve.hides($0.peer, silence: table.silences.seconds(of: $0.peer, at: tables.wallTime))
        }
        failing = tells ? Self.failing(outside: positions, rows, table) : nil
        others = sums ? OtherPeers(table, besides: rows) : nil
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

/// What the peers have sent that are out of sight, or that left long ago: with the rows in sight it is all that came.
struct OtherPeers {
    /// Per second, over the last second, ten and sixty.
    struct Rates {
        let second: Double
        let ten: Double
        let minute: Double

        fileprivate init(_ all: RateSlots, besides some: [RateSlots]) {
            func rest(over window: Int) -> Double {
                max(0, some.reduce(all.rate(over: window)) { $0 - $1.rate(over: window) })
            }
            (second, ten, minute) = (rest(over: 1), rest(over: 10), rest(over: 60))
        }
    }

    let count: Int
    /// Whether there may be more: of some nothing but the sum is known.
    let isLeast: Bool
    let messages: Rates
    let bytes: Rates
    let total: Int
    let totalBytes: Int
    let connections: Int

    fileprivate init(_ table: PeerTable, besides rows: [PeerRow]) {
        count = table.countOfAll - rows.count
        isLeast = table.folded.forgotten > 0
        messages = Rates(table.messages, besides: rows.map(\.messages))
        bytes = Rates(table.bytes, besides: rows.map(\.bytes))
        total = rows.reduce(table.lines) { $0 - $1.total }
        totalBytes = rows.reduce(table.totalBytes) { $0 - $1.totalBytes }
        connections = rows.reduce(table.connections) { $0 - $1.connections }
    }
}
