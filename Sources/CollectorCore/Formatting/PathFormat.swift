// PathFormat.swift: the name of a file in which fields stand for the sender and the time of receipt.

/// A directory, and the names of files beneath it: `/var/log/remote/{peer}/%Y-%m-%d.log`.
struct PathFormat: Equatable, Sendable {
    enum Part: Equatable, Sendable {
        case literal([UInt8])
        /// The sender's address; `local` for senders on local sockets.
        case peer
        case listener
        case time(TimeFormat)
    }

    /// What stands before the first field, up to a slash; empty for the working directory.
    let directory: String
    private(set) var parts: [Part] = []

    private static let fields = ["peer", "listener"]

    init(_ text: String) throws(FormatError) {
        let fieldStart = text.utf8.firstIndex { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "%") }
        guard let fieldStart else {
            throw FormatError(
                "there is no {peer}, {listener} or time in it, so that all lines go to one file; use logging.FileHandler"
            )
        }
        let slash = text.utf8[..<fieldStart].lastIndex(of: UInt8(ascii: "/"))
        let start = slash.map { text.utf8.index(after: $0) } ?? text.startIndex
        directory = String(text[..<start])
        try read(text[start...])
        try check(text[start...])
    }

    private mutating func read(_ text: Substring) throws(FormatError) {
        var rest = text
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            try append(rest[..<brace])
            guard rest[brace] == "{", let end = rest[brace...].firstIndex(of: "}") else {
                throw FormatError("a brace without its counterpart; a field is written {peer}")
            }
            try append(field: String(rest[rest.index(after: brace)..<end]))
            rest = rest[rest.index(after: end)...]
        }
        try append(rest)
    }

    /// Text between fields, which is for `strftime(3)`.
    private mutating func append(_ text: Substring) throws(FormatError) {
        guard !text.isEmpty else { return }
        guard text.utf8.contains(UInt8(ascii: "%")) else { return parts.append(.literal(Array(text.utf8))) }
        parts.append(.time(try TimeFormat(String(text), DefaultTime())))
    }

    private mutating func append(field: String) throws(FormatError) {
        switch field {
        case "peer": parts.append(.peer)
        case "listener": parts.append(.listener)
        case "host", "hostname":
            throw FormatError("{\(field)} is what a sender claims, which must not name a file; use {peer}, its address")
        default:
            let hint = nearMiss(of: field, among: Self.fields).map { "; did you mean {\($0)}?" } ?? ""
            throw FormatError("unknown field {\(field)}; the fields are {peer} and {listener}\(hint)")
        }
    }

    private func check(_ text: Substring) throws(FormatError) {
        for name in text.split(separator: "/", omittingEmptySubsequences: false) {
            if name.isEmpty { throw FormatError("a name in the path is empty: two slashes, or one at the end") }
            if name == "." || name == ".." { throw FormatError("\(name) behind a field is not allowed") }
        }
    }

    /// The forms of the time in it; files whose times differ have different names.
    var times: [TimeFormat] {
        parts.compactMap { part in
            if case .time(let format) = part { format } else { nil }
        }
    }

    func pieces(for facts: RouteFacts) -> [HeadPiece] {
        parts.map { part in
            switch part {
            case .literal(let bytes): .literal(bytes)
            case .peer: .literal(Self.name(facts.isOwn ? "pysyslog" : facts.loggerName))
            case .listener: .literal(Self.name(facts.isOwn ? "pysyslog" : facts.listener))
            case .time(let format): .clock(format)
            }
        }
    }

    /// A value as a part of one name: listeners may be named after paths.
    private static func name(_ value: String) -> [UInt8] {
        var bytes = value.utf8.map { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") ? $0 : UInt8(ascii: "_") }
        if bytes.first == UInt8(ascii: ".") { bytes[0] = UInt8(ascii: "_") }
        return bytes.isEmpty ? [UInt8(ascii: "_")] : bytes
    }
}
