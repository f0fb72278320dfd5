// OpenSSLErrors.swift: OpenSSL's error queue, which belongs to the calling thread; cleared before each call.
import COpenSSL

/// What a failed call of OpenSSL left in the queue; `ERR_get_error(3)`.
struct OpenSSLFailure: Equatable, Sendable {
    /// The library within OpenSSL, and its reason code; both 0 if the queue is empty.
    var library: CInt
    var reason: CInt
    var words: String

    /// The first error since the queue was cleared, which is the cause of the others; empties the queue.
    static func take() -> OpenSSLFailure {
        let code = ERR_get_error()
        defer { ERR_clear_error() }
        guard code != 0 else { return OpenSSLFailure(library: 0, reason: 0, words: "unknown error") }
        let text = unsafe ERR_reason_error_string(code)
        let words = unsafe text.map { unsafe String(cString: $0) } ?? "error \(code)"
        return OpenSSLFailure(library: ERR_GET_LIB(code), reason: ERR_GET_REASON(code), words: words)
    }
}
