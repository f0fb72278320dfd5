// HandlerDescription.swift: an entry of `handlers`, checked.

/// A handler of the configuration.
public struct HandlerDescription: Sendable {
    public var name: String
    public var kind: HandlerKind
    /// `nil` prints the message alone.
    public var formatterName: String?
    public var formatter: FormatterDescription?
    /// Checked by loggers only: what a `memory` or `queue` handler passes on is delivered whatever its level.
    public var level: Level
    /// All must pass; checked by loggers and by handlers that pass records on.
    public var filters: [NameFilter]
    public var queue: QueuePolicy
    /// Permissions of created files, subject to the umask; `nil` is the default.
    public var filePermissions: UInt32?
    public var position: SourcePosition
}
