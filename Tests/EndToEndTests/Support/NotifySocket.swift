// NotifySocket.swift: the service manager's end of sd_notify(3), for the built programs.
import Foundation
import TestSupport

/// A datagram socket that collects what a program says of itself.
final class NotifySocket: Sendable {
    let path: String
    private let descriptor: Int32
    private let lock = NSLock()
    nonisolated(unsafe) private var received: [String] = []

    init() throws {
        path = RunFolder.newPath("notify")
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let failed = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        guard failed == 0 else { throw TimeOut(what: "a socket at \(path)") }
    }

    deinit { close(descriptor) }

    /// All messages so far.
    var messages: [String] {
        lock.withLock {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            while case let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT)), count > 0 {
                received.append(String(decoding: bytes.prefix(count), as: UTF8.self))
            }
            return received
        }
    }

    /// Waits for a message that begins with `start`, and comes after the first `skipped` of that kind.
    func wait(for start: String, after skipped: Int = 0) throws {
        try eventually("\(start), among \(messages)") { messages.count { $0.hasPrefix(start) } > skipped }
    }
}
