// FrameEnd.swift: what terminated a message.

/// What ended a message on the wire; at most seven cases, as `FrameBatch.Frame` keeps it in three bits.
public enum FrameEnd: UInt8, Sendable {
    case lineFeed
    /// Perl's Sys::Syslog ends messages this way.
    case lineFeedAndNUL
    case nul
    /// By an octet count before it.
    case counted
    case countedAndNUL
    /// The message was a datagram of its own.
    case datagram

    public var text: String {
        switch self {
        case .lineFeed: "newline"
        case .lineFeedAndNUL: "newline and NUL"
        case .nul: "NUL"
        case .counted, .countedAndNUL: "octet-counted"
        case .datagram: "one datagram"
        }
    }

    /// Followed by a NUL, which belongs to the terminator; a second NUL is a separate message.
    var withNUL: FrameEnd {
        switch self {
        case .lineFeed: .lineFeedAndNUL
        case .counted: .countedAndNUL
        case .lineFeedAndNUL, .nul, .countedAndNUL, .datagram: self
        }
    }
}
