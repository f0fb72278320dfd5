// ViewerCut.swift: which lines a viewer wants while it cannot keep up with all of them.

/// A cut in a form that decides quickly.
struct ViewerCut {
    private let networks: [AddressRange]
    /// Peers that have no address of a network.
    private let names: Set<String>
    private let listeners: Set<String>
    /// The greatest number of a severity that passes; lines without one do. `nil` passes all.
    let worstSeverity: UInt8?
    /// Decisions about connections; bounded, as there may be any number of them.
    private var decided: [ObjectIdentifier: (source: FeedSource, isWanted: Bool)] = [:]

    private static let decidedLimit = 1_024
    /// Peers, networks and listeners that a cut may name.
    static let longest = 256

    /// - Returns: `nil` for one that lets everything pass.
    init?(_ message: CutMessage) throws(WireError) {
        guard message.networks.count + message.listeners.count <= Self.longest else {
            throw WireError(reason: "a cut names more than \(Self.longest) peers and listeners")
        }
        guard message != CutMessage() else { return nil }
        networks = message.networks.compactMap { try? AddressRange($0) }
        names = Set(message.networks)
        listeners = Set(message.listeners)
        worstSeverity = message.severity == 0 ? nil : UInt8(clamping: message.severity - 1)
    }

    /// Whether lines of a connection pass.
    mutating func wants(_ source: FeedSource) -> Bool {
        if let known = decided[ObjectIdentifier(source)] { return known.isWanted }
        let isWanted = decide(source)
        if decided.count >= Self.decidedLimit { decided.removeAll(keepingCapacity: true) }
        decided[ObjectIdentifier(source)] = (source, isWanted)
        return isWanted
    }

    private func decide(_ source: FeedSource) -> Bool {
        if !listeners.isEmpty, !listeners.contains(source.listener ?? "") { return false }
        if names.isEmpty || names.contains(source.address) { return true }
        guard let address = IPAddress(source.address) else { return false }
        return networks.contains { $0.contains(address) }
    }

    /// Whether a line passes that comes from a connection whose lines do.
    func wants(_ line: Bytes) -> Bool {
        guard let worstSeverity else { return true }
        return SyslogPriority(line).map { $0.number & 7 <= worstSeverity } ?? true
    }
}
