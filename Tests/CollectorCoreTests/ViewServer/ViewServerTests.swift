// ViewServerTests.swift: a collector and its viewers, over a real socket.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A socket for viewers", .limited)
struct ViewServerTests {
    private func start(history: Int = 1 << 20) throws -> (collector: Collector, path: String) {
        let path = RunFolder.newPath("view")
        var options = CollectorOptions()
        options.port = 0
        options.drainTimeout = 0.2
        options.viewSocket = ViewSocketOptions(path: path)
        options.viewSocket?.history = history
        return (try Collector(options, Self.configuration()), path)
    }

    private static func configuration() throws -> LoggingConfiguration {
        let json = """
            {"version": 1, "handlers": {"h": {"class": "logging.NullHandler"}},
             "root": {"handlers": ["h"], "level": "INFO"}}
            """
        return try LoggingConfiguration.read(Array(json.utf8), file: "test.json")
    }

    private func viewer(of path: String, _ feed: LiveFeed, history: Bool = true) throws -> RemoteCollector {
        feed.attach()
        let viewer = try RemoteCollector(.path(path), feed, wantsHistory: history)
        try viewer.open(within: 10)
        return viewer
    }

    private func send(_ lines: Range<Int>, to collector: Collector) throws {
        let script = """
            import socket, sys
            s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            s.sendall("".join(f"<13>line {n}\\n" for n in range(int(sys.argv[2]), int(sys.argv[3]))).encode())
            s.shutdown(socket.SHUT_WR)
            s.recv(1)
            """
        let sender = try Program(
            "python3", ["-c", script, "\(collector.port)", "\(lines.lowerBound)", "\(lines.upperBound)"])
        #expect(try sender.wait() == 0, "\(sender.errorText)")
    }

    private func texts(_ feed: LiveFeed) -> [String] {
        let window = feed.window()
        return (0..<window.count).map { String(decoding: window.line(at: $0).bytes, as: UTF8.self) }
    }

