// CollectorFacts.swift: facts about a collector that do not change while it runs.

/// Facts about the collector that do not change while it runs.
package struct CollectorFacts: Equatable, Sendable {
    package var version = ""
    /// "0.0.0.0:6514 tls".
    package var listening = ""
    package var configuration: String?
    /// Handlers that write to the terminal, and wait while the screen is in use.
    package var heldHandlers: Set<String> = []
    package var queueLimit = 50_000
    /// Longer messages are cut there.
    package var maxMessageSize = 262_144
    package var asksForCertificates = false

    package init() {}
}
