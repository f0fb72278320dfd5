// ListenError.swift: why the port cannot be opened, and what to try.
import Glibc

/// A host and port that cannot be listened on.
public struct ListenError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Cause: Equatable, Sendable {
        /// The host has no address; the resolver's words.
        case resolve(String)
        case system(Errno)
    }

    public var host: String
    public var port: UInt16
    public var cause: Cause

    public var description: String {
        "cannot listen on \(Self.text(host, port)): \(reason)"
    }

    private var reason: String {
        switch cause {
        case .resolve(let words):
            "\(words); HOST is an IPv4 or IPv6 address or a name, 0.0.0.0 and :: mean every address"
        case .system(Errno(rawValue: EADDRINUSE)):
            "another program has the port; try another one, or find that program with: ss -ltnp sport = :\(port)"
        case .system(Errno(rawValue: EACCES)) where port < 1024:
            """
            ports below 1024 need the capability CAP_NET_BIND_SERVICE; \
            try pysyslog \(host) \(port == 514 ? 5514 : Int(port) + 5000), \
            or once: setcap cap_net_bind_service=+ep /path/to/pysyslog
            """
        case .system(Errno(rawValue: EADDRNOTAVAIL)):
            "this machine has no such address; try 127.0.0.1, 0.0.0.0 or ::"
        case .system(let error): "\(error)"
        }
    }

    /// `HOST:PORT`; an IPv6 address stands in brackets.
    static func text(_ host: String, _ port: UInt16) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
