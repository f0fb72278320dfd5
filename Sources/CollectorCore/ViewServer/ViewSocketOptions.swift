// ViewSocketOptions.swift: where others may watch a collector, and what is kept for them.

/// The options of a socket for viewers.
public struct ViewSocketOptions: Sendable {
    /// The socket. A path, with the access that its file gets, or one that was inherited.
    public var address: ListenAddress
    /// Bytes of lines that are kept while nobody looks; 0 keeps none until somebody does.
    public var history = 8 << 20

    /// - Parameter path: of the socket's file, which the owner and `group` may use.
    public init(path: String, group: String? = nil) {
        address = ListenAddress(.unixStream, path: path)
        address.access.mode = 0o660
        address.access.group = group
    }

    /// Bytes of the ring while somebody looks.
    var capacity: Int { history > 0 ? history : 8 << 20 }
}
