// TLSOptions.swift: the TLS settings of a collector; files by name, so that they can be read again.

/// The options of TLS; the defaults are those of the command.
public struct TLSOptions: Equatable, Sendable {
    /// A lowest protocol version.
    public enum Version: String, CaseIterable, Sendable {
        case tls12 = "1.2"
        case tls13 = "1.3"
    }

    /// The server's certificate in PEM, followed by the chain that is sent with it.
    public var certificate: String
    /// The certificate's private key in PEM; may be the same file.
    public var key: String
    /// A file whose first line is the password of the key.
    public var keyPasswordFile: String?
    public var minimumVersion = Version.tls12
    /// Ciphers of TLS 1.2, in the syntax of `openssl-ciphers(1)`.
    public var ciphers = TLSOptions.modernCiphers
    /// Ciphers of TLS 1.3, separated by colons; `nil`: OpenSSL's default.
    public var ciphersuites: String?
    /// Seconds that a handshake may take.
    public var handshakeTimeout = 10.0
    /// Certificates in PEM, one of which must have signed a client's certificate.
    public var clientCA: String?
    /// Names and addresses, one of which a client's certificate must have; empty: any signed certificate.
    public var peers: [PeerPattern] = []
    /// Certificate revocation lists in PEM, of every CA that signed a certificate of a client's chain.
    public var crl: String?

    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// Forward secrecy and authenticated encryption only: RFC 9325 section 4.2.
    public static let modernCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20"

    /// Reads and checks all files.
    ///
    /// - Returns: what is valid but probably unintended, such as an expired certificate; one line each.
    /// - Throws: the first thing that is wrong.
    public func check() throws(TLSFileError) -> [String] {
        try TLSContext(self).warnings
    }
}
