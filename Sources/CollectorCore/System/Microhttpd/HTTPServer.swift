// HTTPServer.swift: a small HTTP server for whoever reads the state of the collector; by libmicrohttpd.
import CMicrohttpd
import Glibc

/// What a client asks for.
struct HTTPRequest: Equatable, Sendable {
    var path: String
    /// The header field that says which formats the client takes.
    var accept = ""
}

/// What it gets.
struct HTTPAnswer: Equatable, Sendable {
    var status = 200
    var contentType = "text/plain; charset=utf-8"
    var body: String
}

/// A server on one socket, with one thread of its own, until it is let go. It answers GET and HEAD. Connections, idle time
/// and requests are bounded, and a client that keeps to none of that delays other clients and nobody else.
@safe
final class HTTPServer: @unchecked Sendable {  // Sendable: the pointer is set once; the library locks the rest
    /// Called on the server's thread.
    private let answer: @Sendable (HTTPRequest) -> HTTPAnswer
    /// Called with the address of a client that left without having sent an HTTP request.
    private let noRequest: @Sendable (String) -> Void
    private let library: MicrohttpdLibrary
    private var daemon: OpaquePointer?
    /// Connections that have not sent a whole request yet, by their addresses in memory; bounded as connections are.
    private let silent = Mutex<Set<UInt>>([])

    private static let bounds = collector_http_bounds(
        connections: 32, connections_per_address: 16, idle_seconds: 10, memory: 16 << 10)

    /// - Parameter socket: listens, and does not block.
    /// - Throws: ENOMEM where the library says nothing better.
    init(
        _ library: MicrohttpdLibrary, on socket: consuming OwnedDescriptor,
        noRequest: @escaping @Sendable (String) -> Void, answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer
    ) throws(Errno) {
        self.library = library
        self.answer = answer
        self.noRequest = noRequest
        unsafe daemon = nil
        // The server does not outlive this object, which stops it.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe daemon = collector_http_start(
            library.start, socket.relinquish(), Self.bounds, HTTPServer.handle, HTTPServer.notice, context)
        guard unsafe daemon != nil else { throw .noMemory }
    }

    deinit {
        // Waits for the thread, which is in none of our functions for long, and closes the socket.
        if let daemon = unsafe daemon { unsafe library.stop(daemon) }
    }
}

// MARK: - Called by the library

extension HTTPServer {
    private static func server(_ context: UnsafeMutableRawPointer?) -> HTTPServer {
        unsafe Unmanaged<HTTPServer>.fromOpaque(context!).takeUnretainedValue()
    }

    /// Called when the headers of a request have come, for each part of its body, and at its end, when the answer is due.
    private static let handle: MHD_AccessHandlerCallback = { context, connection, url, method, _, _, bodySize, state in
        let server = unsafe HTTPServer.server(context)
        _ = server.silent.withLock { $0.remove(UInt(bitPattern: connection)) }
        guard ["GET", "HEAD"].contains(unsafe String(cString: method!)) else {
            return unsafe server.send(
                HTTPAnswer(status: 405, body: "only GET and HEAD are answered\n"), on: connection, allow: "GET, HEAD")
        }
        if unsafe state!.pointee == nil {
            unsafe state!.pointee = context
            return .YES
        }
        // The body of a GET means nothing: RFC 9110 section 9.3.1.
        guard unsafe bodySize!.pointee == 0 else {
            unsafe bodySize!.pointee = 0
            return .YES
        }
        let accept = unsafe server.library.header(connection, .HEADER_KIND, "Accept")
        let request = unsafe HTTPRequest(
            path: String(cString: url!), accept: accept.map { unsafe String(cString: $0) } ?? "")
        return unsafe server.send(server.answer(request), on: connection, allow: nil)
    }

    private func send(_ answer: HTTPAnswer, on connection: OpaquePointer?, allow: String?) -> MHD_Result {
        var body = answer.body
        let response = body.withUTF8 { bytes in
            // Copied by the library, which does not write there.
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
    private static let notice: MHD_NotifyConnectionCallback = { context, connection, place, event in
        let server = unsafe HTTPServer.server(context)
        let key = UInt(bitPattern: connection)
        if event == .CONNECTION_NOTIFY_STARTED {
            server.silent.withLock { _ = $0.insert(key) }
        } else if server.silent.withLock({ $0.remove(key) }) != nil {
            server.noRequest(unsafe server.address(of: connection))
        }
    }

    private func address(of connection: OpaquePointer?) -> String {
        guard let address = unsafe collector_http_address(library.information, connection) else { return "somebody" }
        return unsafe InternetAddress(copying: address).numeric.host
    }
}
