// Cut.swift: which lines suffice for a viewer that cannot keep up.

/// The lines that a viewer asks for; whatever is empty or `nil` excludes nothing.
///
/// A collector decides about it without looking at the text of a line.
package struct Cut: Equatable, Sendable {
    /// Addresses and networks ("10.0.2.17", "10.0.2.0/24") of the peers.
    package var networks: [String]
    /// Lines of this severity, of a lower number, or without one.
    package var worstSeverity: UInt8?
    /// Names of listeners.
    package var listeners: [String]

    package init(networks: [String] = [], worstSeverity: UInt8? = nil, listeners: [String] = []) {
        self.networks = networks
        self.worstSeverity = worstSeverity
        self.listeners = listeners
    }

    /// Whether it lets every line pass.
    package var isEverything: Bool { networks.isEmpty && worstSeverity == nil && listeners.isEmpty }
}
