// InheritedSockets.swift: sockets that were opened before the program started, by systemd for instance; sd_listen_fds(3).
import CLinux
import Glibc

/// An open socket that the program was started with.
public struct InheritedSocket: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        /// Connections are accepted there.
        case stream
        case datagram
        case localStream
        case localDatagram
    }

    public var descriptor: CInt
    /// `nil` where the unit gives none.
    public var name: String?
    public var kind: Kind
    /// Where it is bound; the path of a local socket stands in `host`.
    public var host: String
    public var port: UInt16
}

/// What is wrong with the sockets that the program was started with.
public struct InheritedSocketError: Error, Equatable, Sendable {
    public var reason: String
}

/// The sockets of socket activation. Source: sd_listen_fds(3).
public enum InheritedSockets {
    /// The first descriptor, SD_LISTEN_FDS_START.
    private static let first: CInt = 3
    private static let most = 1_024

    /// Takes the sockets over; to be called first before there are other threads. Later calls return the same ones. The
    /// variables are removed, so that no program that is started from here takes them for its own.
    public static func take() throws(InheritedSocketError) -> [InheritedSocket] {
        try taken.get()
    }

    private static let taken = Result { () throws(InheritedSocketError) in try takeFromEnvironment() }

    private static func takeFromEnvironment() throws(InheritedSocketError) -> [InheritedSocket] {
        let process = EnvironmentVariable.take("LISTEN_PID")
        let count = EnvironmentVariable.take("LISTEN_FDS")
        let names = EnvironmentVariable.take("LISTEN_FDNAMES")
        _ = EnvironmentVariable.take("LISTEN_PIDFDID")
        // Those of another process are none of ours: a shell between may have kept the variables.
        guard let process, process == "\(getpid())" else { return [] }
        return try sockets(count: count ?? "", names: names)
    }

    static func sockets(count text: String, names: String?) throws(InheritedSocketError) -> [InheritedSocket] {
        guard let count = Int(text), 0...most ~= count, "\(count)" == text else {
            throw InheritedSocketError(reason: "LISTEN_FDS='\(text)' is no number of descriptors from 0 to \(most)")
        }
        let names = names.map { $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init) }
        if let names, names.count != count {
            throw InheritedSocketError(
                reason:
                    "LISTEN_FDNAMES has \(names.count) names (\(names.joined(separator: ", "))) for LISTEN_FDS=\(count)"
            )
        }
        var sockets: [InheritedSocket] = []
        for index in 0..<count {
            sockets.append(try socket(first + CInt(index), named: names?[index]))
        }
        return sockets
    }

    private static func socket(
        _ descriptor: CInt, named name: String?
    ) throws(InheritedSocketError) -> InheritedSocket {
        let what = "descriptor \(descriptor)\(name.map { " ('\($0)')" } ?? "")"
        guard fcntl(descriptor, F_GETFD) >= 0 else {
            throw InheritedSocketError(reason: "\(what) of LISTEN_FDS is not open")
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        guard let type = Sockets.number(of: descriptor, SO_TYPE), let family = Sockets.number(of: descriptor, SO_DOMAIN)
        else { throw InheritedSocketError(reason: "\(what) is no socket") }
        let isLocal = family == AF_UNIX
        guard isLocal || family == AF_INET || family == AF_INET6 else {
            throw InheritedSocketError(reason: "\(what) is a socket of another family than IPv4, IPv6 and local")
        }
        let kind: InheritedSocket.Kind
        switch UInt32(type) {
        case SOCK_STREAM.rawValue where Sockets.number(of: descriptor, SO_ACCEPTCONN) == 1:
            kind = isLocal ? .localStream : .stream
        case SOCK_STREAM.rawValue:
            throw InheritedSocketError(reason: "\(what) does not listen; a socket unit needs Accept=no")
        case SOCK_DGRAM.rawValue: kind = isLocal ? .localDatagram : .datagram
        default: throw InheritedSocketError(reason: "\(what) is neither a stream nor a datagram socket")
        }
        let (host, port) = Sockets.boundPlace(of: descriptor, isLocal: isLocal)
        return InheritedSocket(
            descriptor: descriptor, name: name.flatMap { isGiven($0) ? $0 : nil }, kind: kind, host: host, port: port)
    }

    /// systemd names a socket after its unit where that gives no name.
    private static func isGiven(_ name: String) -> Bool {
        !name.isEmpty && name != "unknown" && !name.hasSuffix(".socket")
    }
}

extension Sockets {
    fileprivate static func number(of descriptor: CInt, _ option: CInt) -> CInt? {
        var value: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, option, &value, &size) == 0 ? value : nil
    }

    fileprivate static func boundPlace(of descriptor: CInt, isLocal: Bool) -> (host: String, port: UInt16) {
        let bound = try? unsafe InternetAddress { (address, length) throws(Errno) in
            guard unsafe getsockname(descriptor, address, length) == 0 else { throw .current }
        }
        guard let bound else { return ("unknown", 0) }
        return isLocal ? (bound.path, 0) : bound.numeric
    }
}

extension InternetAddress {
    /// The path of a local socket; an abstract one is written with `@`.
    fileprivate var path: String {
        let offset = MemoryLayout<sa_family_t>.size
        var storage = storage
        let bytes = unsafe withUnsafeBytes(of: &storage) { unsafe Array($0[offset..<max(offset, Int(length))]) }
        guard let first = bytes.first else { return "unnamed" }
        let text = first == 0 ? [0x40] + bytes.dropFirst() : Array(bytes.prefix { $0 != 0 })
        return String(decoding: text, as: UTF8.self)
    }
}
