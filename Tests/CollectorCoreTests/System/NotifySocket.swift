// NotifySocket.swift: the service manager's end of the protocol of sd_notify(3).
import Glibc
import TestSupport

@testable import CollectorCore

/// A datagram socket that is bound to a path or an abstract name, closed when it is let go.
final class NotifySocket: Sendable {
    private let descriptor: CInt
    let path: String

    init(_ path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            unsafe bytes.copyBytes(from: path.utf8)
            if path.hasPrefix("@") { unsafe bytes[0] = 0 }
        }
        // A path ends at its NUL, an abstract name where the length says.
        let length = socklen_t(2 + path.utf8.count + (path.hasPrefix("@") ? 0 : 1))
        let failed = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, length) }
        }
        guard failed == 0 else { throw Errno.current }
    }

    deinit { close(descriptor) }

    /// The next message.
    ///
    /// - Returns: `nil` if none comes within `seconds`.
    func receive(within seconds: Double) -> String? {
        var entry = pollfd(fd: descriptor, events: CShort(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, CInt(seconds * 1_000)) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
