// TLSRefusalTests.swift: refused clients get an alert and are logged; others are not affected.
import Foundation
import TestSupport
import Testing

@Suite("A TLS handshake is refused", .limited)
struct TLSRefusalTests {
    struct Case: CustomTestStringConvertible {
        var certificate: String?
        var options: [String] = []
        var said: String
        var testDescription: String { certificate ?? "no certificate" }
    }

    private static func refusals(_ collector: RunningCollector) -> [String] {
        let start = "WARNING:pysyslog.tls:127.0.0.1: TLS handshake refused: "
        return collector.program.outputLines.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
    }

    private static func identity(_ name: String?) -> [String] {
        guard let name else { return [] }
        return ["--certificate", Certificates.path("\(name).pem"), "--key", Certificates.path("client.key")]
    }

    @Test(
        "to clients with the wrong certificate, even byte by byte",
        arguments: [
            Case(said: "no client certificate"),
            Case(certificate: "foreign", said: "the client's certificate is not trusted: unable to get local issuer"),
            Case(certificate: "expired", said: "the client's certificate has expired"),
            Case(certificate: "revoked", options: ["--crl", "crl.pem"], said: "the client's certificate is revoked"),
            Case(
                certificate: "of-revoked-ca", options: ["--crl", "crls.pem"],
                said: "the client's certificate is revoked, or"),
            Case(
                certificate: "chained", options: ["--crl", "crl.pem"],
                said: "the client's certificate is not trusted: unable to get certificate CRL"),
            Case(certificate: "another", said: "certificate name not allowed (--tls-peer)"),
        ], [("1.2", false), ("1.3", false), ("1.2", true), ("1.3", true)])
    func certificates(refused: Case, way: (version: String, dribble: Bool)) throws {
        let options = refused.options.map { $0.hasSuffix(".pem") ? Certificates.path($0) : $0 }
        let collector = try RunningCollector(Certificates.clients + ["--tls-peer", "*.example.com"] + options)
        let how = ["--version", way.version] + (way.dribble ? ["--dribble"] : [])
        let bad = try TLSClient.python(
            "\(collector.port)", Self.identity(refused.certificate) + how, Data("evil\n".utf8))
        #expect(try bad.wait() != 0)
        #expect(bad.errorText.contains("refused: ") && bad.errorText.contains("alert"), "\(bad.errorText)")
        let good = try TLSClient.python("\(collector.port)", Self.identity("client") + how, Data("good\n".utf8))
        #expect(try good.wait() == 0, "\(good.errorText)")
        try collector.stop()
        #expect(collector.lines() == ["good"])
        #expect(Self.refusals(collector).count == 1)
        #expect(Self.refusals(collector).first?.hasPrefix(refused.said) == true, "\(collector.program.outputText)")
    }

    @Test("to nobody with a chain, one of 1,000 names, or the address asked for")
    func accepted() throws {
        let patterns = ["--tls-peer", "host777.example.com", "--tls-peer", "192.0.2.7"]
        let collector = try RunningCollector(Certificates.clients + patterns)
        for name in ["client", "many"] {
            let client = try TLSClient.python(
                "\(collector.port)", Self.identity(name), Data("\(name)\n".utf8))
            #expect(try client.wait() == 0, "\(client.errorText)")
        }
        try collector.stop()
        #expect(collector.lines() == ["client", "many"])
        let chained = try RunningCollector(Certificates.clients + ["--tls-peer", "client.example.com"])
        let client = try TLSClient.python("\(chained.port)", Self.identity("chained"), Data("chained\n".utf8))
        #expect(try client.wait() == 0, "\(client.errorText)")
        try chained.stop()
        #expect(chained.lines() == ["chained"])
    }

