// PEMFile.swift: certificates, keys and revocation lists from a PEM file.
import COpenSSL

/// One of the collector's files, read as a whole; every error names the option that named it.
struct PEMFile {
    let option: String
    let path: String
    private let content: [UInt8]

    init(_ option: String, _ path: String) throws(TLSFileError) {
        self.option = option
        self.path = path
        do throws(Errno) {
            content = try Files.contents(of: path)
        } catch {
            throw TLSFileError(option: option, value: path, cause: .unreadable(error))
        }
    }

    func error(_ cause: TLSFileError.Cause) -> TLSFileError {
        // For a binary file, its format is a better reason than what it lacks: 0x30 begins every DER structure.
        let isBinary = content.first == 0x30 && content.contains(0)
        let isMissingPart = cause == .noCertificate || cause == .noKey || cause == .noRevocationList
        return TLSFileError(option: option, value: path, cause: isMissingPart && isBinary ? .notPEM : cause)
    }

    /// OpenSSL has rejected the content of the file.
    func rejected() -> TLSFileError { error(.rejected(OpenSSLFailure.take().words)) }

    /// The first line, without its terminator.
    var firstLine: [UInt8] {
        Array(content.prefix { $0 != 0x0A && $0 != 0x0D })
    }

    /// Calls `body` with each certificate, in the file's order.
    ///
    /// - Returns: how many there are.
    func forEachCertificate(
        _ body: (borrowing Certificate) throws(TLSFileError) -> Void
    ) throws(TLSFileError) -> Int {
        let source = MemoryBIO(reading: content)
        var count = 0
        while let raw = unsafe PEM_read_bio_X509_AUX(source.raw, nil, nil, nil) {
            try body(unsafe Certificate(owning: raw))
            count += 1
        }
        // Both a missing part and a broken one give an error; only the former is the end of the file.
        let failure = OpenSSLFailure.take()
        guard failure.reason == PEM_R_NO_START_LINE else { throw error(.rejected(failure.words)) }
        return count
    }

    /// Calls `body` with each revocation list; the pointer is valid during the call.
    func forEachRevocationList(_ body: (OpaquePointer) throws(TLSFileError) -> Void) throws(TLSFileError) -> Int {
        let source = MemoryBIO(reading: content)
        var count = 0
        while let raw = unsafe PEM_read_bio_X509_CRL(source.raw, nil, nil, nil) {
            defer { unsafe X509_CRL_free(raw) }
            unsafe try body(raw)
            count += 1
        }
        let failure = OpenSSLFailure.take()
        guard failure.reason == PEM_R_NO_START_LINE else { throw error(.rejected(failure.words)) }
        return count
    }

    /// Calls `body` with the private key; the pointer is valid during the call.
    ///
    /// - Parameter password: for an encrypted key.
    func withPrivateKey(
        password: PEMFile?, _ body: (OpaquePointer) throws(TLSFileError) -> Void
    ) throws(TLSFileError) {
        let source = MemoryBIO(reading: content)
        var request = PasswordRequest(password: password?.firstLine)
        let found = unsafe withUnsafeMutablePointer(to: &request) { request in
            unsafe PEM_read_bio_PrivateKey(source.raw, nil, PasswordRequest.answer, request)
        }
        guard let key = unsafe found else {
            ERR_clear_error()
            guard request.isAsked else { throw error(.noKey) }
            throw error(password.map { .wrongPassword(passwordFile: $0.path) } ?? .encryptedKey)
        }
        defer { unsafe EVP_PKEY_free(key) }
        unsafe try body(key)
    }
}

/// What OpenSSL asks for when it meets an encrypted key; `pem_password_cb(3)`.
private struct PasswordRequest {
    var password: [UInt8]?
    var isAsked = false

    /// - Returns: the password's length, or -1 without one. Without this callback OpenSSL would ask at the terminal.
    static let answer:
        @Sendable @convention(c) (UnsafeMutablePointer<CChar>?, CInt, CInt, UnsafeMutableRawPointer?) -> CInt = {
            buffer, size, _, argument in
            let request = unsafe argument!.assumingMemoryBound(to: PasswordRequest.self)
            unsafe request.pointee.isAsked = true
            guard let password = unsafe request.pointee.password, password.count <= size else { return -1 }
            for (offset, byte) in password.enumerated() { unsafe buffer![offset] = CChar(bitPattern: byte) }
            return CInt(password.count)
        }
}
