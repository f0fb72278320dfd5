// OctetCount.swift: tells an octet-counted frame from a line that happens to begin with a digit.

/// What the first bytes of a frame say about an octet count.
enum OctetCount: Equatable {
    /// The frame is the `count` bytes after the first `prefix` bytes, which are the count and its space.
    case counted(prefix: Int, count: Int)
    /// No count: the frame is a line.
    case absent
    /// Digits so far; more bytes are needed to decide.
    case undecided

    /// The most bytes that a decision can need: seven digits, a space, `<`, three digits, `>`.
    static let longestHeader = 13

    /// Reads the beginning of a frame.
    ///
    /// The grammar is `MSG-LEN SP` of RFC 6587 section 3.4.1, with MSG-LEN of at most seven digits and no leading zero.
    /// `auto` also requires a `<PRI>` after it: `2026-11-23 ...` and `404 not found` are lines; other collectors have
    /// read them as lengths and lost them. A count too small for that `<PRI>` is not treated as a count.
    ///
    /// - Parameter bytes: the stream from the frame's first byte on, as far as it has arrived.
    init(_ bytes: Bytes, framing: Framing) {
        var digits = 0
        var count = 0
        while digits < bytes.count, digits < 7, Self.isDigit(bytes[digits]) {
            count = count * 10 + Int(bytes[digits] - UInt8(ascii: "0"))
            digits += 1
        }
        guard digits > 0 || bytes.isEmpty, bytes.isEmpty || bytes[0] != UInt8(ascii: "0") else {
            self = .absent
            return
        }
        guard digits < bytes.count else {
            self = .undecided
            return
        }
        guard digits > 0, bytes[digits] == UInt8(ascii: " ") else {
            self = .absent
            return
        }
        let prefix = digits + 1
        guard framing == .auto else {
            self = .counted(prefix: prefix, count: count)
            return
        }
        switch Self.priorityLength(bytes.extracting(prefix..<bytes.count)) {
        case nil: self = .undecided
        case let length?: self = length > 0 && length <= count ? .counted(prefix: prefix, count: count) : .absent
        }
    }

    /// The length of the `<PRI>` that `bytes` begin with: `<`, one to three digits, `>`.
    ///
    /// - Returns: 3 to 5; 0 if there is none; `nil` while the bytes end too early to tell.
    private static func priorityLength(_ bytes: Bytes) -> Int? {
        guard !bytes.isEmpty else { return nil }
        guard bytes[0] == UInt8(ascii: "<") else { return 0 }
        var digits = 0
        while digits < 3, 1 + digits < bytes.count, isDigit(bytes[1 + digits]) { digits += 1 }
        guard 1 + digits < bytes.count else { return nil }
        return digits > 0 && bytes[1 + digits] == UInt8(ascii: ">") ? digits + 2 : 0
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
