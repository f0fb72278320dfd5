// CertificateCheck.swift: whether a client is allowed: first its chain, then its name, both during the handshake.
import COpenSSL

/// Checks the names of clients' certificates while OpenSSL verifies their chains, so that a client with the wrong name
/// gets an alert, and no session that it could resume.
final class CertificateCheck: Sendable {
    private let patterns: [PeerPattern]

    init(_ patterns: [PeerPattern]) {
        self.patterns = patterns
    }

    /// Installs the check in `context`; it must live as long as the context.
    func install(in context: OpaquePointer) {
        unsafe SSL_CTX_set_cert_verify_callback(
            context,
            { store, argument in
                let check = unsafe Unmanaged<CertificateCheck>.fromOpaque(argument!).takeUnretainedValue()
                return unsafe check.verify(store!)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// - Returns: 1 if the client is accepted, as OpenSSL expects of the callback.
    private func verify(_ store: OpaquePointer) -> CInt {
        unsafe X509_STORE_CTX_set_verify_cb(store) { isValid, store in
            guard isValid == 0, unsafe CertificateCheck.isTrustedWithoutList(store!) else { return isValid }
            unsafe X509_STORE_CTX_set_error(store, X509_V_OK)
            return 1
        }
        guard unsafe X509_verify_cert(store) == 1 else { return 0 }
        guard let certificate = unsafe X509_STORE_CTX_get0_cert(store), unsafe bearsName(certificate) else {
            unsafe X509_STORE_CTX_set_error(store, X509_V_ERR_HOSTNAME_MISMATCH)
            return 0
        }
        return 1
    }

    /// Whether the error is that no verifiable list covers the CA at the end of the chain. That CA is trusted because
    /// it is configured; the CA that issued it may be unknown.
    private static func isTrustedWithoutList(_ store: OpaquePointer) -> Bool {
        let depth = unsafe X509_STORE_CTX_get_error_depth(store)
        guard depth > 0, unsafe depth == collector_chain_length(store) - 1 else { return false }
        switch unsafe X509_STORE_CTX_get_error(store) {
        case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, X509_V_ERR_CRL_SIGNATURE_FAILURE:
            return true
        default: return false
        }
    }

    func bearsName(_ certificate: OpaquePointer) -> Bool {
        patterns.isEmpty || patterns.contains { unsafe $0.matches(certificate) }
    }
}
