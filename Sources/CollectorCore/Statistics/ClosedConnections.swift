// ClosedConnections.swift: connections that the collector closed by itself, and what it left unread of them.

/// Why the collector closed a connection although its peer had not.
public enum ClosingReason: String, CaseIterable, Sendable {
    /// Its address had as many connections as it may have.
    case share = "too many from one address"
    /// Its lines go to a destination that takes none, for which enough connections wait already.
    case stalled = "destination stalled"
    /// It had been silent longest when others found no room.
    case silent = "silent longest"
    /// The time for draining was over before its peer had ended.
    case drainDeadline = "drain deadline"
}

/// How many, and how much of what they had sent was left in the hands of the kernel.
public struct ClosedConnections: Equatable, Sendable {
    public struct Count: Equatable, Sendable {
        public var connections = 0
        public var unreadBytes = 0
    }

    public private(set) var byReason: [ClosingReason: Count] = [:]

    public init() {}

    mutating func add(_ reason: ClosingReason, connections: Int = 1, unreadBytes: Int) {
        byReason[reason, default: Count()].connections += connections
        byReason[reason, default: Count()].unreadBytes += unreadBytes
    }

    mutating func add(_ other: ClosedConnections) {
        byReason.merge(other.byReason) { left, right in
            Count(connections: left.connections + right.connections, unreadBytes: left.unreadBytes + right.unreadBytes)
        }
    }

    /// Takes back what was added before.
    mutating func subtract(_ other: ClosedConnections) {
        for (reason, count) in other.byReason {
            let known = byReason[reason, default: Count()]
            let left = Count(
                connections: known.connections - count.connections, unreadBytes: known.unreadBytes - count.unreadBytes)
            byReason[reason] = left == Count() ? nil : left
        }
    }

    /// What each reason has come to, for people: `3 connections closed (too many from one address), 120 bytes unread`.
    ///
    /// Those that were read to their ends before they were closed are not among them.
    var losses: [String] {
        ClosingReason.allCases.compactMap { reason in
            guard let count = byReason[reason] else { return nil }
            let mayHaveLost = reason == .share || reason == .stalled || count.unreadBytes > 0
            guard mayHaveLost else { return nil }
            let connections = count.connections == 1 ? "1 connection" : "\(count.connections) connections"
            return "\(connections) closed (\(reason.rawValue)), \(count.unreadBytes) bytes unread"
        }
    }
}
