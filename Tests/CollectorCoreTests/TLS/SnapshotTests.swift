// SnapshotTests.swift: what a snapshot contains about TLS connections.
import Glibc
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A snapshot", .limited)
struct SnapshotTests {
    private func client(_ port: UInt16, _ options: [String]) throws -> Program {
        try Program("openssl", ["s_client", "-ign_eof", "-connect", "127.0.0.1:\(port)"] + options)
    }

    @Test("has the facts of each open connection, and a peer's handshakes by what became of them")
    func handshakes() throws {
        let quiet =
            #"{"version": 1, "handlers": {"null": {"class": "logging.NullHandler"}}, "root": {"handlers": ["null"]}}"#
        var options = CollectorOptions()
        options.port = 0
        var tls = TLSOptions(
            certificate: Certificates.path("server.pem"), key: Certificates.path("server.key"))
        tls.clientCA = Certificates.path("ca.pem")
        options.tls = tls
        let collector = try Collector(options, try LoggingConfiguration.read(Array(quiet.utf8), file: "quiet.json"))
        let refused = try client(collector.port, ["-tls1_2"])
        try refused.wait()
        let identity = ["-cert", Certificates.path("client.pem"), "-key", Certificates.path("client.key")]
        let good = try client(collector.port, ["-tls1_3"] + identity)
        try eventually("the handshake; \(good.errorText)") {
            collector.snapshot().peers.first?.tlsConnections.isEmpty == false
        }
        let peer = try #require(collector.snapshot().peers.first)
        let facts = TLSFacts(
            version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", subject: "CN=client one,O=Example")
        #expect(peer.tlsConnections == [facts])
        #expect(peer.handshakes.done == 1)
        #expect(peer.handshakes.failed == [.noCertificate: 1])
        #expect(peer.connections == 2)
        good.signal(SIGTERM)
        let account = collector.drain()
        #expect(account.handshakes == peer.handshakes)
        #expect(account.openConnections == 0)
        #expect(account.peers.first?.tlsConnections == [])
    }
}
