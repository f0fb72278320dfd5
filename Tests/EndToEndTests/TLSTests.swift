// TLSTests.swift: lines over TLS from real clients, from the first to the last, whichever way a client ends.
import Foundation
import TestSupport
import Testing

@Suite("TLS", .limited)
struct TLSTests {
    /// Numbered messages, and the bytes that carry them.
    private static func messages(_ count: Int, octet: Bool) -> (texts: [String], bytes: Data) {
        let texts = (1...count).map { "<13>Nov 23 02:20:12 vm tls: message \($0)" }
        let bytes = texts.map { octet ? "\($0.utf8.count) \($0)" : "\($0)\n" }.joined()
        return (texts, Data(bytes.utf8))
    }

    @Test("takes every line of every client, LF and octet-counted", arguments: TLSClient.allCases, [false, true])
    func clients(client: TLSClient, octet: Bool) throws {
        let collector = try RunningCollector(Certificates.server())
        let (texts, bytes) = Self.messages(300, octet: octet)
        let program = try client.send(bytes, to: collector.port)
        try eventually("the lines of \(client); \(program.errorText)") { collector.lines().count >= texts.count }
        try program.wait()
        try collector.stop()
        #expect(Array(collector.lines().prefix(texts.count)) == texts)
        #expect(collector.lines().count == texts.count)
    }

    @Test(
        "takes RSA certificates, and both parts out of one file",
        arguments: [("rsa.pem", "rsa.key"), ("both.pem", "both.pem")])
    func otherCertificates(certificate: String, key: String) throws {
        let collector = try RunningCollector(Certificates.server(certificate, key: key))
        for client in [TLSClient.openssl12, .python13, .gnutls] {
            try client.send(Data("hello of \(client)\n".utf8), to: collector.port).wait()
        }
        try collector.stop()
        #expect(collector.lines() == ["hello of openssl12", "hello of python13", "hello of gnutls"])
    }

    @Test(
        "delivers everything before a close_notify, a bare FIN or a half-close", arguments: ["notify", "fin", "half"],
        ["1.2", "1.3"])
    func ends(end: String, version: String) throws {
        let collector = try RunningCollector(Certificates.server())
        let lines = (0..<20_000).map { "<13>line \($0)" }
        // The last line has no terminator.
        let input = Data(lines.joined(separator: "\n").utf8)
        let client = try TLSClient.python("\(collector.port)", ["--end", end, "--version", version], input)
        #expect(try client.wait() == 0, "\(client.errorText)")
        try collector.stop()
        #expect(collector.lines() == lines)
    }

    @Test("loses nothing under back-pressure, when OpenSSL holds lines that the poller does not know of")
    func backPressure() throws {
        let collector = try RunningCollector(Certificates.server() + ["-m", "20", "--event-loops", "1"])
        let lines = (0..<100_000).map { "<13>line \($0)" }
        let input = Data((lines.joined(separator: "\n") + "\n").utf8)
        let clients = try (0..<2).map { _ in try TLSClient.python("\(collector.port)", [], input) }
        for client in clients { #expect(try client.wait(seconds: 60) == 0, "\(client.errorText)") }
        try collector.stop()
        #expect(collector.lines().count == 2 * lines.count)
        let last = collector.program.outputLines.last ?? ""
        #expect(last.contains("Received 200000 lines") && last.contains("nothing lost"), "\(last)")
    }

    @Test("keeps what came before a session breaks, and says that it did")
    func brokenSession() throws {
        let collector = try RunningCollector(Certificates.server())
        let client = try TLSClient.python("\(collector.port)", ["--break"], Data("one\ntwo".utf8))
        #expect(try client.wait() != 0)
        try collector.stop()
        #expect(collector.lines() == ["one", "two"])
        #expect(collector.program.outputText.contains("WARNING:pysyslog.tls:127.0.0.1: TLS failed: "))
    }

    @Test("when it drains says close_notify, and reads on to the peer's end")
    func draining() throws {
        let collector = try RunningCollector(Certificates.server() + ["--drain-timeout", "30"])
        let go = collector.folder.appending(path: "go")
        let client = try TLSClient.python("\(collector.port)", ["--until", go.path], Data("line\n".utf8))
        try eventually("the first line") { collector.lines() == ["line"] }
        let reader = try TLSClient.openssl("\(collector.port)", ["-ign_eof"])
        try eventually("a handshake") { reader.outputText.contains("SSL handshake has read") }
        collector.program.signal(SIGTERM)
        // It ends by itself at the close_notify.
        #expect(try reader.wait() == 0)
        #expect(reader.outputText.contains("closed"))
        try Data().write(to: go)
        #expect(try client.wait() == 0, "\(client.errorText)")
        #expect(try collector.program.wait() == 0)
        #expect(collector.lines() == ["line", "line"])
    }

    @Test("resumes sessions by ticket", arguments: ["-tls1_2", "-tls1_3"])
    func resumption(version: String) throws {
        let collector = try RunningCollector(Certificates.clients)
        let ticket = collector.folder.appending(path: "ticket").path
        let identity = ["-cert", Certificates.path("client.pem"), "-key", Certificates.path("client.key")]
        let first = try TLSClient.openssl(
            "\(collector.port)", [version, "-ign_eof", "-sess_out", ticket] + identity, Data("first\n".utf8))
        try eventually("a ticket; \(first.outputText)") {
            (try? Data(contentsOf: URL(filePath: ticket)))?.isEmpty == false && collector.lines() == ["first"]
        }
        first.signal(SIGTERM)
        let second = try TLSClient.openssl(
            "\(collector.port)", [version, "-ign_eof", "-sess_in", ticket] + identity, Data("second\n".utf8))
        try eventually("resumption; \(second.outputText)") { second.outputText.contains("Reused, TLSv1") }
        try eventually("the second line") { collector.lines() == ["first", "second"] }
        second.signal(SIGTERM)
        try collector.stop()
    }

    @Test("shows formatters the client's subject and the version", arguments: ["1.2", "1.3"])
    func facts(version: String) throws {
        let collector = try RunningCollector(
            Certificates.clients,
            configuration: """
                {"version": 1, "root": {"level": "INFO", "handlers": ["stdout"]},
                 "formatters": {"tls": {"format": "%(message)s [%(tlsVersion)s|%(tlsSubject)s]"}},
                 "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout",
                                         "formatter": "tls"}}}
                """)
        let options = [
            "--version", version, "--certificate", Certificates.path("client.pem"), "--key",
            Certificates.path("client.key"),
        ]
        let client = try TLSClient.python("\(collector.port)", options, Data("hello\n".utf8))
        #expect(try client.wait() == 0, "\(client.errorText)")
        try collector.stop()
        #expect(
            collector.program.outputLines.contains("hello [TLSv\(version)|CN=client one,O=Example]"),
            "\(collector.program.outputText)")
    }
}
