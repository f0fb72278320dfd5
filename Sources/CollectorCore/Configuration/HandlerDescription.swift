// HandlerDescription.swift: an entry of `handlers`, checked.

/// A handler of the configuration.
public struct HandlerDescription: Sendable {
    public var name: String
    public var kind: HandlerKind
    /// `nil` prints the message alone.
    public var formatterName: String?
    public var formatter: FormatterDescription?
    /// Asked by loggers only: what a `memory` or `queue` handler passes on comes whatever its level.
    public var level: Level
    /// All must pass; asked by whoever passes a record on.
    public var filters: [NameFilter]
    public var queue: QueuePolicy
    /// Of files that are made, within the umask; `nil` is the default.
    public var filePermissions: UInt32?
    public var position: SourcePosition
}
