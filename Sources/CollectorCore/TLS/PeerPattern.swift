// PeerPattern.swift: one name or address that a client's certificate must have; OpenSSL does the matching.
import COpenSSL

/// A value of `--tls-peer`.
///
/// `host.example.com` matches that name, `*.example.com` names with one more label, `.example.com` all names below it,
/// and an IPv4 or IPv6 address that address. Wildcards in a certificate are matched as in RFC 6125 section 6.4.3.
public struct PeerPattern: Equatable, Sendable {
    private enum Kind: Equatable, Sendable {
        case address
        case host(flags: UInt32)
    }

    public let text: String
    private let kind: Kind
    /// What OpenSSL is asked to match.
    private let name: String

    /// - Returns: `nil` for a text that can match nothing, or would match more than it seems to.
    public init?(_ text: String) {
        self.text = text
        if InternetAddress.isNumeric(text) {
            (kind, name) = (.address, text)
            return
        }
        let isOneLabel = text.hasPrefix("*.")
        name = isOneLabel ? String(text.dropFirst()) : text
        let labels = (name.hasPrefix(".") ? String(name.dropFirst()) : name).split(
            separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            !label.isEmpty && label.utf8.allSatisfy { Self.isNameByte($0) }
        }
        guard isName else { return nil }
        let oneLabel = UInt32(X509_CHECK_FLAG_SINGLE_LABEL_SUBDOMAINS)
        kind = .host(flags: UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS) | (isOneLabel ? oneLabel : 0))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    func matches(_ certificate: borrowing Certificate) -> Bool {
        unsafe matches(certificate.raw)
    }

    /// Whether a certificate has the name; `X509_check_host(3)`.
    ///
    /// The common name counts only where there is no subjectAltName at all, not even one of addresses.
    func matches(_ certificate: OpaquePointer) -> Bool {
        switch kind {
        case .address: return unsafe X509_check_ip_asc(certificate, name, 0) == 1
        case .host(var flags):
            let hasAlternativeNames = unsafe X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1) >= 0
            if hasAlternativeNames { flags |= UInt32(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT) }
            return unsafe X509_check_host(certificate, name, name.utf8.count, flags, nil) == 1
        }
    }
}
