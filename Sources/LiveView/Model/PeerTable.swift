// PeerTable.swift: all senders, their rates, and the order in which they stand.
import CollectorCore

/// The table of peers, fed with what the collector has counted; rows do not dance.
struct PeerTable: Equatable {
    /// By address.
    private(set) var rows: [String: PeerRow] = [:]
    /// Addresses as they are shown.
    private(set) var order: [String] = []
    /// Peers that are no longer kept one by one.
    private(set) var folded = FoldedPeers()
    private(set) var messages: RateSlots
    private(set) var bytes: RateSlots
    /// What the rates of all rows are counted from, so that they can be compared.
    private var began: Instant
    private var updatedAt: Instant?
    private var sortedAt: Instant?
    private var sort: PeerSort?
    private var sortsBytes = false

    /// Between two changes of the order, in nanoseconds.
    private static let calm: Int64 = 2_000_000_000
    /// By how much one has to exceed another to change places with it.
    private static let hysteresis = 1.1
    /// More rows than this are sorted without it.
    private static let calmRows = 512

    init(at time: Instant) {
        began = time
        messages = RateSlots(at: time, seconds: 2 * RateSlots.seconds)
        bytes = RateSlots(at: time, seconds: 2 * RateSlots.seconds)
    }

    /// Begins all rates and histories anew; the totals are the collector's, and stay.
    mutating func resetRates(at time: Instant) {
        let fresh = PeerTable(at: time)
        (began, messages, bytes) = (time, fresh.messages, fresh.bytes)
        for address in rows.keys { rows[address]?.resetRates(at: time) }
    }

    var shown: [PeerRow] { order.compactMap { rows[$0] } }
    /// Columns of the longest address.
    var longestAddress: Int { order.reduce(0) { max($0, $1.utf8.count) } }

    /// Takes over what has been counted until `time`.
    mutating func update(
        _ snapshot: CollectorSnapshot, failures: [HandshakeFailures] = [], at time: Instant
    ) {
        let since = updatedAt ?? time
        let isFirst = updatedAt == nil
        var lines = 0
        var received = 0
        var kept: Set<String> = []
        let failing = Dictionary(failures.map { ($0.address, $0) }, uniquingKeysWith: { $1 })
        for peer in snapshot.peers {
            kept.insert(peer.address)
            // In place: thousands of rows are not copied every second.
            let (newLines, newBytes) = rows[
                peer.address, default: PeerRow(address: peer.address, at: began, lastSeen: peer.lastSeen)
            ].take(peer, since: isFirst ? nil : since, at: time)
            rows[peer.address]?.note(failing[peer.address], at: time)
            lines += newLines
            received += newBytes
        }
        // A snapshot counts them with their peer; a test may not.
        for failure in failures where kept.insert(failure.address).inserted {
            var row = rows[failure.address] ?? PeerRow(address: failure.address, at: began, lastSeen: failure.last)
            row.note(failure, at: time)
            rows[failure.address] = row
        }
        for address in rows.keys where !kept.contains(address) { rows[address] = nil }
        folded = snapshot.foldedPeers
        messages.add(lines, from: since, to: time)
        bytes.add(received, from: since, to: time)
        updatedAt = time
    }

    /// Notes what a message said of its sender.
    mutating func note(host: String?, tls: String?, of address: String) {
        if let host { rows[address]?.host = host }
        if let tls { rows[address]?.tls = tls }
    }

    mutating func countErrors(_ count: Int, of address: String, at time: Instant) {
        rows[address]?.errors.add(count, from: time, to: time)
    }

    /// Puts the rows in order, if it is time to.
    mutating func arrange(by wanted: PeerSort, inBytes: Bool, at time: Instant) {
        let isNewWish = sort?.column != wanted.column || sort?.isReversed != wanted.isReversed || sortsBytes != inBytes
        let known = Set(order)
        order.removeAll { rows[$0] == nil }
        let arrivals = rows.keys.filter { !known.contains($0) }.sorted()
        order += arrivals
        let isDue = sortedAt.map { time.nanoseconds - $0.nanoseconds >= Self.calm } ?? true
        guard isNewWish || (isDue && !wanted.isFrozen) || (known.isEmpty && !order.isEmpty) else { return }
        sort = wanted
        sortsBytes = inBytes
        sortedAt = time
        if isNewWish || order.count > Self.calmRows { sortAtOnce(wanted, inBytes) } else { sortCalmly(wanted, inBytes) }
    }

    private mutating func sortAtOnce(_ wanted: PeerSort, _ inBytes: Bool) {
        let keys = order.map { (address: $0, row: rows[$0]!) }
            .map {
                (
                    address: $0.address, value: $0.row.value(of: wanted.column, inBytes: inBytes),
                    text: $0.row.text(of: wanted.column), isFailing: $0.row.failures != nil
                )
            }
        order = keys.sorted { left, right in
            if let first = left.text, let second = right.text, first != second {
                return wanted.isReversed ? first > second : first < second
            }
            if left.value != right.value {
                return wanted.isReversed ? left.value < right.value : left.value > right.value
            }
            if left.isFailing != right.isFailing { return left.isFailing }
            return left.address < right.address
        }.map(\.address)
    }

    /// A row moves up only past those that it exceeds by a tenth. Of peers that send as little, those whose handshakes
    /// fail come first: they stand where the others begin to be idle.
    private mutating func sortCalmly(_ wanted: PeerSort, _ inBytes: Bool) {
        guard rows.values.first?.text(of: wanted.column) == nil else { return sortAtOnce(wanted, inBytes) }
        var sorted: [(address: String, value: Double, isFailing: Bool)] = []
        for address in order {
            let row = rows[address]!
            let value = row.value(of: wanted.column, inBytes: inBytes)
            let isFailing = row.failures != nil
            let place = sorted.firstIndex { other in
                if value == other.value { return isFailing && !other.isFailing }
                return wanted.isReversed
                    ? value * Self.hysteresis < other.value : value > other.value * Self.hysteresis
            }
            sorted.insert((address, value, isFailing), at: place ?? sorted.count)
        }
        order = sorted.map(\.address)
    }
}
