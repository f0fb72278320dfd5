// SnapshotTests.swift: what a snapshot tells of connections with TLS.
import Foundation
import Testing

@testable import CollectorCore

@Suite("A snapshot")
struct SnapshotTests {
    private func client(_ port: UInt16, _ options: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl", "s_client", "-ign_eof", "-connect", "127.0.0.1:\(port)"] + options
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func eventually(_ condition: () -> Bool) -> Bool {
        let deadline = ContinuousClock.now + .seconds(30)
        while !condition() {
            guard ContinuousClock.now < deadline else { return false }
            usleep(2_000)
        }
        return true
    }

    @Test("has the facts of each open connection, and a peer's handshakes by what became of them")
    func handshakes() throws {
        let quiet =
            #"{"version": 1, "handlers": {"null": {"class": "logging.NullHandler"}}, "root": {"handlers": ["null"]}}"#
        var options = CollectorOptions()
        options.port = 0
        var tls = TLSOptions(
            certificate: TestCertificates.path("server.pem"), key: TestCertificates.path("server.key"))
        tls.clientCA = TestCertificates.path("ca.pem")
        options.tls = tls
        let collector = try Collector(options, try LoggingConfiguration.read(Array(quiet.utf8), file: "quiet.json"))
        let refused = try client(collector.port, ["-tls1_2"])
        refused.waitUntilExit()
        let identity = ["-cert", TestCertificates.path("client.pem"), "-key", TestCertificates.path("client.key")]
        let good = try client(collector.port, ["-tls1_3"] + identity)
        defer { good.terminate() }
        #expect(eventually { collector.snapshot().peers.first?.tlsConnections.isEmpty == false })
        let peer = try #require(collector.snapshot().peers.first)
        let facts = TLSFacts(
            version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", subject: "CN=client one,O=Example")
        #expect(peer.tlsConnections == [facts])
        #expect(peer.handshakes.done == 1)
        #expect(peer.handshakes.failed == [.noCertificate: 1])
        #expect(peer.connections == 2)
        let account = collector.drain()
        #expect(account.handshakes == peer.handshakes)
        #expect(account.openConnections == 0)
        #expect(account.peers.first?.tlsConnections == [])
    }
}
