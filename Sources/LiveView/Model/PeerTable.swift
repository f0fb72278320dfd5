// PeerTable.swift: all senders and their rates.
import CollectorCore

/// The table of peers, updated from the collector's counters.
///
/// All rows are visited once a second. Between these updates no picture and no key visits them all, so that ten
/// thousand peers cost a picture no more than fifty.
struct PeerTable {
    /// In no particular order; the tables below hold indices into this array.
    private var rows: [PeerRow] = []
    private var indices: [PeerKey: Int] = [:]
    /// What lines said of peers that are not in the counters yet: those of a collector elsewhere come later than its lines.
    private var early: [PeerKey: EarlyLines] = [:]
    private var order = PeerOrder()

    /// Peers with an open connection, and open connections.
    private(set) var live = 0
    private(set) var connections = 0
    /// Columns of the longest address, and of the longest name; 0 while no peer has a name.
    private(set) var longestAddress = 0
    private(set) var longestName = 0
    /// What addresses are called, and how often that has changed.
    private(set) var names = PeerNames()
    private(set) var namesVersion = 0
    /// All that was received, from peers that are no longer kept one by one too.
    private(set) var lines = 0
    private(set) var totalBytes = 0
    /// Peers that are no longer kept one by one.
    private(set) var folded = FoldedPeers()
    /// Who is silent, also of those that have no row.
    private(set) var silences = Silences()
    private(set) var messages: RateSlots
    private var burst = BurstMeter()
    private(set) var bytes: RateSlots

    /// What the rates of all rows are counted from, so that they can be compared.
    private var began: Instant
    private var updatedAt: Instant?

    /// Lines of a peer that has no row yet.
    private struct EarlyLines {
        var host: String?
        var tls: TLSFacts?
        var errors = 0
        var since: Instant
    }

    /// Seconds for which the counters may be late.
    private static let lateness = 5.0

    init(at time: Instant) {
        began = time
        messages = RateSlots(at: time, seconds: 2 * RateSlots.seconds)
        bytes = RateSlots(at: time, seconds: 2 * RateSlots.seconds)
    }
}

// MARK: - Queries

extension PeerTable {
    var count: Int { order.count }
    /// Those that are no longer kept one by one, too.
    var countOfAll: Int { order.count + folded.peers }

    /// The row at a position of the order.
    subscript(position: Int) -> PeerRow { rows[order[position]] }
    subscript(peer: PeerKey) -> PeerRow? { indices[peer].map { rows[$0] } }
    subscript(range: Range<Int>) -> [PeerRow] { range.map { self[$0] } }

    func peer(at position: Int) -> PeerKey? { (0..<count).contains(position) ? self[position].peer : nil }
    func position(of peer: PeerKey) -> Int? { indices[peer].map(order.position) }

    /// The positions of peers whose handshakes fail, the latest failure first, and the last of these positions.
    var failing: [Int] { order.failing }
    var lastFailing: Int? { order.lastFailing }
}

// MARK: - Counting

extension PeerTable {
    /// Resets all rates and histories; the totals are the collector's and stay.
    mutating func resetRates(at time: Instant) {
        let fresh = PeerTable(at: time)
        (began, messages, bytes, burst) = (time, fresh.messages, fresh.bytes, fresh.burst)
        for index in rows.indices { rows[index].resetRates(at: time) }
    }

    /// Takes over the counters as of `time`.
    ///
    /// - Parameter isCatchingUp: the lines that were counted came before, and are in no rate.
    mutating func update(
        _ snapshot: CollectorSnapshot, failures: [HandshakeFailures] = [], silences: Silences = Silences(),
        isCatchingUp: Bool = false, at time: Instant
    ) {
        self.silences = silences
        var new = (lines: 0, bytes: 0)
        var isKept = [Bool](repeating: false, count: rows.count)
        func keep(_ index: Int) { if index < isKept.count { isKept[index] = true } else { isKept.append(true) } }
        for peer in snapshot.peers {
            let index = index(of: peer.key, lastSeen: peer.lastSeen)
            keep(index)
            // In place: thousands of rows are not copied every second.
            let more = rows[index].take(peer, since: isCatchingUp ? nil : updatedAt, at: time)
            rows[index].note(silentSince: silences.since[peer.key], at: time)
            new.lines += more.lines
            new.bytes += more.bytes
        }
        let failing = Dictionary(failures.map { ($0.peer, $0) }, uniquingKeysWith: { $1 })
        // A snapshot counts them with their peer; a test may not.
        for failure in failures { keep(index(of: failure.peer, lastSeen: failure.last)) }
        for index in rows.indices where isKept[index] { rows[index].note(failing[rows[index].peer], at: time) }
        forget { !isKept[$0] }
        folded = snapshot.foldedPeers
        messages.add(new.lines, from: updatedAt ?? time, to: time)
        bytes.add(new.bytes, from: updatedAt ?? time, to: time)
        updatedAt = time
        live = rows.reduce(0) { $0 + ($1.hasDeparted ? 0 : 1) }
        connections = rows.reduce(0) { $0 + $1.connections }
        lines = rows.reduce(folded.lines) { $0 + $1.total }
        totalBytes = rows.reduce(folded.bytes) { $0 + $1.totalBytes }
        longestAddress = rows.reduce(0) { max($0, $1.address.utf8.count) }
        measureNames()
        order.admitArrivals(rows)
        early = early.filter { time < $0.value.since.advanced(bySeconds: Self.lateness) }
    }

