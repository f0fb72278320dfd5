// PeerPatternTests.swift: which certificates a pattern matches.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A peer pattern", .limited)
struct PeerPatternTests {
    struct Case: CustomTestStringConvertible {
        var certificate: String
        var pattern: String
        var matches: Bool
        var testDescription: String { "\(pattern) \(matches ? "lets" : "does not let") \(certificate) in" }

        init(_ certificate: String, _ pattern: String, _ matches: Bool) {
            (self.certificate, self.pattern, self.matches) = (certificate, pattern, matches)
        }
    }

    @Test(
        "matches names as OpenSSL does, and the common name only without a subjectAltName",
        arguments: [
            Case("client", "client.example.com", true), Case("client", "CLIENT.Example.COM", true),
            Case("client", "example.com", false), Case("client", "client.example.com.evil", false),
            Case("client", ".example.com", true), Case("client", "*.example.com", true),
            Case("client", "*.com", false), Case("client", ".com", true), Case("client", "192.0.2.7", true),
            Case("client", "192.0.2.8", false), Case("client", "one", false),
            Case("name-cn", "cn.example.com", true), Case("name-cn", "*.example.com", true),
            Case("name-cn-and-dns", "cn.example.com", false), Case("name-cn-and-dns", "dns.example.com", true),
            Case("name-cn-and-ip", "cn.example.com", false), Case("name-cn-and-ip", "192.0.2.1", true),
            Case("name-ip6", "2001:db8::1", true), Case("name-ip6", "2001:db8:0:0::1", true),
            Case("name-ip6", "2001:db8::2", false),
            Case("name-wildcard", "a.example.com", true), Case("name-wildcard", "a.b.example.com", false),
            Case("name-wildcard", "example.com", false),
            Case("name-partial", "foobar.example.com", false), Case("name-partial", "bar.example.com", false),
            Case("name-inner", "foo.bar.example.com", false), Case("name-bare", "example.com", false),
            Case("name-dns-of-ip", "192.0.2.1", false),
            Case("name-nul", "good.example.com", false), Case("name-nul", "good.example.com.evil", false),
            Case("name-many", "host1.example.com", true), Case("name-many", "host1000.example.com", true),
            Case("name-many", "host1001.example.com", false),
        ])
    func table(_ row: Case) throws {
        let pattern = try #require(PeerPattern(row.pattern))
        let file = try PEMFile("--test", Certificates.path("\(row.certificate).pem"))
        var found: [Bool] = []
        _ = try file.forEachCertificate { certificate in found.append(pattern.matches(certificate)) }
        #expect(found == [row.matches])
    }

    @Test(
        "is refused where it could match nothing, or more than it seems to",
        arguments: [
            "", "*", "*.", ".", "foo.*.bar", "foo*.bar", "a..b", "a b", "a\0b", "**.b", "h\u{F6}st.de", "10.0.0.0/8",
        ])
    func malformed(_ text: String) {
        #expect(PeerPattern(text) == nil)
    }
}
