// PeerOrder.swift: the order of the rows of peers, which do not jump about.
import CollectorCore

/// Which row stands where. The rows themselves are the table's; here they are known by their indices.
struct PeerOrder {
    /// The rows as they are shown, and for each row its position in there.
    private var order: [Int] = []
    private var positions: [Int] = []
    /// The positions of peers whose handshakes fail, the latest failure first.
    private(set) var failing: [Int] = []
    /// The last of those positions.
    private(set) var lastFailing: Int?

    private var sortedAt: Instant?
    private var sort: PeerSort?
    private var sortsBytes = false
    private var sortsSilentFirst = false

    /// Between two changes of the order, in nanoseconds.
    private static let calm: Int64 = 2_000_000_000
    /// The ratio by which one has to exceed another to change places with it.
    private static let hysteresis = 1.1
    /// Seconds for which a peer that has fallen silent stands in front, and how many do at once.
    private static let silenceIsNews = 600.0
    private static let silentRows = 3
    /// More rows than this are sorted without it.
    private static let calmRows = 512

    var count: Int { order.count }
    /// The row at a position.
    subscript(position: Int) -> Int { order[position] }
    func position(of row: Int) -> Int { positions[row] }
}

// MARK: - Sorting

extension PeerOrder {
    /// Sorts the rows at once if the wanted order is another one.
    mutating func sort(
        _ rows: [PeerRow], by wanted: PeerSort, inBytes: Bool, silentFirst: Bool, at time: Instant
    ) {
        let isSame =
            sort?.column == wanted.column && sort?.isReversed == wanted.isReversed && sortsBytes == inBytes
            && sortsSilentFirst == silentFirst
        (sort, sortsBytes, sortsSilentFirst) = (wanted, inBytes, silentFirst)
        guard !isSame else { return }
        sortAtOnce(rows, wanted)
        finish(rows, wanted, at: time)
    }

    /// Sorts the rows again after they have changed, if it is time to.
    mutating func resort(_ rows: [PeerRow], at time: Instant) {
        guard let sort else { return }
        let isDue = sortedAt.map { time.nanoseconds - $0.nanoseconds >= Self.calm } ?? true
        guard isDue, !sort.isFrozen else { return notePositions(rows) }
        if order.count > Self.calmRows { sortAtOnce(rows, sort) } else { sortCalmly(rows, sort) }
        finish(rows, sort, at: time)
    }

    private mutating func finish(_ rows: [PeerRow], _ wanted: PeerSort, at time: Instant) {
        let first = firstRows(rows, wanted, at: time)
        if !first.isEmpty {
            let isFirst = Set(first)
            order = first + order.filter { !isFirst.contains($0) }
        }
        notePositions(rows)
        sortedAt = time
    }

    /// The rows that stand in front of the others: all silent peers if that is wanted; otherwise, in the default order, those
    /// that fell silent last, for some time, so that they are seen once and do not keep others out of sight for ever.
    private func firstRows(_ rows: [PeerRow], _ wanted: PeerSort, at time: Instant) -> [Int] {
        if sortsSilentFirst { return order.filter { rows[$0].silence != nil } }
        guard wanted.isDefault else { return [] }
        let news = order.filter { index in
            rows[index].silence.map { time < $0.noticed.advanced(bySeconds: Self.silenceIsNews) } ?? false
        }
        let latest = news.sorted { first, second in
            guard let left = rows[first].silence, let right = rows[second].silence else { return false }
            return (right.noticed, right.since, rows[first].peer) < (left.noticed, left.since, rows[second].peer)
        }
        return Array(latest.prefix(Self.silentRows))
    }

    private mutating func sortAtOnce(_ rows: [PeerRow], _ wanted: PeerSort) {
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
    private mutating func sortCalmly(_ rows: [PeerRow], _ wanted: PeerSort) {
        guard rows.first?.text(of: wanted.column) == nil else { return sortAtOnce(rows, wanted) }
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

// MARK: - Rows that come and go

extension PeerOrder {
    /// New rows stand behind the others until the next time that the rows are sorted; the first are sorted at once.
    mutating func admitArrivals(_ rows: [PeerRow]) {
        guard order.count < rows.count else { return }
        if order.isEmpty { sortedAt = nil }
        order += (order.count..<rows.count).sorted { rows[$0].peer < rows[$1].peer }
        notePositions(rows)
    }

    /// - Parameter moved: the new index of each row; `nil` for one that is gone.
    mutating func move(_ moved: [Int?]) { order = order.compactMap { moved[$0] } }

    private mutating func notePositions(_ rows: [PeerRow]) {
        positions = [Int](repeating: 0, count: order.count)
        for (position, index) in order.enumerated() { positions[index] = position }
        let failures = order.indices.compactMap { position in
            rows[order[position]].failures.map { (position: position, time: $0.last) }
        }
        lastFailing = failures.last?.position
        failing = failures.sorted { ($1.time, $0.position) < ($0.time, $1.position) }.map(\.position)
    }
}
