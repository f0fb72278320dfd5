// CollectorFacts.swift: facts about a collector that change seldom, and the connections to those that run elsewhere.
import CollectorCore

/// Facts about the collector that change seldom, if at all.
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
    /// The collectors elsewhere that are watched; empty for the one of this process.
    package var attached: [AttachedState] = []
    /// The files that are shown, where no collector is watched.
    package var files: FilesFacts?

    package init() {}

    /// Whether it has to be said which collector a line, a peer or a handler belongs to.
    var watchesSeveral: Bool { attached.count > 1 }
    /// Whether it is known what the peers of a collector do now: not while the connection to it is lost.
    func isConnected(to collector: String?) -> Bool {
        attached.first { collector == nil || $0.name == collector }.map { $0.state == .connected } ?? true
    }
    /// Columns of the longest name of a collector; 0 where there is only one.
    var collectorColumns: Int { watchesSeveral ? attached.reduce(2) { max($0, $1.name.count) } : 0 }
}

extension Silences {
    /// Those of the collectors that can be reached: nobody knows what the peers of the others do.
    package init(_ snapshot: CollectorSnapshot, _ facts: CollectorFacts) {
        self.init(snapshot, where: facts.isConnected)
    }
}
