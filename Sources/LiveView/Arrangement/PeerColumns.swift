// PeerColumns.swift: which columns of the table fit, and their places.

/// A column with its place.
struct PlacedColumn: Equatable {
    var column: PeerColumn
    var start: Int
    var width: Int
    var end: Int { start + width }
}

enum PeerColumns {
    /// The columns that are dropped first as the screen gets narrower are last.
    private static let importance: [PeerColumn] = [
        .peer, .ten, .total, .collector, .name, .minute, .last, .second, .tls, .connections, .bytes, .spark, .host,
        .errors,
        .peak,
        .byteRate, .share,
    ]

    /// What the figures need; and, but for one letter where room is scarce, the title, the order's sign and a blank.
    private static func least(_ column: PeerColumn) -> Int {
        switch column {
        case .peer: 17
        case .collector: 8
        case .name: 9
        case .host: 12
        case .second, .ten, .minute, .peak, .last: 6
        case .total: 11
        case .bytes, .share: 7
        case .byteRate, .errors, .spark: 9
        case .connections, .tls: 5
        }
    }

    /// How wide a column may grow, those first that gain most by it.
    private static let growth: [(column: PeerColumn, most: Int)] = [
        (.spark, 21), (.peer, 40), (.name, 24), (.collector, 16), (.host, 24), (.tls, 28), (.spark, 61),
    ]

    /// The columns that fit, in the order of the screen. The first column of the screen is the marker's.
    ///
    /// - Parameters:
    ///   - sorted: the column that the table is sorted by; it goes last of those that may go.
    ///   - longestPeer: columns of the longest address; the column of addresses grows no further.
    ///   - longestName: the same for names.
    static func placed(
        in columns: Int, hidden: Set<PeerColumn>, sorted: PeerColumn? = nil, longestPeer: Int = 40,
        longestName: Int = 24
    ) -> [PlacedColumn] {
        var left = columns - 2
        var widths: [PeerColumn: Int] = [:]
        let others = importance.filter { !PeerColumn.alwaysShown.contains($0) && $0 != sorted }
        let first = importance.filter(PeerColumn.alwaysShown.contains)
        let second = importance.filter { $0 == sorted && !first.contains($0) }
        for column in first + second + others where !hidden.contains(column) {
            let isNeeded = PeerColumn.alwaysShown.contains(column)
            guard isNeeded || least(column) <= left else { continue }
            widths[column] = min(least(column), max(left, 1))
            left -= widths[column]!
        }
        for (column, most) in growth {
            guard let width = widths[column], left > 0 else { continue }
            let needed = column == .peer ? longestPeer + 2 : column == .name ? longestName + 2 : most
            let more = min(left, min(most, needed) - width)
            guard more > 0 else { continue }
            widths[column] = width + more
            left -= more
        }
        var start = 1
        return PeerColumn.allCases.compactMap { column in
            guard let width = widths[column] else { return nil }
            defer { start += width }
            return PlacedColumn(column: column, start: start, width: width)
        }
    }

    static func isLeftAligned(_ column: PeerColumn) -> Bool {
        [.peer, .name, .collector, .host, .tls, .spark].contains(column)
    }
}
