// CollectorTests.swift: a collector in this process: its counts add up while it runs and at its end.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A collector", .limited)
struct CollectorTests {
    /// Connects to the collector, sends, and waits until it has closed the connection.
    private func send(_ text: String, to collector: Collector) throws {
        let script = """
            import socket, sys
            s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            s.sendall(sys.stdin.buffer.read())
            s.shutdown(socket.SHUT_WR)
            s.recv(1)
            """
        let sender = try Program("python3", ["-c", script, "\(collector.port)"], input: Data(text.utf8))
        #expect(try sender.wait() == 0, "\(sender.errorText)")
    }

    private func configuration(_ json: String) throws -> LoggingConfiguration {
        try LoggingConfiguration.read(Array(json.utf8), file: "test.json")
    }

    private var options: CollectorOptions {
        var options = CollectorOptions()
        options.port = 0
        options.drainTimeout = 0.2
        options.maxMessageSize = 480
        return options
    }

    @Test("accounts for every line: received and unrouted, and delivered, dropped and queued by each handler")
    func accounts() throws {
        let collector = try Collector(
            options,
            configuration(
                """
                {"version": 1,
                 "handlers": {"full": {"class": "logging.FileHandler", "filename": "/dev/full"},
                              "sink": {"class": "logging.FileHandler", "filename": "/dev/null"},
                              "none": {"class": "logging.NullHandler"}},
                 "loggers": {"127.0.0.1": {"handlers": ["full", "sink", "none"], "level": "INFO"}}}
                """))
        let long = String(repeating: "x", count: 1_000)
        try send("one\ntwo\n\(long)\nlast", to: collector)
        let running = collector.snapshot()
        #expect(running.received == 4)
        #expect(running.bytes == 4 + 4 + 1_001 + 4)
        #expect(running.truncated == 1)
        #expect(running.peers.map(\.address) == ["127.0.0.1"])
        #expect(running.peers[0].skippedBytes == 520)
        #expect(running.peers[0].connections == 1)
        #expect(running.unrouted == 0)
        #expect(running.deliveries.accepted == 4 * 3)
        #expect(running.deliveries.queued + running.deliveries.written == 4 * 3)

        let final = collector.drain()
        let byName = Dictionary(uniqueKeysWithValues: final.handlers.map { ($0.name, $0) })
        #expect(byName["sink"]?.lines == Balance(accepted: 4, written: 4))
        #expect(byName["none"]?.lines == Balance(accepted: 4, written: 4))
        #expect(byName["full"]?.lines == Balance(accepted: 4, dropped: [.drainDeadline: 4]))
        #expect(byName["none"]?.className == "NullHandler" && byName["sink"]?.className == "FileHandler")
        #expect(byName["full"]?.lastFailure == "cannot write to /dev/full: no space left on device")
        #expect(final.deliveries.queued == 0)
        #expect(final.openConnections == 0)
    }

    @Test("counts lines that no handler wants, and says so at the end")
    func unrouted() throws {
        let collector = try Collector(options, configuration(#"{"version": 1, "root": {"level": "ERROR"}}"#))
        try send("one\ntwo\n", to: collector)
        let final = collector.drain()
        #expect(final.received == 2)
        #expect(final.unrouted == 2)
        #expect(final.deliveries == Balance())
        #expect(final.summary.hasSuffix("delivered: nothing; 2 not routed to any handler"))
    }

    @Test("does not start where a destination cannot be opened, and leaves the port free")
    func destinationMissing() throws {
        let broken = try configuration(
            """
            {"version": 1, "root": {"handlers": ["file"]},
             "handlers": {"file": {"class": "logging.FileHandler", "filename": "/no/such/folder/file"}}}
            """)
        #expect(throws: StartError.self) { try Collector(options, broken) }
    }

    @Test("lets go of what a reload has replaced, the first configuration included")
    func release() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "logging.json")
        func write(_ name: String) throws {
            let handler = #"{"class": "logging.FileHandler", "filename": "\#(folder.url.path)/\#(name).log"}"#
            let json = #"{"version": 1, "handlers": {"\#(name)": \#(handler)}, "root": {"handlers": ["\#(name)"]}}"#
            try Data(json.utf8).write(to: file, options: .atomic)
        }
        var options = options
        options.configurationFile = file.path
        try write("first")
        let collector = try Collector(options, try LoggingConfiguration.read(file: file.path))
        try send("line\n", to: collector)
        for name in ["second", "third"] {
            weak let handler = collector.outputs.current.handlers.first
            weak let outbox = handler?.outbox
            #expect(handler != nil && outbox != nil)
            try write(name)
            collector.reload()
            try eventually("handler \(name) is in force") { collector.outputs.current.handlers.first?.name == name }
            try eventually("what was there before is gone") {
                _ = collector.snapshot()
                return handler == nil && outbox == nil
            }
        }
        collector.drain()
    }
}
