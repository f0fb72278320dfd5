// TLSReloadTests.swift: SIGHUP has the files of TLS read again, and never stops a collector.
import Foundation
import TestSupport
import Testing

@Suite("SIGHUP", .limited)
struct TLSReloadTests {
    private func replace(_ file: URL, by name: String) throws {
        try Data(contentsOf: URL(filePath: Certificates.path(name))).write(to: file, options: .atomic)
    }

    /// The subject of the certificate that the collector shows.
    private func subject(_ port: UInt16) throws -> String {
        let client = try TLSClient.openssl("\(port)", ["-brief"])
        try client.wait()
        let line = client.errorText.split(separator: "\n").first { $0.hasPrefix("Peer certificate: ") }
        return String(line?.dropFirst("Peer certificate: ".count) ?? "")
    }

    @Test("serves new handshakes with new files, keeps open connections, and old files where the new ones are bad")
    func reload() throws {
        let folder = try TemporaryFolder()
        let certificate = folder.url.appending(path: "cert.pem")
        try replace(certificate, by: "server.pem")
        let collector = try RunningCollector(["--cert", certificate.path, "--key", Certificates.path("server.key")])
        #expect(try subject(collector.port) == "CN = server")
        let go = folder.url.appending(path: "go")
        let open = try TLSClient.python("\(collector.port)", ["--until", go.path], Data("line\n".utf8))
        try eventually("the first line") { collector.lines() == ["line"] }

        try replace(certificate, by: "renewed.pem")
        collector.program.signal(SIGHUP)
        try eventually("the files are read again") { collector.program.outputText.contains("were read again") }
        #expect(try subject(collector.port) == "CN = renewed")

        try replace(certificate, by: "text")
        collector.program.signal(SIGHUP)
        try eventually("the bad file is refused") {
            collector.program.outputText.contains("ERROR:pysyslog.tls:cannot use --cert \(certificate.path): ")
        }
        #expect(collector.program.outputText.contains("stay in force"))
        #expect(try subject(collector.port) == "CN = renewed")

        try Data().write(to: go)
        #expect(try open.wait() == 0, "\(open.errorText)")
        try collector.stop()
        #expect(collector.lines() == ["line", "line"])
    }

    @Test("does nothing to a collector without TLS, which says what it does not do")
    func withoutTLS() throws {
        let collector = try RunningCollector()
        collector.program.signal(SIGHUP)
        let said = "INFO:pysyslog:SIGHUP: nothing to reload without TLS; log files are not reopened"
        try eventually("it says so") { collector.program.outputText.contains(said) }
        let sender = try Sender(to: collector.port)
        try sender.send("still here\n")
        sender.halfClose()
        try sender.waitForEnd()
        try collector.stop()
        #expect(collector.lines() == ["still here"])
    }
}
