// HandshakeFailure.swift: why a handshake failed, as a reason to count and as text.
import COpenSSL

/// A reason to count.
public enum HandshakeFailure: String, CaseIterable, Sendable {
    case plainText = "plain text"
    case noCertificate = "no client certificate"
    case untrusted = "client certificate not trusted"
    case expired = "client certificate expired"
    case revoked = "client certificate revoked"
    case wrongName = "client certificate with another name"
    case version = "no common version"
    case cipher = "no common cipher"
    /// The client sent an alert: it does not trust the collector's certificate, for instance.
    case refusedByClient = "refused by the client"
    case timedOut = "timed out"
    /// The client left before the end.
    case left = "client left"
    case other = "other"
}

/// A handshake that failed.
struct Refusal: Equatable, Sendable {
    var reason: HandshakeFailure
    var words: String

    init(_ reason: HandshakeFailure, _ words: String) {
        self.reason = reason
        self.words = words
    }

    /// Plain text was received: the client does not use TLS.
    ///
    /// - Parameter excerpt: the first bytes.
    static func plainText(_ excerpt: [UInt8]) -> Refusal {
        Refusal(.plainText, "plain text on a TLS port: \(Excerpt.quoted(excerpt, limit: 32))")
    }

    static func timedOut(after seconds: Double) -> Refusal {
        let text = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
        return Refusal(.timedOut, "not finished within \(text) seconds")
    }

    static let left = Refusal(.left, "the client left during the handshake")

    /// From OpenSSL's own reason; `verification` is the result of `SSL_get_verify_result(3)`.
    init(_ failure: OpenSSLFailure, verification: CLong) {
        guard failure.library == ERR_LIB_SSL else {
            self.init(.other, failure.words)
            return
        }
        switch failure.reason {
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: self.init(.noCertificate, "no client certificate")
        case SSL_R_CERTIFICATE_VERIFY_FAILED: self.init(verification: verification)
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_WRONG_VERSION_NUMBER, SSL_R_UNKNOWN_PROTOCOL, SSL_R_VERSION_TOO_LOW:
            self.init(.version, "the client has no version of TLS that is allowed here")
        case SSL_R_NO_SHARED_CIPHER: self.init(.cipher, "the client has no cipher that is allowed here")
        case let code where code >= SSL_AD_REASON_OFFSET:
            let alert = unsafe String(cString: SSL_alert_desc_string_long(code - SSL_AD_REASON_OFFSET))
            self.init(.refusedByClient, "the client refused it: \(alert)")
        default: self.init(.other, failure.words)
        }
    }

    private init(verification: CLong) {
        let words = unsafe String(cString: X509_verify_cert_error_string(verification))
        switch CInt(truncatingIfNeeded: verification) {
        case X509_V_ERR_CERT_HAS_EXPIRED: self.init(.expired, "the client's certificate has expired")
        case X509_V_ERR_CERT_REVOKED: self.init(.revoked, "the client's certificate is revoked, or a CA above it")
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            self.init(.wrongName, "certificate name not allowed (--tls-peer)")
        default: self.init(.untrusted, "the client's certificate is not trusted: \(words)")
        }
    }
}

/// Bytes of a peer in a form that is safe to log.
enum Excerpt {
    /// The first `limit` bytes in quotes: printable ASCII as it is, everything else as `\xNN`; `...` if there is more.
    static func quoted(_ bytes: [UInt8], limit: Int) -> String {
        var text = "\""
        for byte in bytes.prefix(limit) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += "\\" + String(UnicodeScalar(byte))
            case 0x20..<0x7F: text += String(UnicodeScalar(byte))
            default: text += "\\x" + String(hexadecimal: byte, digits: 2)
            }
        }
        return text + (bytes.count > limit ? "...\"" : "\"")
    }
}
