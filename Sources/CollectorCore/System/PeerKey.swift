// PeerKey.swift: what tells peers apart where several collectors are watched.

/// A peer: its address and, where several collectors are watched, the collector that it sends to.
public struct PeerKey: Hashable, Comparable, Sendable {
    public var address: String
    /// Its name; `nil` where there is only one.
    public var collector: String?

    public init(_ address: String, at collector: String? = nil) {
        self.address = address
        self.collector = collector
    }

    public static func < (left: PeerKey, right: PeerKey) -> Bool {
        (left.address, left.collector ?? "") < (right.address, right.collector ?? "")
    }
}

extension PeerKey: CustomStringConvertible {
    /// "10.0.2.17", or "10.0.2.17@web1".
    public var description: String { collector.map { "\(address)@\($0)" } ?? address }
}
