// FrameEnd.swift: what marked the end of a message.

/// What ended a message on the wire; at most seven cases, as `FrameBatch.Frame` keeps it in three bits.
public enum FrameEnd: UInt8, Sendable {
    case lineFeed
    /// Perl's Sys::Syslog ends messages this way.
    case lineFeedAndNUL
    case nul
    /// A count in front of it.
    case counted
    case countedAndNUL

    public var text: String {
        switch self {
        case .lineFeed: "newline"
        case .lineFeedAndNUL: "newline and NUL"
        case .nul: "NUL"
        case .counted, .countedAndNUL: "octet-counted"
        }
    }

    /// Followed by a NUL, which belongs to the terminator; a second NUL is a message of its own.
    var withNUL: FrameEnd {
        switch self {
        case .lineFeed: .lineFeedAndNUL
        case .counted: .countedAndNUL
        case .lineFeedAndNUL, .nul, .countedAndNUL: self
        }
    }
}
