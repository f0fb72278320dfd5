// ListenError.swift: why an address cannot be listened on, and what to try.
import Glibc

/// An address that cannot be listened on.
public struct ListenError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Cause: Equatable, Sendable {
        /// The host has no address; the resolver's words.
        case resolve(String)
        case local(LocalSocketError)
        case system(Errno)
    }

    public var address: ListenAddress
    public var cause: Cause

    public var description: String {
        "cannot listen on \(address.text): \(reason)"
    }

    private var reason: String {
        switch cause {
        case .resolve(let words):
            "\(words); HOST is an IPv4 or IPv6 address or a name, 0.0.0.0 and :: mean every address"
        case .local(let error): reason(error)
        case .system(let error): reason(error)
        }
    }

    private func reason(_ error: Errno) -> String {
        let port = address.port
        switch error.rawValue {
        case EADDRINUSE:
            return "another program has the port; try another one, or find that program with: "
                + "ss -l\(address.kind == .udp ? "u" : "t")np sport = :\(port)"
        case EACCES where port < 1024:
            let free = port == 514 ? 5514 : Int(port) + 5000
            return "ports below 1024 need the capability CAP_NET_BIND_SERVICE; try pysyslog \(address.host) \(free), "
                + "or once: setcap cap_net_bind_service=+ep /path/to/pysyslog"
        case EADDRNOTAVAIL: return "this machine has no such address; try 127.0.0.1, 0.0.0.0 or ::"
        default: return "\(error)"
        }
    }

    private func reason(_ error: LocalSocketError) -> String {
        switch error {
        case .system(.missing): "its folder does not exist"
        case .system(let error): "\(error)"
        case .inUse(let owner?): "another program receives there: \(owner)"
        case .inUse(nil): "another program receives there; find it with: ss -lxp src \(address.path)"
        case .notSocket: "there is a file that is no socket; remove it, or choose another path"
        case .tooLong(let limit): "the path is longer than \(limit) bytes"
        case .unknownOwner(let name): "there is no user '\(name)'"
        case .unknownGroup(let name): "there is no group '\(name)'"
        }
    }
}
