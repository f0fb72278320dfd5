// TLSSession.swift: TLS on one connection, directly on its socket; every call returns what to wait for.
import COpenSSL

/// The one owner of an `SSL *`.
@safe
struct OwnedSession: ~Copyable {
    let raw: OpaquePointer

    init(owning raw: OpaquePointer) {
        unsafe self.raw = raw
    }

    deinit { unsafe SSL_free(raw) }
}

/// One TLS session; used only by its connection's event loop.
///
/// Each call clears the error queue, calls, and maps the result: `SSL_get_error(3)`.
final class TLSSession {
    enum HandshakeStep: Equatable {
        case complete
        case wantsRead, wantsWrite
        case failed(Refusal)
    }

    /// Why a read stopped.
    enum Stop: Equatable {
        /// The buffer is full; OpenSSL may hold more data, which the poller cannot see.
        case full
        case wantsRead
        /// OpenSSL must answer the peer first: a key update.
        case wantsWrite
        /// A close_notify, or the end of the stream.
        case closed
        /// The session is broken; the text says why.
        case failed(String)
    }

    private let owned: OwnedSession
    /// Messages of the protocol itself since the peer last sent data: key updates, refused renegotiations.
    fileprivate var messagesWithoutData = 0
    /// Kept alive for the certificate check, to which OpenSSL holds a bare pointer.
    private let context: TLSContext

    /// A session that waits for a ClientHello on `socket`, which must outlive it.
    ///
    /// - Throws: OpenSSL's message if memory is exhausted.
    init(_ context: TLSContext, on socket: borrowing OwnedDescriptor) throws(TLSSessionError) {
        ERR_clear_error()
        guard let made = unsafe SSL_new(context.owned.raw) else {
            throw TLSSessionError(words: OpenSSLFailure.take().words)
        }
        owned = unsafe OwnedSession(owning: made)
        self.context = context
        guard unsafe SSL_set_fd(made, socket.rawValue) == 1 else {
            throw TLSSessionError(words: OpenSSLFailure.take().words)
        }
        unsafe SSL_set_accept_state(made)
    }

    private var raw: OpaquePointer { unsafe owned.raw }

    /// Continues the handshake without waiting.
    func handshake() -> HandshakeStep {
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(raw)
        if result == 1 {
            watchMessages()
            return refusalAfterAll.map { .failed($0) } ?? .complete
        }
        switch unsafe SSL_get_error(raw, result) {
        case SSL_ERROR_WANT_READ: return .wantsRead
        case SSL_ERROR_WANT_WRITE: return .wantsWrite
        case SSL_ERROR_SSL:
            return .failed(Refusal(OpenSSLFailure.take(), verification: unsafe SSL_get_verify_result(raw)))
        // The end of the stream, or a broken connection.
        default: return .failed(.left)
        }
    }

    /// Checks OpenSSL's verdict once more at the end: no handshake, however fragmented or resumed, may bypass the
    /// certificate check.
    private var refusalAfterAll: Refusal? {
        guard context.demandsCertificate else { return nil }
        guard let certificate = unsafe SSL_get0_peer_certificate(raw) else {
            return Refusal(.noCertificate, "no client certificate")
        }
        guard unsafe SSL_get_verify_result(raw) == X509_V_OK else {
            return Refusal(.untrusted, "the client's certificate is not trusted")
        }
        guard unsafe context.accepts(certificate) else {
            return Refusal(.wrongName, "certificate name not allowed (--tls-peer)")
        }
        return nil
    }

    /// Bytes received from the peer, as on the wire; 0 for one that connects and sends nothing.
    var receivedBytes: UInt64 {
        unsafe BIO_number_read(SSL_get_rbio(raw))
    }

    /// Known when the handshake is complete.
    var facts: TLSFacts {
        let certificate = unsafe SSL_get0_peer_certificate(raw)
        return TLSFacts(
            version: unsafe String(cString: SSL_get_version(raw)),
            cipher: unsafe SSL_CIPHER_get_name(SSL_get_current_cipher(raw)).map { unsafe String(cString: $0) } ?? "",
            subject: unsafe certificate.map { unsafe Certificate.subject(of: $0) } ?? "")
    }

    /// Reads into `buffer` until it holds `limit` bytes, there is no more data, or the turn is over.
    func read(into buffer: inout ReceiveBuffer, limit: Int) -> Stop {
        let limit = min(limit, buffer.room)
        var calls = 0
        while buffer.count < limit, calls < Self.callsPerRead {
            calls += 1
            ERR_clear_error()
            var result: CInt = 0
            let room = limit - buffer.count
            let messages = messagesWithoutData
            _ = unsafe buffer.appendInPlace(upTo: room) { room in
                result = unsafe SSL_read(raw, room.baseAddress, CInt(clamping: room.count))
                return Int(result)
            }
            // A call that handled protocol messages costs as much as many others.
            calls += (messagesWithoutData - messages) * Self.callsPerMessage
            if result > 0 {
                messagesWithoutData = 0
                continue
            }
            if hasNothingToSay {
                return .failed("more than \(Self.longestTalk) protocol messages in a row without data")
            }
            switch unsafe SSL_get_error(raw, result) {
            case SSL_ERROR_WANT_READ: return .wantsRead
            case SSL_ERROR_WANT_WRITE: return .wantsWrite
            case SSL_ERROR_ZERO_RETURN: return .closed
            case SSL_ERROR_SSL: return .failed(OpenSSLFailure.take().words)
            // The connection was reset, which plain connections treat as the end of the stream too.
            default: return .closed
            }
        }
        return .full
    }

    /// Sends close_notify; what the peer still sends can be read. Once, and without waiting.
    func sendCloseNotify() {
        ERR_clear_error()
        // Fails if the peer has left or accepts no more data, which is no problem.
        _ = unsafe SSL_shutdown(raw)
        ERR_clear_error()
    }
}

// MARK: - Peers that keep OpenSSL busy

extension TLSSession {
    /// Calls of OpenSSL per turn. A record may hold a single byte.
    private static let callsPerRead = 256
    /// A key update derives new keys, and costs about as much as this many reads of short records.
    private static let callsPerMessage = 8
    /// The limit of BoringSSL; Go's is 16.
    private static let longestTalk = 32

    fileprivate var hasNothingToSay: Bool { messagesWithoutData > Self.longestTalk }

    /// Begins to count protocol messages.
    ///
    /// One call of `SSL_read(3)` handles such messages as long as they arrive, so a peer that sends key updates without
    /// end could occupy the event loop. After too many of them, the session is made to look closed to OpenSSL.
    private func watchMessages() {
        unsafe collector_tls_watch_messages(
            raw,
            { _, _, type, _, _, session, argument in
                guard type == SSL3_RT_HANDSHAKE || type == SSL3_RT_ALERT else { return }
                let owner = unsafe Unmanaged<TLSSession>.fromOpaque(argument!).takeUnretainedValue()
                owner.messagesWithoutData += 1
                if owner.hasNothingToSay { unsafe SSL_set_shutdown(session, SSL_RECEIVED_SHUTDOWN) }
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}

/// A session that could not be created.
struct TLSSessionError: Error, Equatable {
    var words: String
}

@available(*, unavailable)
extension TLSSession: Sendable {}
