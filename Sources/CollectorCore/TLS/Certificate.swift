// Certificate.swift: one X.509 certificate, and the memory streams that OpenSSL reads from and prints to.
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

    /// The subject in RFC 4514 form, most specific part first, in UTF-8. Characters that could change how a terminal or
    /// an editor shows the line are escaped, as `\C2\85`.
    static func subject(of certificate: OpaquePointer) -> String {
        let text = MemoryBIO()
        guard let name = unsafe X509_get_subject_name(certificate) else { return "" }
        unsafe X509_NAME_print_ex(text.raw, name, 0, collector_name_flags())
        return Self.escaped(text.content)
    }

    /// OpenSSL escapes ASCII controls only. This escapes Unicode controls, bidirectional marks, and the separators that
    /// some programs treat as line ends.
    static func escaped(_ subject: String) -> String {
        guard subject.unicodeScalars.contains(where: isDeceptive) else { return subject }
        return subject.unicodeScalars.map { scalar in
            guard isDeceptive(scalar) else { return String(scalar) }
            return String(scalar).utf8.map { ($0 < 16 ? "\\0" : "\\") + String($0, radix: 16, uppercase: true) }
                .joined()
        }.joined()
    }

    private static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// What is wrong with the certificate's validity period, if it is not valid now.
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
