// ViewAddress.swift: where a collector is watched: a socket of this machine, or of another one by ssh.

/// The place of a collector's socket for viewers.
package enum ViewAddress: Hashable, Sendable, CustomStringConvertible {
    case path(String)
    /// By `ssh ssh://DESTINATION pysyslog-tui --relay PATH`; without a path, the relay looks for the socket itself.
    case ssh(destination: String, path: String?)

    package struct Mistake: Error, Equatable, Sendable {
        package var reason: String

        package init(reason: String) {
            self.reason = reason
        }
    }

    /// Reads `PATH` or `ssh://[USER@]HOST[:PORT][/PATH]`.
    package init(_ text: String) throws(Mistake) {
        guard text.hasPrefix("ssh://") else {
            guard !text.contains("://") else {
                throw Mistake(reason: "'\(text)' is neither the path of a socket nor ssh://[USER@]HOST[:PORT][/PATH]")
            }
            self = .path(text)
            return
        }
        let rest = text.dropFirst("ssh://".count)
        let destination = String(rest.prefix { $0 != "/" })
        let path = String(rest.dropFirst(destination.count))
        // ssh would take it for an option.
        guard !destination.isEmpty, !destination.hasPrefix("-"), !destination.contains(where: \.isWhitespace) else {
            throw Mistake(reason: "'\(text)' names no host; it is written ssh://[USER@]HOST[:PORT][/PATH]")
        }
        // The shell of the other machine reads the path.
        guard path.utf8.allSatisfy(Self.isPlain) else {
            throw Mistake(reason: "'\(text)': the path may have letters, digits and / . _ - + only")
        }
        self = .ssh(destination: destination, path: path.isEmpty || path == "/" ? nil : path)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "/._-+".utf8.contains(byte)
        }
    }

    /// As it is written on a command line.
    package var description: String {
        switch self {
        case .path(let path): path
        case .ssh(let destination, let path): "ssh://\(destination)\(path ?? "")"
        }
    }

    /// The first of the usual places that has a file, or the first of them.
    ///
    /// - Parameter environment: returns the value of a variable.
    package static func usualPath(_ environment: (String) -> String?) -> String {
        let paths = usualPaths(environment)
        return paths.first { (try? Files.status(of: $0)) != nil } ?? paths[0]
    }

    /// Where a collector's socket is usually, in the order in which it is looked for.
    static func usualPaths(_ environment: (String) -> String?) -> [String] {
        let given = environment("PYSYSLOG_VIEW_SOCKET").flatMap { $0.isEmpty ? nil : $0 }
        if let given { return [given] }
        let own = environment("XDG_RUNTIME_DIR").flatMap { $0.isEmpty ? nil : "\($0)/pysyslog/view.sock" }
        return ["/run/pysyslog/view.sock"] + (own.map { [$0] } ?? [])
    }
}
