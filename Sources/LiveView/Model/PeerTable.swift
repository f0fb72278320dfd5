// PeerTable.swift: all senders, their rates and their order.
import CollectorCore

/// The table of peers, updated from the collector's counters; rows do not jump about.
///
/// All rows are visited once a second. Between these updates no picture and no key visits them all, so that ten
/// thousand peers cost a picture no more than fifty.
struct PeerTable {
    /// In no particular order; the tables below hold indices into this array.
    private var rows: [PeerRow] = []
    private var indices: [PeerKey: Int] = [:]
    /// What lines said of peers that are not in the counters yet: those of a collector elsewhere come later than its lines.
    private var early: [PeerKey: EarlyLines] = [:]
    /// The rows as they are shown, and for each row its position in there.
    private var order: [Int] = []
    private var positions: [Int] = []
    /// The positions of peers whose handshakes fail, the latest failure first.
    private(set) var failing: [Int] = []
    /// The last of those positions.
    private(set) var lastFailing: Int?

    /// Peers with an open connection, and open connections.
    private(set) var live = 0
    private(set) var connections = 0
    /// Columns of the longest address.
    private(set) var longestAddress = 0
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
    private var sortedAt: Instant?
    private var sort: PeerSort?
    private var sortsBytes = false
    private var sortsSilentFirst = false

    /// Lines of a peer that has no row yet.
    private struct EarlyLines {
        var host: String?
        var tls: TLSFacts?
        var errors = 0
        var since: Instant
    }

    /// Seconds for which the counters may be late.
    private static let lateness = 5.0

    /// Between two changes of the order, in nanoseconds.
    private static let calm: Int64 = 2_000_000_000
    /// The ratio by which one has to exceed another to change places with it.
    private static let hysteresis = 1.1
    /// Seconds for which a peer that has fallen silent stands in front, and how many do at once.
    private static let silenceIsNews = 600.0
    private static let silentRows = 3
    /// More rows than this are sorted without it.
    private static let calmRows = 512

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
    subscript(range: Range<Int>) -> [PeerRow] { order[range].map { rows[$0] } }

    func peer(at position: Int) -> PeerKey? { order.indices.contains(position) ? self[position].peer : nil }
    func position(of peer: PeerKey) -> Int? { indices[peer].map { positions[$0] } }
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
        admitArrivals()
        early = early.filter { time < $0.value.since.advanced(bySeconds: Self.lateness) }
    }

    /// The row of a peer; a new one where there is none yet.
    private mutating func index(of peer: PeerKey, lastSeen: WallTime) -> Int {
        if let known = indices[peer] { return known }
        indices[peer] = rows.count
        rows.append(PeerRow(peer, at: began, lastSeen: lastSeen))
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
        order = order.compactMap { moved[$0] }
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
        let isSame =
            sort?.column == wanted.column && sort?.isReversed == wanted.isReversed && sortsBytes == inBytes
            && sortsSilentFirst == silentFirst
        (sort, sortsBytes, sortsSilentFirst) = (wanted, inBytes, silentFirst)
        guard !isSame else { return }
        sortAtOnce(wanted)
        finishOrder(wanted, at: time)
    }

    /// Sorts the rows again after they have changed, if it is time to.
    mutating func resort(at time: Instant) {
        guard let sort else { return }
        let isDue = sortedAt.map { time.nanoseconds - $0.nanoseconds >= Self.calm } ?? true
        guard isDue, !sort.isFrozen else { return notePositions() }
        if order.count > Self.calmRows { sortAtOnce(sort) } else { sortCalmly(sort) }
        finishOrder(sort, at: time)
    }

    private mutating func finishOrder(_ wanted: PeerSort, at time: Instant) {
        let first = firstRows(wanted, at: time)
        if !first.isEmpty {
            let isFirst = Set(first)
            order = first + order.filter { !isFirst.contains($0) }
        }
        notePositions()
        sortedAt = time
    }

    /// The rows that stand in front of the others: all silent peers if that is wanted; otherwise, in the default order, those
    /// that fell silent last, for some time, so that they are seen once and do not keep others out of sight for ever.
    private func firstRows(_ wanted: PeerSort, at time: Instant) -> [Int] {
        if sortsSilentFirst { return order.filter { rows[$0].silence != nil } }
        guard wanted.isDefault, silences.count > 0 else { return [] }
        let news = order.filter { index in
            rows[index].silence.map { time < $0.noticed.advanced(bySeconds: Self.silenceIsNews) } ?? false
        }
        let latest = news.sorted { first, second in
            guard let left = rows[first].silence, let right = rows[second].silence else { return false }
            return (right.noticed, right.since, rows[first].peer) < (left.noticed, left.since, rows[second].peer)
        }
        return Array(latest.prefix(Self.silentRows))
    }

    /// New rows stand behind the others until the next time that the rows are sorted; the first are sorted at once.
    private mutating func admitArrivals() {
        guard order.count < rows.count else { return }
        if order.isEmpty { sortedAt = nil }
        order += (order.count..<rows.count).sorted { rows[$0].peer < rows[$1].peer }
        notePositions()
    }

    private mutating func notePositions() {
        positions = [Int](repeating: 0, count: order.count)
        for (position, index) in order.enumerated() { positions[index] = position }
        let failures = order.indices.compactMap { position in
            rows[order[position]].failures.map { (position: position, time: $0.last) }
        }
        lastFailing = failures.last?.position
        failing = failures.sorted { ($1.time, $0.position) < ($0.time, $1.position) }.map(\.position)
    }

    private mutating func sortAtOnce(_ wanted: PeerSort) {
        let keys = order.map { index in
            (
                index: index, value: rows[index].value(of: wanted.column, inBytes: sortsBytes),
                text: rows[index].text(of: wanted.column), standing: rows[index].standing
            )
        }
        order = keys.sorted { left, right in
            if let first = left.text, let second = right.text, first != second {
                return wanted.isReversed ? first > second : first < second
            }
            if left.value != right.value {
                return wanted.isReversed ? left.value < right.value : left.value > right.value
            }
            if left.standing != right.standing { return left.standing > right.standing }
            return rows[left.index].peer < rows[right.index].peer
        }.map(\.index)
    }

    /// A row moves up only past those that it exceeds by a tenth. Of peers that send as little, those come first that
    /// have sent something, then those whose handshakes fail.
    private mutating func sortCalmly(_ wanted: PeerSort) {
        guard rows.first?.text(of: wanted.column) == nil else { return sortAtOnce(wanted) }
        var sorted: [(index: Int, value: Double, standing: Int)] = []
        for index in order {
            let value = rows[index].value(of: wanted.column, inBytes: sortsBytes)
            let standing = rows[index].standing
            let position = sorted.firstIndex { other in
                if value == other.value { return standing > other.standing }
                return wanted.isReversed
                    ? value * Self.hysteresis < other.value : value > other.value * Self.hysteresis
            }
            sorted.insert((index, value, standing), at: position ?? sorted.count)
        }
        order = sorted.map(\.index)
    }
}
