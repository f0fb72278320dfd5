// ListenAddress+URL.swift: the URLs of --listen, such as tls://[::]:6514?name=site.

extension ListenAddress {
    /// A URL that names nothing to listen on: what is wrong, where, and what to try.
    public struct Mistake: Error, Equatable, Sendable, CustomStringConvertible {
        public var url: String
        public var reason: String

        public var description: String { "cannot listen on '\(url)': \(reason)" }
    }

    /// The forms that messages suggest.
    static let forms = "tcp://HOST:PORT, tls://HOST:PORT, udp://HOST:PORT, unix:///PATH"

    /// Reads `tcp://HOST:PORT`, `tls://HOST:PORT`, `udp://HOST:PORT` or `unix:///PATH`, with options behind it, as in
    /// `?name=NAME`. An IPv6 address stands in brackets.
    public init(url: String) throws(Mistake) {
        self = try URLReader(url: url).address()
    }
}

/// Takes one URL apart.
private struct URLReader {
    let url: String

    func address() throws(ListenAddress.Mistake) -> ListenAddress {
        guard let mark = url.firstRange(of: "://") else {
            throw mistake("a URL is expected: \(ListenAddress.forms)")
        }
        let scheme = url[..<mark.lowerBound].lowercased()
        let rest = url[mark.upperBound...]
        let query = rest.firstIndex(of: "?")
        let place = String(rest[..<(query ?? rest.endIndex)])
        let options = try options(query.map { String(rest[rest.index(after: $0)...]) } ?? "")
        var address: ListenAddress
        switch scheme {
        case "tcp": address = try internet(.tcp, place)
        case "tls": address = try internet(.tls, place)
        case "udp": address = try internet(.udp, place)
        case "unix": address = try local(place, options)
        default: throw mistake("'\(scheme)' is unknown; try \(ListenAddress.forms)")
        }
        for (name, value) in options { try set(name, value, of: &address) }
        return address
    }

    /// `name=value`, joined by `&`.
    private func options(_ query: String) throws(ListenAddress.Mistake) -> [(String, String)] {
        var options: [(String, String)] = []
        for part in query.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[1].isEmpty else { throw mistake("option '\(part)' has no value") }
            guard !options.contains(where: { $0.0 == pair[0] }) else {
                throw mistake("option '\(pair[0])' stands twice")
            }
            options.append((String(pair[0]), String(pair[1])))
        }
        return options
    }

    private func set(_ name: String, _ value: String, of address: inout ListenAddress) throws(ListenAddress.Mistake) {
        switch (name, address.kind) {
        case ("name", _): address.name = try checkedName(value)
        case ("rcvbuf", .udp): address.receiveBuffer = try bytes(value)
        // Decides the kind, which is known by now.
        case ("type", .unixStream), ("type", .unixDatagram): break
        case ("mode", .unixStream), ("mode", .unixDatagram): address.access.mode = try mode(value)
        case ("owner", .unixStream), ("owner", .unixDatagram): address.access.owner = value
        case ("group", .unixStream), ("group", .unixDatagram): address.access.group = value
        default: throw mistake("'\(name)' is no option here; try \(Self.options(of: address.kind))")
        }
    }

    private static func options(of kind: ListenerKind) -> String {
        switch kind {
        case .tcp, .tls: "name=NAME"
        case .udp: "name=NAME, rcvbuf=BYTES"
        case .unixStream, .unixDatagram: "type=stream or dgram, mode=0666, owner=USER, group=GROUP, name=NAME"
        }
    }

    private func bytes(_ text: String) throws(ListenAddress.Mistake) -> Int {
        guard let number = Int(text), 1...(1 << 30) ~= number else {
            throw mistake("rcvbuf=\(text) is no number of bytes from 1 to 1073741824; try rcvbuf=16777216")
        }
        return number
    }

    private func mode(_ text: String) throws(ListenAddress.Mistake) -> UInt32 {
        guard let mode = UInt32(text, radix: 8), mode <= 0o777 else {
            throw mistake("mode=\(text) is no mode: three octal digits are, as in chmod; try mode=0660")
        }
        return mode
    }

    private func local(_ path: String, _ options: [(String, String)]) throws(ListenAddress.Mistake) -> ListenAddress {
        guard path.hasPrefix("/"), !path.hasSuffix("/"), !path.utf8.contains(0) else {
            throw mistake("the path of a local socket begins with a slash; try unix:///run/pysyslog/log")
        }
        guard path.utf8.count <= LocalAddress.longestPath else {
            throw mistake("the path is longer than \(LocalAddress.longestPath) bytes, which is the system's limit")
        }
        switch options.first(where: { $0.0 == "type" })?.1 {
        case nil, "dgram": return ListenAddress(.unixDatagram, path: path)
        case "stream": return ListenAddress(.unixStream, path: path)
        case let type?: throw mistake("type=\(type) is unknown; try type=stream, or type=dgram as /dev/log has it")
        }
    }

    private func checkedName(_ name: String) throws(ListenAddress.Mistake) -> String {
        guard name.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && $0 != "\"" && $0 != "\\" }) else {
            throw mistake("the name '\(name)' has a space, a quotation mark, a backslash or a control character")
        }
        return name
    }

    private func internet(_ kind: ListenerKind, _ place: String) throws(ListenAddress.Mistake) -> ListenAddress {
        let example = "\(kind.rawValue)://127.0.0.1:5514"
        guard !place.contains("/") else { throw mistake("nothing may stand behind the port; try \(example)") }
        guard let colon = place.lastIndex(of: ":") else { throw mistake("the port is missing; try \(example)") }
        var host = String(place[..<colon])
        let digits = place[place.index(after: colon)...]
        if host.hasPrefix("[") {
            host = String(host.dropFirst())
            guard host.hasSuffix("]"), host.contains(":") else {
                throw mistake("an IPv6 address stands in brackets; try \(kind.rawValue)://[::]:5514")
            }
            host = String(host.dropLast())
        } else if host.contains(":") {
            throw mistake("an IPv6 address stands in brackets; try \(kind.rawValue)://[::]:5514")
        }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
            throw mistake("'\(digits)' is no port: a port is a number from 0 to 65535; try \(example)")
        }
        if !host.isEmpty, host.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            throw mistake("'\(host)' is no host; try \(example)")
        }
        return ListenAddress(kind, host: host, port: port)
    }

    private func mistake(_ reason: String) -> ListenAddress.Mistake {
        ListenAddress.Mistake(url: url, reason: reason)
    }
}
