// Stream.swift: a connected socket, plain or with TLS, written to as fast as it takes.
import COpenSSL
import Glibc

struct Stream {
    private let socket: CInt
    private let session: OpaquePointer?

    /// - Parameter context: for TLS; the certificate is not checked.
    init(_ socket: CInt, _ context: OpaquePointer?) {
        self.socket = socket
        session = context.map { SSL_new($0) }
        guard let session else { return }
        SSL_set_fd(session, socket)
        guard SSL_connect(session) == 1 else { fail("handshake") }
    }

    static func context() -> OpaquePointer { SSL_CTX_new(TLS_client_method()) }

    func write(_ bytes: ArraySlice<UInt8>) {
        var left = bytes
        while !left.isEmpty {
            let count = left.withUnsafeBytes { region in
                session.map { Int(SSL_write($0, region.baseAddress, CInt(region.count))) }
                    ?? Glibc.write(socket, region.baseAddress, region.count)
            }
            guard count > 0 else { fail("write") }
            left = left.dropFirst(count)
        }
    }

    func finish() {
        if let session { SSL_shutdown(session) }
        shutdown(socket, CInt(SHUT_WR))
    }

    /// Waits until the other side closes, which means that it has read everything.
    func waitForEnd() {
        var room = [UInt8](repeating: 0, count: 4_096)
        while read(socket, &room, room.count) > 0 {}
        close(socket)
    }
}

func fail(_ what: String) -> Never {
    perror("load: \(what)")
    exit(1)
}
