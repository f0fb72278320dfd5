// TLSContext.swift: what all sessions of one set of files share; built from checked files, never changed afterwards.
import COpenSSL

/// The one owner of an `SSL_CTX`.
@safe
struct OwnedContext: ~Copyable, @unchecked Sendable {  // OpenSSL counts references atomically; it is not changed later
    let raw: OpaquePointer

    init() {
        guard let made = unsafe SSL_CTX_new(TLS_server_method()) else { fatalError("OpenSSL: out of memory") }
        unsafe raw = made
    }

    deinit { unsafe SSL_CTX_free(raw) }
}

/// Certificate, key, ciphers and rules for clients. A reload makes another one; sessions keep theirs.
///
/// Session tickets are sealed with keys of the context, so that none outlives a reload: a client that was accepted
/// under a revocation list or a CA that has been replaced must present its certificate again.
final class TLSContext: Sendable {
    let owned = OwnedContext()
    private let check: CertificateCheck?
    /// Whether clients must have certificates.
    let demandsCertificate: Bool
    /// What is valid but probably not intended; one line each.
    let warnings: [String]

    /// Reads the files that `options` names.
    init(_ options: TLSOptions) throws(TLSFileError) {
        demandsCertificate = options.clientCA != nil
        check = options.clientCA == nil ? nil : CertificateCheck(options.peers)
        // An error left in the queue would be attributed to the next call.
        ERR_clear_error()
        try Self.setProtocol(options, in: owned)
        warnings = try Self.setCertificate(options, in: owned)
        if let clientCA = options.clientCA, let check {
            try Self.setClientCA(clientCA, check, in: owned)
            if let crl = options.crl { try Self.setRevocationLists(crl, in: owned) }
        }
    }

    private static func setProtocol(_ options: TLSOptions, in context: borrowing OwnedContext) throws(TLSFileError) {
        let raw = unsafe context.raw
        let minimum = options.minimumVersion == .tls12 ? TLS1_2_VERSION : TLS1_3_VERSION
        unsafe collector_tls_minimum(raw, minimum)
        unsafe collector_tls_maximum(raw, TLS1_3_VERSION)
        unsafe collector_tls_options(raw)
        // Buffers are released while a connection is idle; a read takes everything available, not just a record header.
        unsafe collector_tls_mode(raw)
        unsafe collector_tls_read_ahead(raw)
        unsafe SSL_CTX_set_default_read_buffer_len(raw, 64 << 10)
        // Sessions are kept in the clients' tickets; with a cache here, clients would determine our memory use.
        unsafe collector_tls_no_session_cache(raw)
        unsafe SSL_CTX_set_num_tickets(raw, 1)
        unsafe SSL_CTX_set_session_id_context(raw, "pysyslog", 8)
        guard unsafe SSL_CTX_set_cipher_list(raw, options.ciphers) == 1 else {
            ERR_clear_error()
            throw TLSFileError(option: "--tls-ciphers", value: options.ciphers, cause: .noSuchCipher)
        }
        guard let ciphersuites = options.ciphersuites else { return }
        guard unsafe SSL_CTX_set_ciphersuites(raw, ciphersuites) == 1 else {
            ERR_clear_error()
            throw TLSFileError(option: "--tls-ciphersuites", value: ciphersuites, cause: .noSuchCipher)
        }
    }

    /// - Returns: warnings.
    private static func setCertificate(
        _ options: TLSOptions, in context: borrowing OwnedContext
    ) throws(TLSFileError) -> [String] {
        let raw = unsafe context.raw
        let file = try PEMFile("--cert", options.certificate)
        var warnings: [String] = []
        var isFirst = true
        let count = try file.forEachCertificate { (certificate) throws(TLSFileError) in
            let done =
                unsafe isFirst
                ? SSL_CTX_use_certificate(raw, certificate.raw) : collector_tls_add_chain(raw, certificate.raw)
            guard done == 1 else { throw file.rejected() }
            if let warning = certificate.timeWarning {
                warnings.append("--cert \(file.path): the certificate of \(certificate.subject) \(warning)")
            }
            isFirst = false
        }
        guard count > 0 else { throw file.error(.noCertificate) }
        try setKey(options, in: context)
        return warnings
    }

    private static func setKey(_ options: TLSOptions, in context: borrowing OwnedContext) throws(TLSFileError) {
        let raw = unsafe context.raw
        var password: PEMFile?
        if let name = options.keyPasswordFile {
            let file = try PEMFile("--key-password-file", name)
            guard !file.firstLine.isEmpty else { throw file.error(.emptyPassword) }
            password = file
        }
        let file = try PEMFile("--key", options.key)
        try unsafe file.withPrivateKey(password: password) { (key) throws(TLSFileError) in
            guard unsafe X509_check_private_key(SSL_CTX_get0_certificate(raw), key) == 1 else {
                ERR_clear_error()
                throw file.error(.keyMismatch(certificate: options.certificate))
            }
            guard unsafe SSL_CTX_use_PrivateKey(raw, key) == 1 else { throw file.rejected() }
        }
    }
}

// MARK: - Clients

extension TLSContext {
    private static func setClientCA(
        _ path: String, _ check: CertificateCheck, in context: borrowing OwnedContext
    ) throws(TLSFileError) {
        let raw = unsafe context.raw
        let file = try PEMFile("--client-ca", path)
        let store = unsafe SSL_CTX_get_cert_store(raw)
        let count = try file.forEachCertificate { (certificate) throws(TLSFileError) in
            // Sends the names of the CAs, so that a client can choose among its certificates.
            guard unsafe X509_STORE_add_cert(store, certificate.raw) == 1,
                unsafe SSL_CTX_add_client_CA(raw, certificate.raw) == 1
            else { throw file.rejected() }
        }
        guard count > 0 else { throw file.error(.noCertificate) }
        // Each is a trust anchor, so that an intermediate CA admits what it signed and nothing else.
        unsafe X509_STORE_set_flags(store, collector_partial_chain())
        unsafe SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        unsafe check.install(in: raw)
    }

    private static func setRevocationLists(_ path: String, in context: borrowing OwnedContext) throws(TLSFileError) {
        let file = try PEMFile("--crl", path)
        let store = unsafe SSL_CTX_get_cert_store(context.raw)
        let count = try unsafe file.forEachRevocationList { (list) throws(TLSFileError) in
            guard unsafe X509_STORE_add_crl(store, list) == 1 else { throw file.rejected() }
        }
        guard count > 0 else { throw file.error(.noRevocationList) }
        unsafe X509_STORE_set_flags(store, collector_crl_check())
    }

    /// Whether a client's certificate has an allowed name.
    func accepts(_ certificate: OpaquePointer) -> Bool {
        unsafe check?.bearsName(certificate) ?? true
    }
}
