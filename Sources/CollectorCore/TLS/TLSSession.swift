// TLSSession.swift: TLS on one connection, straight on its socket; every call is answered by what to wait for.
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

/// One TLS session; used by its connection's event loop alone.
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
        /// The room is full; there may be more in OpenSSL's buffers, of which the poller knows nothing.
        case full
        case wantsRead
        /// OpenSSL has to answer the peer first: a key update.
        case wantsWrite
        /// A close_notify, or the end of the stream.
        case closed
        /// The session is broken; the words say by what.
        case failed(String)
    }

    private let owned: OwnedSession
    /// Messages of the protocol itself since the peer last sent data: key updates, refused renegotiations.
    fileprivate var messagesWithoutData = 0
    /// Kept for the certificate check, to which OpenSSL holds a bare pointer.
    private let context: TLSContext

    /// A session that waits for a client's hello on `socket`, which must outlive it.
    ///
    /// - Throws: OpenSSL's words, when memory is short.
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

    /// Takes the handshake as far as it goes without waiting.
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

    /// What OpenSSL has decided is asked once more when all is done: no path of a handshake, cut into whatever pieces
    /// and resumed from whatever ticket, may lead past the certificate.
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

    /// Bytes that have come from the peer, as they were on the wire; 0 for one that connects and says nothing.
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

    /// Reads what has arrived into `buffer`, until it holds `limit` bytes, there is no more, or the turn is over.
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
            // A call that met messages of the protocol has cost as much as many others.
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
            // A connection that was reset, which a plain one takes for its end as well.
            default: return .closed
            }
        }
        return .full
    }

    /// Tells the peer that nothing will come from here; what it still sends can be read. Once, and without waiting.
    func sendCloseNotify() {
        ERR_clear_error()
        // Fails where the peer has left or takes no more, which is as good.
        _ = unsafe SSL_shutdown(raw)
        ERR_clear_error()
    }
}

// MARK: - Peers that keep OpenSSL busy

extension TLSSession {
    /// Calls of OpenSSL after which others have their turn. A record may hold a single byte.
    private static let callsPerRead = 256
    /// A key update derives keys anew, and costs about as much as so many reads of short records.
    private static let callsPerMessage = 8
    /// As many as BoringSSL takes; Go takes 16.
    private static let longestTalk = 32

    fileprivate var hasNothingToSay: Bool { messagesWithoutData > Self.longestTalk }

    /// Counts the messages of the protocol from now on.
    ///
    /// One call of `SSL_read(3)` handles such messages for as long as they come, so a peer that sends key updates
    /// without end would have the event loop for itself. OpenSSL takes the session for closed after too many of them.
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

/// A session that could not begin.
struct TLSSessionError: Error, Equatable {
    var words: String
}

@available(*, unavailable)
extension TLSSession: Sendable {}
