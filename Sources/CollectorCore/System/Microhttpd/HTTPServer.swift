// HTTPServer.swift: a small HTTP server for monitoring tools, by libmicrohttpd.
import CMicrohttpd
import Glibc

/// What a client asks for.
struct HTTPRequest: Equatable, Sendable {
    var path: String
    /// The header field with the formats that the client accepts.
    var accept = ""
}

/// What the client gets.
struct HTTPAnswer: Equatable, Sendable {
    var status = 200
    var contentType = "text/plain; charset=utf-8"
    var body: String
}

/// A server on one socket, with one thread of its own, which runs until it is released. It answers GET and HEAD.
/// Connections, idle time and the size of requests are limited; a client can delay other clients, and nothing else.
@safe
final class HTTPServer: @unchecked Sendable {  // Sendable: the daemon is set once, and the library locks its state
    private let responder: HTTPResponder
    private let daemon: OpaquePointer

    /// Connections at a time.
    static let clientLimit = 32
    private static let bounds = collector_http_bounds(
        connections: CUnsignedInt(clientLimit), connections_per_address: 16, idle_seconds: 10, memory: 16 << 10)

    /// - Parameters:
    ///   - socket: a listening socket that does not block.
    ///   - noRequest: called with the address of a client that left without having sent an HTTP request.
    ///   - answer: called on the server's thread.
    /// - Throws: ENOMEM, as the library gives no reason.
    init(
        _ library: MicrohttpdLibrary, on socket: consuming OwnedDescriptor,
        noRequest: @escaping @Sendable (String) -> Void, answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer
    ) throws(Errno) {
        let responder = HTTPResponder(library, noRequest: noRequest, answer: answer)
        // Kept by this object, which stops the server before it lets it go.
        let context = unsafe Unmanaged.passUnretained(responder).toOpaque()
        let daemon = unsafe collector_http_start(
            library.start, socket.relinquish(), Self.bounds, HTTPResponder.handle, HTTPResponder.notice, context)
        guard let daemon = unsafe daemon else { throw .noMemory }
        self.responder = responder
        unsafe self.daemon = daemon
    }

    /// Closes the socket and all connections, and waits for the thread.
    deinit { unsafe responder.library.stop(daemon) }
}

/// What the library calls, on its thread.
private final class HTTPResponder: Sendable {
    let library: MicrohttpdLibrary
    private let answer: @Sendable (HTTPRequest) -> HTTPAnswer
    private let noRequest: @Sendable (String) -> Void
    /// Connections that have not sent a whole request yet, by their addresses in memory; as many as there may be connections.
    private let silent = Mutex<Set<UInt>>([])

    init(
        _ library: MicrohttpdLibrary, noRequest: @escaping @Sendable (String) -> Void,
        answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer
    ) {
        self.library = library
        self.noRequest = noRequest
        self.answer = answer
    }

    private static func responder(_ context: UnsafeMutableRawPointer?) -> HTTPResponder {
        unsafe Unmanaged<HTTPResponder>.fromOpaque(context!).takeUnretainedValue()
    }

    /// Called when the header of a request has arrived, for each part of its body, and at its end, when the answer is due.
    static let handle: MHD_AccessHandlerCallback = { context, connection, url, method, _, _, bodySize, state in
        let responder = unsafe HTTPResponder.responder(context)
        responder.stopsBeingSilent(UInt(bitPattern: connection))
        guard ["GET", "HEAD"].contains(unsafe String(cString: method!)) else {
            return unsafe responder.send(
                HTTPAnswer(status: 405, body: "only GET and HEAD are answered\n"), on: connection, allow: "GET, HEAD")
        }
        if unsafe state!.pointee == nil {
            unsafe state!.pointee = context
            return .YES
        }
        // The body of a GET has no meaning: RFC 9110 section 9.3.1.
        guard unsafe bodySize!.pointee == 0 else {
            unsafe bodySize!.pointee = 0
            return .YES
        }
        let accept = unsafe responder.library.header(connection, .HEADER_KIND, "Accept")
        let request = unsafe HTTPRequest(
            path: String(cString: url!), accept: accept.map { unsafe String(cString: $0) } ?? "")
        return unsafe responder.send(responder.answer(request), on: connection, allow: nil)
    }

    private func send(_ answer: HTTPAnswer, on connection: OpaquePointer?, allow: String?) -> MHD_Result {
        var body = answer.body
        let response = body.withUTF8 { bytes in
            // The library copies the bytes, and does not write to them.
            let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            return unsafe library.createResponse(bytes.count, start, .RESPMEM_MUST_COPY)
        }
        guard let response = unsafe response else { return .NO }
        defer { unsafe library.destroyResponse(response) }
        _ = unsafe library.addHeader(response, "Content-Type", answer.contentType)
        if let allow { _ = unsafe library.addHeader(response, "Allow", allow) }
        return unsafe library.queueResponse(connection, CUnsignedInt(answer.status), response)
    }

    /// Called when a connection begins and when it has ended.
    static let notice: MHD_NotifyConnectionCallback = { context, connection, _, event in
        let responder = unsafe HTTPResponder.responder(context)
        let key = UInt(bitPattern: connection)
        if event == .CONNECTION_NOTIFY_STARTED {
            responder.silent.withLock { _ = $0.insert(key) }
        } else if responder.stopsBeingSilent(key) {
            responder.noRequest(unsafe responder.address(of: connection))
        }
    }

    /// - Returns: whether the connection had not sent a request before.
    @discardableResult
    private func stopsBeingSilent(_ connection: UInt) -> Bool {
        silent.withLock { $0.remove(connection) } != nil
    }

    private func address(of connection: OpaquePointer?) -> String {
        guard let address = unsafe collector_http_address(library.information, connection) else { return "a client" }
        return unsafe InternetAddress(copying: address).numeric.host
    }
}
