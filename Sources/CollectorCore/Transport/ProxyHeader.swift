// ProxyHeader.swift: what a load balancer says of a connection before its first byte: the PROXY protocol.

/// The header of one connection: who has really connected.
///
/// Source: "The PROXY protocol, versions 1 & 2" of HAProxy, sections 2.1 and 2.2.
struct ProxyHeader: Equatable {
    struct Source: Equatable, Sendable {
        var address: IPAddress
        var port: UInt16
    }

    /// Bytes that the header takes.
    var size: Int
    /// `nil` where the connection is the balancer's own, such as a health check, or nothing is known of its origin.
    var source: Source?

    enum Outcome: Equatable {
        case incomplete
        case complete(ProxyHeader)
        /// In words for the log.
        case invalid(String)
    }

    /// Bytes of the longest header that is read: what version 2 has in front, and what may follow.
    static let longest = 16 + longestRest
    static let longestRest = 4_096
    private static let longestText = 107
    private static let textBegin = Array("PROXY ".utf8)
    private static let binaryBegin: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]

    /// Reads the header that `bytes` begin with. They may be cut anywhere, and nothing of it is believed before it is whole.
    static func read(_ bytes: Bytes) -> Outcome {
        guard bytes.count > 0 else { return .incomplete }
        let begin = bytes[0] == binaryBegin[0] ? binaryBegin : textBegin
        for index in 0..<min(begin.count, bytes.count) where bytes[index] != begin[index] {
            return .invalid("no PROXY header")
        }
        guard bytes.count >= begin.count else { return .incomplete }
        return begin.count == textBegin.count ? readText(bytes) : readBinary(bytes)
    }
}

// MARK: - Version 1: a line

extension ProxyHeader {
    /// `PROXY TCP4 192.0.2.1 192.0.2.2 50000 514` and CR LF.
    private static func readText(_ bytes: Bytes) -> Outcome {
        let lineFeed = bytes.offset(of: 0x0A, from: 0)
        guard min(lineFeed, bytes.count) < longestText else {
            return .invalid("a PROXY line of more than \(longestText) bytes")
        }
        guard lineFeed < bytes.count else { return .incomplete }
        let end = lineFeed - 1
        guard bytes[end] == 0x0D else { return .invalid("a PROXY line that does not end with CR LF") }
        let line = bytes.extracting(textBegin.count..<end).array
        let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        if words[0] == "UNKNOWN" { return .complete(ProxyHeader(size: end + 2)) }
        guard words[0] == "TCP4" || words[0] == "TCP6" else { return .invalid("a PROXY line of an unknown protocol") }
        guard words.count == 5 else { return .invalid("a PROXY line without two addresses and two ports") }
        let isIPv4 = words[0] == "TCP4"
        guard let source = canonicalAddress(words[1], isIPv4: isIPv4), canonicalAddress(words[2], isIPv4: isIPv4) != nil
        else { return .invalid("a PROXY line with an address that is not canonical") }
        guard let port = canonicalPort(words[3]), canonicalPort(words[4]) != nil else {
            return .invalid("a PROXY line with a port that is no number from 0 to 65535")
        }
        return .complete(ProxyHeader(size: end + 2, source: Source(address: source, port: port)))
    }

    private static func canonicalAddress(_ text: String, isIPv4: Bool) -> IPAddress? {
        guard let bytes = InternetAddress.bytes(ofNumeric: text), bytes.count == (isIPv4 ? 4 : 16) else { return nil }
        let address = IPAddress(bytes)
        let written = isIPv4 || !address.isIPv4 ? address.text : "::ffff:\(address.text)"
        return written == text.lowercased() ? address : nil
    }

    private static func canonicalPort(_ text: String) -> UInt16? {
        UInt16(text).flatMap { "\($0)" == text ? $0 : nil }
    }
}

// MARK: - Version 2: binary

extension ProxyHeader {
    private static func readBinary(_ bytes: Bytes) -> Outcome {
        guard bytes.count >= 16 else { return .incomplete }
        let length = Int(bytes[14]) << 8 | Int(bytes[15])
        guard length <= longestRest else { return .invalid("a PROXY header of more than \(longest) bytes") }
        guard bytes.count >= 16 + length else { return .incomplete }
        let header = bytes.extracting(0..<16 + length)
        guard header[12] >> 4 == 2 else { return .invalid("a PROXY header of an unknown version") }
        let own = ProxyHeader(size: header.count)
        switch header[12] & 0x0F {
        // Whatever else it says, a connection of the balancer's own is not somebody else's.
        case 0: return .complete(own)
        case 1: break
        default: return .invalid("a PROXY header with an unknown command")
        }
        switch header[13] {
        case 0x00: return .complete(own)
        case 0x11: return readAddresses(of: header, bytes: 4)
        case 0x21: return readAddresses(of: header, bytes: 16)
        // Local sockets of the balancer's machine.
        case 0x31: return header.count >= 16 + 216 ? .complete(own) : .invalid("a PROXY header without its addresses")
        default: return .invalid("a PROXY header of an unknown protocol")
        }
    }

    private static func readAddresses(of header: Bytes, bytes count: Int) -> Outcome {
        let end = 16 + 2 * count + 4
        guard header.count >= end else { return .invalid("a PROXY header without its addresses") }
        if let fault = faultInExtensions(of: header, from: end) { return .invalid(fault) }
        let address = IPAddress(header.extracting(16..<16 + count).array)
        let port = UInt16(header[end - 4]) << 8 | UInt16(header[end - 3])
        return .complete(ProxyHeader(size: header.count, source: Source(address: address, port: port)))
    }

    /// What is wrong with the type-length-value parts behind the addresses, of which the checksum is one.
    private static func faultInExtensions(of header: Bytes, from start: Int) -> String? {
        let checksum: UInt8 = 0x03
        var start = start
        while start < header.count {
            guard start + 3 <= header.count else { return "a PROXY header with a part that is cut" }
            let value = start + 3..<start + 3 + (Int(header[start + 1]) << 8 | Int(header[start + 2]))
            guard value.upperBound <= header.count else { return "a PROXY header with a part that is cut" }
            if header[start] == checksum {
                guard value.count == 4 else { return "a PROXY header with a checksum that is none" }
                let stated = value.reduce(UInt32(0)) { $0 << 8 | UInt32(header[$1]) }
                guard CRC32C.checksum(header, zeros: value) == stated else {
                    return "a PROXY header with a wrong checksum"
                }
            }
            start = value.upperBound
        }
        return nil
    }
}
