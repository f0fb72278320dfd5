// ServiceManager.swift: what systemd is told about the service, as sd_notify(3) does it, without libsystemd.
import CLinux
import Glibc

/// The service manager that started this process. Any thread may call the methods. A manager that takes no messages holds
/// a caller up for a second at most; a message that cannot be delivered is dropped, as `sd_notify(3)` recommends.
public final class ServiceManager: Sendable {
    private let socket: OwnedDescriptor
    private let address: LocalAddress
    /// Seconds between two signs of life, at most, if the manager wants any; `WatchdogSec=`.
    let watchdogSeconds: Double?

    /// Whoever the environment names, if anybody. The variables are removed, so that no program started from here
    /// takes them for its own. To be called before any other thread is started: the environment has no lock.
    ///
    /// - Returns: `nil` if there is no manager to tell anything.
    public static func takeFromEnvironment() -> ServiceManager? {
        let path = EnvironmentVariable.take("NOTIFY_SOCKET")
        let microseconds = EnvironmentVariable.take("WATCHDOG_USEC")
        let process = EnvironmentVariable.take("WATCHDOG_PID")
        guard let path else { return nil }
        let isOurs = process.map { $0 == "\(getpid())" } ?? true
        do throws(Errno) {
            return try ServiceManager(path, watchdogSeconds: isOurs ? seconds(microseconds) : nil)
        } catch {
            StandardError.write("cannot use NOTIFY_SOCKET=\(path): \(error); systemd is told nothing\n")
            return nil
        }
    }

    private static func seconds(_ microseconds: String?) -> Double? {
        guard let number = microseconds.flatMap(UInt64.init), number > 0 else { return nil }
        return Double(number) / 1e6
    }

    /// - Parameter path: absolute, or a name behind an `@`, which stands for an abstract socket; `unix(7)`.
    init(_ path: String, watchdogSeconds: Double? = nil) throws(Errno) {
        let isAbstract = path.hasPrefix("@")
        guard isAbstract || path.hasPrefix("/") else { throw .unknownFamily }
        guard path.utf8.count > 1 else { throw .missing }
        address = try LocalAddress(path, isAbstract: isAbstract)
        let type = CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
        socket = try OwnedDescriptor(checking: Glibc.socket(AF_UNIX, type, 0))
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(socket.rawValue, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        self.watchdogSeconds = watchdogSeconds
    }
}

// MARK: - Messages

extension ServiceManager {
    /// Everything listens; or the new configuration is in force.
    public func ready() { send("READY=1") }

    /// The configuration is about to be read again; `ready` has to follow, whatever comes of it.
    public func reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=\(Instant.now.nanoseconds / 1_000)")
    }

    /// No new lines are taken.
    public func stopping() { send("STOPPING=1") }

    /// Starting or stopping will go on for up to `seconds` from now.
    public func extend(by seconds: Double) {
        send("EXTEND_TIMEOUT_USEC=\(Int(seconds * 1e6))")
    }

    /// One line for `systemctl status`.
    public func status(_ text: String) {
        send("STATUS=\(text.split(whereSeparator: \.isNewline).joined(separator: " "))")
    }

    /// A sign of life.
    func alive() { send("WATCHDOG=1") }

    private func send(_ text: String) {
        var text = text
        // Sent to the address each time: a manager that starts anew makes a new socket there.
        unsafe address.withSockaddr { address, length in
            text.withUTF8 { bytes in
                let flags = CInt(MSG_NOSIGNAL)
                _ = unsafe sendto(socket.rawValue, bytes.baseAddress, bytes.count, flags, address, length)
            }
        }
    }
}