    @Test("to nobody whose chain is on no list, and to all whom a trusted intermediate CA has not signed")
    func acceptedByLists() throws {
        let lists = ["--crl", Certificates.path("crls.pem")]
        let whole = try RunningCollector(Certificates.clients + lists)
        try Self.send(["client", "chained", "of-revoked-ca"], to: whole)
        #expect(whole.lines() == ["client", "chained"])
        // An intermediate CA may be the one that is trusted, with its own list and no one's above it.
        let intermediate = ["--client-ca", Certificates.path("intermediate.pem")]
        for options in [[], lists] {
            let narrow = try RunningCollector(Certificates.server() + intermediate + options)
            try Self.send(["client", "chained"], to: narrow)
            #expect(narrow.lines() == ["chained"])
        }
    }

    /// Has each client send its name, and ends the collector.
    private static func send(_ names: [String], to collector: RunningCollector) throws {
        for name in names {
            try TLSClient.python("\(collector.port)", identity(name), Data("\(name)\n".utf8)).wait()
        }
        try collector.stop()
    }

    @Test("to plain text, of which the log shows the beginning; once, however often it comes")
    func plainText() throws {
        let collector = try RunningCollector(Certificates.server())
        for _ in 0..<50 {
            let sender = try Sender(to: collector.port)
            try sender.send("<13>Nov 23 02:20:12 vm app: plain\u{7} text\n")
            try sender.waitForEnd()
        }
        let other = try Sender(to: collector.port, from: "127.0.0.2")
        try other.send("\u{1B}[2J\"\n")
        other.halfClose()
        try other.waitForEnd()
        try TLSClient.python13.send(Data("good\n".utf8), to: collector.port).wait()
        try collector.stop()
        #expect(collector.lines() == ["good"])
        let account = collector.program.outputLines.last ?? ""
        #expect(account.hasSuffix("nothing lost; TLS handshakes failed: plain text 51"), "\(account)")
        #expect(
            Self.refusals(collector)
                == [#"plain text on a TLS port: "<13>Nov 23 02:20:12 vm app: plai...""#])
        let second =
            #"WARNING:pysyslog.tls:127.0.0.2: TLS handshake refused: plain text on a TLS port: "\x1b[2J\"\x0a""#
        #expect(collector.program.outputLines.contains(second), "\(collector.program.outputText)")
    }

    @Test("to versions and ciphers that are not allowed")
    func versions() throws {
        let collector = try RunningCollector(Certificates.server() + ["--tls-min-version", "1.3"])
        #expect(try TLSClient.openssl("\(collector.port)", ["-tls1_2"]).wait() != 0)
        try collector.stop()
        #expect(Self.refusals(collector) == ["the client has no version of TLS that is allowed here"])
        for cipher in ["ECDHE-ECDSA-AES128-SHA256", "AES128-GCM-SHA256"] {
            let collector = try RunningCollector(Certificates.server())
            #expect(try TLSClient.openssl("\(collector.port)", ["-tls1_2", "-cipher", cipher]).wait() != 0)
            try collector.stop()
            #expect(Self.refusals(collector) == ["the client has no cipher that is allowed here"])
        }
    }

    @Test("to a client that does not trust the collector, with the client's own reason")
    func untrusting() throws {
        let collector = try RunningCollector(Certificates.server())
        let client = try TLSClient.python(
            "\(collector.port)", ["--ca", Certificates.path("other-ca.pem")], Data("x\n".utf8))
        #expect(try client.wait() != 0)
        try collector.stop()
        #expect(Self.refusals(collector) == ["the client refused it: unknown CA"], "\(collector.program.outputText)")
    }

    @Test("to nobody on a plain port, where a hello is garbage and the next client is served")
    func helloToPlainPort() throws {
        let collector = try RunningCollector()
        let hello = try Sender(to: collector.port)
        try hello.send([0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x03])
        hello.halfClose()
        try hello.waitForEnd()
        let good = try Sender(to: collector.port)
        try good.send("good\n")
        good.halfClose()
        try good.waitForEnd()
        try collector.stop()
        #expect(collector.lines().last == "good")
    }
}