    /// The row of a peer; a new one where there is none yet.
    private mutating func index(of peer: PeerKey, lastSeen: WallTime) -> Int {
        if let known = indices[peer] { return known }
        indices[peer] = rows.count
        rows.append(PeerRow(peer, at: began, lastSeen: lastSeen, name: names.name(of: peer.address)))
        if let lines = early.removeValue(forKey: peer) {
            note(host: lines.host, tls: lines.tls, of: peer, at: lines.since)
            if lines.errors > 0 { countErrors(lines.errors, of: peer, at: lines.since) }
        }
        return rows.count - 1
    }

    /// Removes rows and closes the gaps.
    private mutating func forget(where isGone: (Int) -> Bool) {
        guard rows.indices.contains(where: isGone) else { return }
        var moved = [Int?](repeating: nil, count: rows.count)
        var kept: [PeerRow] = []
        for index in rows.indices where !isGone(index) {
            moved[index] = kept.count
            kept.append(rows[index])
        }
        rows = kept
        indices = Dictionary(uniqueKeysWithValues: rows.indices.map { (rows[$0].peer, $0) })
        order.move(moved)
    }

    /// From now on these are the names.
    mutating func use(_ names: PeerNames) {
        self.names = names
        namesVersion += 1
        for index in rows.indices { rows[index].name = names.name(of: rows[index].address) }
        measureNames()
    }

    private mutating func measureNames() {
        longestName = rows.reduce(0) { max($0, $1.name?.shown.count ?? 0) }
    }

    /// The addresses of the first `limit` peers without a name from a file, in the order of the table.
    func addressesToResolve(limit: Int) -> [IPAddress] {
        (0..<min(limit, count)).compactMap { position in
            let row = self[position]
            if case .file = row.name?.origin { return nil }
            return IPAddress(ignoringZone: row.address)
        }
    }

    /// Notes what a message said of its sender.
    mutating func note(host: String?, tls: TLSFacts?, of peer: PeerKey, at time: Instant) {
        guard let index = indices[peer] else {
            if let host { early[peer, default: EarlyLines(since: time)].host = host }
            if let tls { early[peer, default: EarlyLines(since: time)].tls = tls }
            return
        }
        if let host { rows[index].host = host }
        if let tls { rows[index].tls = tls }
    }

    /// Notes lines of one peer that were received at the same time, for the peaks; `update` counts them.
    mutating func noteBurst(_ count: Int, of peer: PeerKey, at time: WallTime) {
        messages.note(peak: burst.add(count, at: time))
        if let index = indices[peer] { rows[index].noteBurst(count, at: time) }
    }

    mutating func countErrors(_ count: Int, of peer: PeerKey, at time: Instant) {
        guard let index = indices[peer] else {
            early[peer, default: EarlyLines(since: time)].errors += count
            return
        }
        rows[index].errors.add(count, from: time, to: time)
    }
}

// MARK: - The order

extension PeerTable {
    /// Sorts the rows at once if the wanted order is another one.
    ///
    /// - Parameter silentFirst: whether all silent peers stand in front of the others.
    mutating func sort(by wanted: PeerSort, inBytes: Bool, silentFirst: Bool = false, at time: Instant) {
        order.sort(rows, by: wanted, inBytes: inBytes, silentFirst: silentFirst, at: time)
    }

    /// Sorts the rows again after they have changed, if it is time to.
    mutating func resort(at time: Instant) { order.resort(rows, at: time) }
}
