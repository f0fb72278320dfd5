// Certificate.swift: one X.509 certificate, and the memory streams that OpenSSL reads and prints through.
import COpenSSL

/// The one owner of a reference to a certificate.
@safe
struct Certificate: ~Copyable {
    let raw: OpaquePointer

    init(owning raw: OpaquePointer) {
        unsafe self.raw = raw
    }

    deinit { unsafe X509_free(raw) }

    var subject: String { unsafe Self.subject(of: raw) }

    /// The subject as RFC 4514 has it, most specific part first; control characters are escaped, other text is UTF-8.
    static func subject(of certificate: OpaquePointer) -> String {
        let text = MemoryBIO()
        guard let name = unsafe X509_get_subject_name(certificate) else { return "" }
        unsafe X509_NAME_print_ex(text.raw, name, 0, collector_name_flags())
        return text.content
    }

    /// What is wrong with the certificate's time, if it is not of now.
    var timeWarning: String? {
        if let end = unsafe X509_get0_notAfter(raw), unsafe X509_cmp_current_time(end) < 0 {
            return "expired on \(unsafe Self.text(of: end)); clients that check it will refuse it; renew it"
        }
        if let begin = unsafe X509_get0_notBefore(raw), unsafe X509_cmp_current_time(begin) > 0 {
            return "is not valid before \(unsafe Self.text(of: begin)); check this machine's clock"
        }
        return nil
    }

    private static func text(of time: UnsafePointer<ASN1_TIME>) -> String {
        let text = MemoryBIO()
        unsafe ASN1_TIME_print(text.raw, time)
        return text.content
    }
}

/// Bytes in memory as OpenSSL's stream; `BIO_s_mem(3)`.
@safe
struct MemoryBIO: ~Copyable {
    let raw: OpaquePointer

    /// An empty stream to print to.
    init() {
        guard let made = unsafe BIO_new(BIO_s_mem()) else { fatalError("out of memory") }
        unsafe raw = made
    }

    /// A stream that yields a copy of `content`.
    init(reading content: [UInt8]) {
        self.init()
        _ = unsafe content.withUnsafeBytes { unsafe BIO_write(raw, $0.baseAddress, CInt(clamping: $0.count)) }
    }

    deinit { unsafe BIO_free_all(raw) }

    /// What was printed.
    var content: String {
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe collector_bio_content(raw, &start)
        guard count > 0, let start = unsafe start else { return "" }
        return unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
