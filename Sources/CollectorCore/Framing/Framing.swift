// Framing.swift: the rules by which a stream of bytes is split into frames.

/// How a peer marks the end of a frame.
public enum Framing: String, Sendable, CaseIterable {
    /// Decided frame by frame: `MSG-LEN SP <PRI>` is octet-counted, everything else ends at LF or NUL.
    case auto
    /// Every frame ends at LF and at nothing else; the rule of Python's `for line in rfile`.
    case lf
    /// Every frame is octet-counted (RFC 6587 section 3.4.1); a frame without a count is read as a line.
    case octet
    /// Every frame ends at NUL and at nothing else, as those of Python's `SysLogHandler` do; line ends inside it are
    /// escaped, as in counted frames.
    case nul

    /// Whether an octet count may precede a frame.
    var knowsCounts: Bool { self == .auto || self == .octet }
}