    @Test("shows what was kept and what comes, and the counters of the collector")
    func watching() throws {
        let (collector, path) = try start()
        try send(0..<100, to: collector)
        let feed = LiveFeed()
        let viewer = try viewer(of: path, feed)
        try eventually("the lines that were kept") { feed.window().count == 100 }
        try send(100..<5_000, to: collector)
        try eventually("all lines") { feed.window().count == 5_000 }
        #expect(texts(feed) == (0..<5_000).map { "<13>line \($0)" })
        let line = feed.window().line(at: 0)
        #expect(line.entry.source.address == "127.0.0.1" && line.entry.end == .lineFeed)
        #expect(line.entry.source.listener == "127.0.0.1:\(collector.port)")
        try eventually("the counters") { viewer.known.snapshot?.received == 5_000 }
        try eventually("equal snapshots") { viewer.known.snapshot == collector.snapshot() }
        try eventually("the handlers of a line") { viewer.handlers(of: line) == ["h"] }
        #expect(viewer.known.contact == .connected && viewer.known.skipped == 0)
        #expect(viewer.known.notes.contains { $0.text.hasPrefix("viewer: ") })
        viewer.close()
        let account = collector.drain()
        #expect(account.received == 5_000)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("keeps nothing without a history until somebody looks, and nothing after")
    func withoutHistory() throws {
        let (collector, path) = try start(history: 0)
        try send(0..<100, to: collector)
        let feed = LiveFeed()
        let viewer = try viewer(of: path, feed)
        try send(100..<200, to: collector)
        try eventually("the lines since then") { feed.window().count == 100 }
        #expect(texts(feed).first == "<13>line 100")
        let ring = try #require(collector.options.liveFeed)
        #expect(ring.isWatched)
        viewer.close()
        try eventually("the ring is let go") { !ring.isWatched }
        collector.drain()
    }

    @Test("counts nothing as missing that was not kept while nobody looked")
    func oneAfterTheOther() throws {
        let (collector, path) = try start(history: 0)
        let first = LiveFeed()
        let viewer = try viewer(of: path, first)
        try send(0..<50, to: collector)
        try eventually("the lines of the first") { first.window().count == 50 }
        viewer.close()
        let ring = try #require(collector.options.liveFeed)
        try eventually("the ring is let go") { !ring.isWatched }
        let second = LiveFeed()
        let next = try self.viewer(of: path, second, history: false)
        #expect(next.known.welcome?.next == 51)
        try send(50..<60, to: collector)
        try eventually("the lines of the second") { second.window().count == 10 }
        #expect(next.known.skipped == 0 && texts(second).first == "<13>line 50")
        next.close()
        collector.drain()
    }

    @Test("logs what a viewer says of itself in one line")
    func program() throws {
        let (collector, path) = try start()
        let socket = try connect(path)
        var output = MessageOutput()
        let hello = HelloMessage(oldestVersion: 1, newestVersion: 1, program: "evil\nERROR:forged \u{1B}[31m")
        output.write(ViewRequest.Envelope(hello: hello))
        try output.flush(to: socket)
        try eventually("it is logged") {
            collector.options.liveFeed?.notes.contains { $0.text.hasSuffix(" with evilERROR:forged [31m") } == true
        }
        collector.drain()
    }

    @Test("goes on with a viewer that comes back where it was, and tells it of a restart")
    func reconnecting() throws {
        let (first, path) = try start()
        let feed = LiveFeed()
        let viewer = try viewer(of: path, feed)
        try send(0..<10, to: first)
        try eventually("the first lines") { feed.window().count == 10 }
        first.drain()
        try eventually("the collector is away") {
            if case .away = viewer.known.contact { true } else { false }
        }
        var options = first.options
        options.liveFeed = nil
        let second = try Collector(options, Self.configuration())
        try send(10..<20, to: second)
        try eventually("the lines of the second") { feed.window().count == 20 }
        #expect(texts(feed) == (0..<20).map { "<13>line \($0)" })
        #expect(viewer.known.restarts == 1 && viewer.known.contact == .connected)
        viewer.close()
        second.drain()
    }

    /// A connection that says what it likes.
    private func connect(_ path: String) throws -> OwnedDescriptor { try Sockets.connect(toPath: path, .stream) }

    @Test("serves sixteen, refuses the next one with a reason, and serves again when one has left")
    func limit() throws {
        let (collector, path) = try start()
        let feed = LiveFeed()
        var viewers: [RemoteCollector] = []
        for _ in 0..<16 { viewers.append(try viewer(of: path, feed)) }
        #expect {
            try self.viewer(of: path, feed)
        } throws: {
            ($0 as? AttachError)?.reason.contains("there are 16 viewers already") == true
        }
        viewers.removeLast().close()
        try eventually("a place is free") { (try? self.viewer(of: path, feed)).map { viewers.append($0) } != nil }
        for viewer in viewers { viewer.close() }
        collector.drain()
    }

    @Test(
        "ends connections that are not the protocol, and nothing else",
        arguments: [
            [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 3, 0x0A, 0x7F, 1], Array("GET / HTTP/1.1\r\n\r\n".utf8),
            // Credit before hello; hello twice; another version.
            [0, 0, 0, 4, 0x12, 2, 8, 1], [0, 0, 0, 6, 0x0A, 4, 8, 1, 16, 1, 0, 0, 0, 6, 0x0A, 4, 8, 1, 16, 1],
            [0, 0, 0, 6, 0x0A, 4, 8, 2, 16, 9],
        ] as [[UInt8]])
    func garbage(bytes: [UInt8]) throws {
        let (collector, path) = try start()
        let feed = LiveFeed()
        let viewer = try viewer(of: path, feed)
        let socket = try connect(path)
        _ = try Sockets.send(bytes.span, to: socket)
        var input = MessageInput()
        var answers: [ViewAnswer] = []
        try eventually("the connection is closed") {
            let isOpen = input.read(from: socket, limit: 1 << 16)
            while let message = try input.next(limit: 1 << 20) {
                var reader = try WireReader(message)
                var answer = ViewAnswer()
                try answer.code(&reader)
                answers.append(answer)
            }
            return !isOpen
        }
        #expect(answers.last?.refusal != nil)
        try send(0..<10, to: collector)
        try eventually("lines go on") { feed.window().count == 10 }
        viewer.close()
        collector.drain()
    }
}
