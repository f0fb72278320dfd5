// TLSFileError.swift: why TLS cannot be set up as requested, and what to do.

/// A TLS option whose file or value cannot be used.
public struct TLSFileError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Cause: Equatable, Sendable {
        case unreadable(Errno)
        case noCertificate
        case noKey
        case noRevocationList
        /// The file is binary, DER or PKCS #12.
        case notPEM
        case keyMismatch(certificate: String)
        case encryptedKey
        case wrongPassword(passwordFile: String)
        case emptyPassword
        case noSuchCipher
        /// OpenSSL's own message.
        case rejected(String)
    }

    /// The option: `--cert`.
    public var option: String
    /// The file that it names, or its text.
    public var value: String
    public var cause: Cause

    public var description: String { "cannot use \(option) \(value): \(reason)" }

    private var reason: String {
        switch cause {
        case .unreadable(let error): "\(error); \(Self.advice(error))"
        case .noCertificate: "it contains no certificate; it should have a section -----BEGIN CERTIFICATE-----"
        case .noKey: "it contains no readable private key; it should have a section -----BEGIN PRIVATE KEY-----"
        case .noRevocationList: "it contains no revocation list; it should have a section -----BEGIN X509 CRL-----"
        case .notPEM:
            """
            it is not PEM; if it is DER, openssl x509 -inform der (or: openssl pkey -inform der) converts it, \
            and openssl pkcs12 -nodes does so for a .p12 or .pfx file
            """
        case .keyMismatch(let certificate):
            "it is not the key of the certificate in \(certificate); compare the output of openssl pkey -pubout "
                + "-in \(value) and openssl x509 -pubkey -noout -in \(certificate)"
        case .encryptedKey: "it is encrypted; give a file with its password by --key-password-file"
        case .wrongPassword(let file): "the password in \(file) does not open it; the file's first line is the password"
        case .emptyPassword: "its first line is empty; it should be the password of the key"
        case .noSuchCipher: "OpenSSL does not know or offer any of these ciphers; openssl ciphers -s -v lists them"
        case .rejected(let words): "OpenSSL says: \(words)"
        }
    }

    private static func advice(_ error: Errno) -> String {
        switch error {
        case .missing: "check the path"
        case .notPermitted: "the user that runs the collector must be able to read it"
        case .isDirectory: "name a file"
        default: "it must be a file that can be read"
        }
    }
}
