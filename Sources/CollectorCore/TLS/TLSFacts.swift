// TLSFacts.swift: the results of a handshake.

/// The protection of one connection, and the identity of its peer.
public struct TLSFacts: Equatable, Hashable, Sendable {
    /// `TLSv1.2` or `TLSv1.3`.
    public var version: String
    /// OpenSSL's name of the cipher: `TLS_AES_256_GCM_SHA384`.
    public var cipher: String
    /// The subject of the client's certificate in RFC 4514 form; empty without one.
    public var subject: String

    public init(version: String, cipher: String, subject: String) {
        self.version = version
        self.cipher = cipher
        self.subject = subject
    }

    /// `1.2` or `1.3`.
    package var versionNumber: String {
        version.hasPrefix("TLSv") ? String(version.dropFirst("TLSv".count)) : version
    }

    /// Version and cipher: `1.3 TLS_AES_256_GCM_SHA384`.
    package var summary: String { "\(versionNumber) \(cipher)" }
}
