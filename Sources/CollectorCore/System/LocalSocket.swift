// LocalSocket.swift: sockets with a path: opened in the place of a stale one, with owner and mode, removed at the end.
import CLinux
import Glibc

/// Who may connect or send to a local socket.
public struct LocalSocketAccess: Hashable, Sendable {
    /// Permissions, as in chmod(1).
    public var mode: UInt32 = 0o666
    /// Names or numbers; `nil` leaves what the process has.
    public var owner: String?
    public var group: String?

    public init() {}
}

/// Why a local socket cannot be opened.
public enum LocalSocketError: Error, Equatable, Sendable {
    case system(Errno)
    /// A program receives there; who it is, where that is known.
    case inUse(by: String?)
    case notSocket
    case tooLong(limit: Int)
    case unknownOwner(String)
    case unknownGroup(String)
}

enum LocalSocket {
    /// Opens the socket. One that another program has left behind is replaced; the folder is locked meanwhile, so that
    /// two programs that start at once do not remove each other's.
    static func open(
        _ path: String, isDatagram: Bool, _ access: LocalSocketAccess
    ) throws(LocalSocketError) -> OwnedDescriptor {
        guard let address = try? LocalAddress(path) else { throw .tooLong(limit: LocalAddress.longestPath) }
        let owner = try access.owner.map(userNumber)
        let group = try access.group.map(groupNumber)
        // Released when the descriptor is closed; flock(2).
        let folder = try openFolder(of: path)
        flock(folder.rawValue, LOCK_EX)
        try makeWay(at: path, address)
        let socket = try bind(address, isDatagram: isDatagram, mode: access.mode)
        var failed = unsafe chmod(path, access.mode) != 0
        if !failed, owner != nil || group != nil { failed = unsafe lchown(path, owner ?? .max, group ?? .max) != 0 }
        if !failed, !isDatagram { failed = listen(socket.rawValue, Sockets.longestQueue) != 0 }
        guard !failed else {
            let error = Errno.current
            try? Files.remove(path)
            throw .system(error)
        }
        return socket
    }

    /// Looks whether the socket could be opened, but for whether another program receives there.
    static func check(_ path: String, _ access: LocalSocketAccess) throws(LocalSocketError) {
        guard path.utf8.count <= LocalAddress.longestPath else { throw .tooLong(limit: LocalAddress.longestPath) }
        _ = try access.owner.map(userNumber)
        _ = try access.group.map(groupNumber)
        let occupant: FileStatus?
        do throws(Errno) { occupant = try Files.status(of: path) } catch { throw .system(error) }
        if let occupant, !occupant.isSocket { throw .notSocket }
        if let failure = Files.failureToCreate(in: Files.split(path).directory) { throw .system(failure) }
    }

    /// Removes what a program has left at `path` that ended without removing its socket.
    private static func makeWay(at path: String, _ address: LocalAddress) throws(LocalSocketError) {
        let occupant: FileStatus?
        do throws(Errno) { occupant = try Files.status(of: path) } catch { throw .system(error) }
        guard let occupant else { return }
        guard occupant.isSocket else { throw .notSocket }
        try checkIsStale(address)
        do throws(Errno) { try Files.remove(path) } catch { throw .system(error) }
    }

    /// Finds out by connecting whether a program receives there. One that cannot be asked counts as one that does.
    private static func checkIsStale(_ address: LocalAddress) throws(LocalSocketError) {
        guard let probe = try? Sockets.open(AF_UNIX, .stream) else { throw .inUse(by: nil) }
        let failed = unsafe address.withSockaddr { unsafe connect(probe.rawValue, $0, $1) } != 0
        // Where nobody has it open, a stream is refused whatever the type of the socket was.
        if failed, Errno.current == .connectionRefused { return }
        let owner = failed ? PeerCredentials() : Sockets.credentials(of: probe)
        throw .inUse(by: owner.pid > 0 ? owner.description : nil)
    }

    private static func bind(
        _ address: LocalAddress, isDatagram: Bool, mode: UInt32
    ) throws(LocalSocketError) -> OwnedDescriptor {
        do throws(Errno) {
            let socket = try Sockets.open(AF_UNIX, isDatagram ? .datagrams : .stream)
            // The path gets at most these permissions, so that nobody is early.
            fchmod(socket.rawValue, mode)
            let failed = unsafe address.withSockaddr { unsafe Glibc.bind(socket.rawValue, $0, $1) } != 0
            guard !failed else { throw Errno.current }
            return socket
        } catch {
            throw .system(error)
        }
    }

    private static func openFolder(of path: String) throws(LocalSocketError) -> OwnedDescriptor {
        let folder = Files.split(path).directory
        do throws(Errno) {
            return try OwnedDescriptor(
                checking: unsafe collector_open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0))
        } catch {
            throw .system(error)
        }
    }

    private static func userNumber(_ name: String) throws(LocalSocketError) -> uid_t {
        if let number = uid_t(name) { return number }
        guard let entry = unsafe getpwnam(name) else { throw .unknownOwner(name) }
        return unsafe entry.pointee.pw_uid
    }

    private static func groupNumber(_ name: String) throws(LocalSocketError) -> gid_t {
        if let number = gid_t(name) { return number }
        guard let entry = unsafe getgrnam(name) else { throw .unknownGroup(name) }
        return unsafe entry.pointee.gr_gid
    }
}

extension Sockets {
    /// The process that has connected to a local socket, as it was then.
    static func credentials(of socket: borrowing OwnedDescriptor) -> PeerCredentials {
        var credentials = collector_credentials(pid: 0, uid: .max, gid: .max)
        var size = socklen_t(MemoryLayout<collector_credentials>.size)
        guard unsafe getsockopt(socket.rawValue, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 else {
            return PeerCredentials()
        }
        return PeerCredentials(credentials)
    }

    /// Has the kernel tell with every datagram which process sent it.
    static func askForCredentials(at socket: borrowing OwnedDescriptor) {
        set(socket, SOL_SOCKET, SO_PASSCRED, 1)
    }
}
