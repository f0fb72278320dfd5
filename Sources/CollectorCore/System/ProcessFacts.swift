// ProcessFacts.swift: what records contain about the process.
import Glibc

/// The process as `%(process)d` and `%(relativeCreated)d` see it.
struct ProcessFacts: Sendable {
    var identifier: Int
    /// When the process started, from which `relativeCreated` counts; in effect, when this was first asked for.
    var start: WallTime

    static let current = ProcessFacts(identifier: Int(getpid()), start: .now)
}
