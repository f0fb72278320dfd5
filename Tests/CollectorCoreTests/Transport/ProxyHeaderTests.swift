// ProxyHeaderTests.swift: PROXY headers of every right and wrong kind, cut anywhere.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A PROXY header")
struct ProxyHeaderTests {
    private static let begin: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]

    /// A header of version 2 around what follows its first 16 bytes.
    private static func binary(_ command: UInt8, _ family: UInt8, _ rest: [UInt8]) -> [UInt8] {
        begin + [command, family, UInt8(rest.count >> 8), UInt8(rest.count & 0xFF)] + rest
    }

    private static let ipv4: [UInt8] = [192, 0, 2, 7, 198, 51, 100, 1, 0xC3, 0x50, 0x02, 0x02]
    private static let ipv6: [UInt8] =
        [0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [1] + Array(repeating: 0, count: 15) + [
            1, 0, 80, 1, 1,
        ]

    /// With a checksum after the addresses: the correct value plus `error`.
    private static func withChecksum(_ error: UInt32 = 0) -> [UInt8] {
        var header = binary(0x21, 0x11, ipv4 + [0x04, 0, 2, 1, 2, 0x03, 0, 4, 0, 0, 0, 0])
        let sum = CRC32C.checksum(header.span) &+ error
        for byte in 0..<4 { header[header.count - 4 + byte] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * byte)) }
        return header
    }

    private func outcome(_ bytes: [UInt8]) -> ProxyHeader.Outcome { ProxyHeader.read(bytes.span) }

    struct Case: CustomTestStringConvertible {
        var bytes: [UInt8]
        var source: String?
        var testDescription: String { bytes.span.lossyText }

        init(_ text: String, _ source: String? = nil) {
            bytes = Array(text.utf8)
            self.source = source
        }

        init(_ bytes: [UInt8], _ source: String? = nil) {
            self.bytes = bytes
            self.source = source
        }
    }

    static let headers = [
        Case("PROXY TCP4 192.0.2.7 198.51.100.1 50000 514\r\n", "192.0.2.7 50000"),
        Case("PROXY TCP4 0.0.0.0 255.255.255.255 0 65535\r\n", "0.0.0.0 0"),
        Case("PROXY TCP6 2001:db8::1 ::1 80 257\r\n", "2001:db8::1 80"),
        Case("PROXY TCP6 2001:DB8::1 ::1 80 257\r\n", "2001:db8::1 80"),
        Case("PROXY TCP6 ::ffff:192.0.2.7 ::1 80 257\r\n", "192.0.2.7 80"),
        Case("PROXY UNKNOWN\r\n"), Case("PROXY UNKNOWN whatever stands here\r\n"),
        Case("PROXY UNKNOWN " + String(repeating: "x", count: 91) + "\r\n"),
        Case(binary(0x21, 0x11, ipv4), "192.0.2.7 50000"), Case(binary(0x21, 0x21, ipv6), "2001:db8::1 80"),
        // Longer than the addresses: parts that are not known.
        Case(binary(0x21, 0x11, ipv4 + [0xEA, 0, 1, 7, 0x04, 0, 0]), "192.0.2.7 50000"),
        Case(binary(0x21, 0x11, ipv4 + [0x04, 0x0F, 0xF1] + [UInt8](repeating: 0, count: 4_081)), "192.0.2.7 50000"),
        Case(withChecksum(), "192.0.2.7 50000"),
        // The balancer's own connection, whatever addresses follow.
        Case(binary(0x20, 0x00, [])), Case(binary(0x20, 0x11, ipv4)), Case(binary(0x20, 0xFF, [1, 2, 3])),
        Case(binary(0x21, 0x00, [])), Case(binary(0x21, 0x00, ipv4)),
        Case(binary(0x21, 0x31, [UInt8](repeating: 0x2F, count: 216))),
    ]

    @Test("names the sender, or leaves it to the socket; what follows is not its own", arguments: headers)
    func names(example: Case) throws {
        for rest in [[], [0x16, 3, 1], Array("<13>hello\n".utf8), Self.begin] {
            guard case .complete(let header) = outcome(example.bytes + rest) else {
                Issue.record("\(outcome(example.bytes + rest))")
                continue
            }
            #expect(header.size == example.bytes.count)
            #expect(header.source.map { "\($0.address.text) \($0.port)" } == example.source)
        }
    }

    @Test("is not believed before it is whole, wherever it is cut", arguments: headers)
    func isCut(example: Case) {
        for count in 0..<example.bytes.count {
            #expect(outcome(Array(example.bytes.prefix(count))) == .incomplete, "\(count) bytes")
        }
    }

    @Test(
        "that is wrong is refused, and never taken for a message",
        arguments: [
            Case("<13>hello\n"), Case("P<13>hello\n"), Case("proxy TCP4 1.2.3.4 1.2.3.4 1 1\r\n"),
            Case("PROXY  TCP4 1.2.3.4 1.2.3.4 1 1\r\n"), Case("PROXY TCP5 1.2.3.4 1.2.3.4 1 1\r\n"),
            Case("PROXY TCP4 1.2.3.4 1.2.3.4 1 1\n"), Case("PROXY TCP4 1.2.3.4 1.2.3.4 1 1 \r\n"),
            Case("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n"), Case("PROXY TCP4 1.2.3.4 1.2.3.4 1 1 1\r\n"),
            Case("PROXY TCP4 01.2.3.4 1.2.3.4 1 1\r\n"), Case("PROXY TCP4 1.2.3 1.2.3.4 1 1\r\n"),
            Case("PROXY TCP4 1.2.3.256 1.2.3.4 1 1\r\n"), Case("PROXY TCP4 ::1 ::1 1 1\r\n"),
            Case("PROXY TCP6 1.2.3.4 1.2.3.4 1 1\r\n"), Case("PROXY TCP6 0:0:0:0:0:0:0:1 ::1 1 1\r\n"),
            Case("PROXY TCP6 fe80::1%eth0 ::1 1 1\r\n"), Case("PROXY TCP6 ::01 ::1 1 1\r\n"),
            Case("PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n"), Case("PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n"),
            Case("PROXY TCP4 1.2.3.4 1.2.3.4 +1 1\r\n"), Case("PROXY TCP4 1.2.3.4 1.2.3.4 -1 1\r\n"),
            Case("PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\r\n"), Case("PROXY \r\n"), Case("PROXY \n"),
            Case("PROXY UNKNOWN" + String(repeating: "x", count: 93) + "\r\n"),
            Case("PROXY UNKNOWN " + String(repeating: "x", count: 92) + "\r\n"),
            Case("PROXY " + String(repeating: "x", count: 200)),
            Case(begin.dropLast() + [0x0D]), Case(binary(0x11, 0x11, ipv4)), Case(binary(0x31, 0x11, ipv4)),
            Case(binary(0x22, 0x11, ipv4)), Case(binary(0x2F, 0x11, ipv4)), Case(binary(0x21, 0x12, ipv4)),
            Case(binary(0x21, 0x10, ipv4)), Case(binary(0x21, 0x41, ipv4)), Case(binary(0x21, 0x11, [])),
            Case(binary(0x21, 0x11, ipv4.dropLast())), Case(binary(0x21, 0x21, ipv4)), Case(binary(0x21, 0x31, ipv4)),
            Case(binary(0x21, 0x11, ipv4 + [0x04])), Case(binary(0x21, 0x11, ipv4 + [0x04, 0, 2, 1])),
            Case(binary(0x21, 0x11, ipv4 + [0x03, 0, 3, 1, 2, 3])), Case(withChecksum(1)),
            Case(begin + [0x21, 0x11, 0x10, 0x01]), Case(begin + [0x21, 0x11, 0xFF, 0xFF]),
        ])
    func wrong(example: Case) {
        guard case .invalid(let fault) = outcome(example.bytes) else {
            Issue.record("\(outcome(example.bytes))")
            return
        }
        #expect(!fault.isEmpty)
        // A longer header is not valid either, and no shorter one was.
        for count in 0..<example.bytes.count {
            if case .complete(let header) = outcome(Array(example.bytes.prefix(count))) { Issue.record("\(header)") }
        }
    }

    @Test("of bytes at random is wrong or incomplete, and one that is changed somewhere never takes more than there is")
    func random() {
        var generator = SeededGenerator(state: 7)
        for example in Self.headers {
            for _ in 0..<500 {
                var bytes = example.bytes
                for _ in 0..<Int.random(in: 1...3, using: &generator) {
                    let index = Int.random(in: 0..<min(bytes.count, 160), using: &generator)
                    bytes[index] = UInt8.random(in: 0...255, using: &generator)
                }
                if case .complete(let header) = outcome(bytes) { #expect(header.size <= bytes.count) }
            }
        }
        for _ in 0..<5_000 {
            let count = Int.random(in: 1...200, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if case .complete(let header) = outcome(bytes) { Issue.record("\(header)") }
        }
    }

    @Test("has a checksum by Castagnoli's polynomial")
    func checksum() {
        #expect(CRC32C.checksum(Array("123456789".utf8).span) == 0xE306_9283)
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32).span) == 0x8A91_36AA)
        #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32).span, zeros: 0..<32) == 0x8A91_36AA)
    }
}
