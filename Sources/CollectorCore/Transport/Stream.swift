// Stream.swift: the bytes of a connection, plain or protected.

/// What a connection reads through; its socket is the arrival's.
enum Stream {
    case plain
    case tls(TLSSession)
}

/// What a connection needs before its lines can be delivered.
enum Admission: Sendable {
    /// Nothing.
    case plain
    /// A handshake.
    case tls(TLSContext)
    /// A PROXY header, which tells whose connection it is.
    case proxied(Introduction)
}
