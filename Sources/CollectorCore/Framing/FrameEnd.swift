// FrameEnd.swift: how the end of a message was known.

/// What ended a message on the wire.
public enum FrameEnd: UInt8, Sendable {
    case lineFeed
    /// Perl's Sys::Syslog ends a message so.
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

    /// With a NUL behind it, which belongs to the end; a second one is a message of its own.
    var withNUL: FrameEnd {
        switch self {
        case .lineFeed: .lineFeedAndNUL
        case .counted: .countedAndNUL
        case .lineFeedAndNUL, .nul, .countedAndNUL: self
        }
    }
}
