// DatagramTests.swift: datagrams over real sockets: every one is delivered or counted under a named reason.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Datagrams", .limited)
struct DatagramTests {
    /// Sends datagrams of a size to a port or a path, from one socket, without waiting.
    private func send(_ count: Int, bytes: Int, to place: String) throws {
        let script = """
            import socket, sys
            place, count, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
            local = place.startswith("/")
            s = socket.socket(socket.AF_UNIX if local else socket.AF_INET, socket.SOCK_DGRAM)
            s.connect(place if local else ("127.0.0.1", int(place)))
            for number in range(count):
                s.send(b"%06d" % number + b"x" * (size - 6) if size >= 6 else b"")
            """
        let sender = try Program("python3", ["-c", script, place, "\(count)", "\(bytes)"])
        #expect(try sender.wait() == 0, "\(sender.errorText)")
    }

    private func start(
        receiveBuffer: Int = 1 << 20, file: String = "/dev/null", _ change: (inout CollectorOptions) -> Void = { _ in }
    ) throws -> Collector {
        var options = CollectorOptions()
        options.host = nil
        var address = ListenAddress(.udp, host: "127.0.0.1", port: 0)
        address.receiveBuffer = receiveBuffer
        options.listen = [address]
        options.drainTimeout = 0.5
        change(&options)
        let json = """
            {"version": 1, "handlers": {"sink": {"class": "logging.FileHandler", "filename": "\(file)"}},
             "loggers": {"127.0.0.1": {"handlers": ["sink"], "level": "INFO"}}}
            """
        return try Collector(options, LoggingConfiguration.read(Array(json.utf8), file: "test.json"))
    }

    @Test("of every size from 0 to the largest are one record each", arguments: [0, 6, 1_000, 65_507])
    func sizes(bytes: Int) throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "lines").path
        let collector = try start(file: file)
        try send(10, bytes: bytes, to: "\(collector.port)")
        let account = collector.drain()
        let listener = try #require(account.listeners.first)
        #expect(listener.kernelDrops == 0 && listener.records == 10 && listener.bytes == 10 * bytes)
        #expect(listener.truncatedDatagrams == 0 && account.truncated == 0)
        #expect(account.received == 10 && account.handlers[0].lines == Balance(accepted: 10, written: 10))
        let lines = try Data(contentsOf: URL(filePath: file)).lines
        #expect(lines.count == 10 && lines.allSatisfy { $0.utf8.count == bytes })
        #expect(lines == lines.sorted(), "in the order in which they were sent")
    }

    @Test(
        "of a burst into a small buffer are received or dropped by the kernel, to the unit", arguments: [2_048, 65_536])
    func burst(receiveBuffer: Int) throws {
        let collector = try start(receiveBuffer: receiveBuffer)
        try send(20_000, bytes: 200, to: "\(collector.port)")
        let account = collector.drain()
        let listener = try #require(account.listeners.first)
        #expect(listener.records + listener.kernelDrops == 20_000, "\(listener)")
        if receiveBuffer == 2_048 { #expect(listener.kernelDrops > 0, "the burst was to overflow this buffer") }
        #expect(listener.refused.isEmpty && listener.records == account.received)
        #expect(account.handlers[0].lines == Balance(accepted: listener.records, written: listener.records))
    }

    @Test("stay in the kernel while a destination is full; what is lost there, or left at the end, has a name")
    func fullDestination() throws {
        let collector = try start(receiveBuffer: 65_536, file: "/dev/full") { $0.maxQueueSize = 1 }
        try send(5_000, bytes: 200, to: "\(collector.port)")
        let account = collector.drain()
        let listener = try #require(account.listeners.first)
        let left = listener.refused[.drainDeadline] ?? 0
        #expect(listener.records + left + listener.kernelDrops == 5_000, "\(listener)")
        #expect(left > 0 && listener.kernelDropsWhilePaused > 0)
        #expect(account.handlers[0].lines.droppedTotal == listener.records)
        #expect(account.summary.contains("datagrams (destination full)"), "\(account.summary)")
        #expect(account.summary.contains("dropped \(left) datagrams (drain deadline)"), "\(account.summary)")
    }

    @Test("are seen in the live feed with their sender")
    func liveFeed() throws {
        let feed = LiveFeed()
        feed.attach()
        let collector = try start { $0.liveFeed = feed }
        try send(3, bytes: 100, to: "\(collector.port)")
        try send(1, bytes: 65_507, to: "\(collector.port)")
        try eventually("all are counted") { collector.snapshot().received == 4 }
        var seen: [String] = []
        try eventually("all are in the feed") {
            seen = []
            feed.window().scan(from: 0) { entry, _ in
                seen.append("\(entry.source.address) \(entry.source.port > 0) \(entry.length)")
                return true
            }
            return seen.count == 4
        }
        #expect(seen == Array(repeating: "127.0.0.1 true 100", count: 3) + ["127.0.0.1 true 65507"])
        feed.detach()
        collector.drain()
    }

    @Test("of a local socket are read to the end, and longer ones than any of UDP are whole")
    func local() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "log").path
        let file = folder.url.appending(path: "lines").path
        var options = CollectorOptions()
        options.host = nil
        options.listen = [ListenAddress(.unixDatagram, path: path)]
        let json = """
            {"version": 1, "handlers": {"sink": {"class": "logging.FileHandler", "filename": "\(file)"}},
             "loggers": {"local": {"handlers": ["sink"], "level": "INFO"}}}
            """
        let collector = try Collector(options, LoggingConfiguration.read(Array(json.utf8), file: "test.json"))
        try send(1_000, bytes: 100, to: path)
        try send(1, bytes: 150_000, to: path)
        let account = collector.drain()
        #expect(account.listeners[0].records == 1_001 && account.listeners[0].truncatedDatagrams == 0)
        #expect(account.peers.map(\.address) == ["local"])
        #expect(try Data(contentsOf: URL(filePath: file)).lines.last?.utf8.count == 150_000)
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}

@Suite("Senders of datagrams")
struct DatagramSenderTests {
    @Test("are found by their address, bounded in number, and forgotten after an hour of silence")
    func bounded() throws {
        var senders = DatagramSenders()
        var displaced = 0
        let peer = Peer(address: "127.0.0.1")
        for number in 0..<10_000 {
            let key = SocketAddressKey(low: UInt64(number))
            #expect(senders.find(key) == nil)
            let sender = DatagramSender(key, peer, RouteFacts(loggerName: "127.0.0.1", level: .info))
            sender.lastHeard = Instant(nanoseconds: Int64(number) * 1_000_000_000)
            displaced += senders.add(sender).count
            #expect(senders.find(key) === sender)
        }
        #expect(displaced == 6_144)
        #expect(senders.find(SocketAddressKey(low: 0)) == nil)
        #expect(senders.find(SocketAddressKey(low: 9_999)) != nil)
        let silent = senders.removeSilent(at: Instant(nanoseconds: 13_000 * 1_000_000_000))
        #expect(silent.allSatisfy { $0.lastHeard.nanoseconds <= 9_400 * 1_000_000_000 } && silent.count == 3_257)
        #expect(senders.find(SocketAddressKey(low: 9_401)) != nil && senders.find(SocketAddressKey(low: 9_400)) == nil)
    }

    @Test("keep their peer as long as a socket knows them")
    func registry() {
        let peers = PeerRegistry(departedLimit: 0, topLimit: 0)
        let peer = peers.heard("10.0.0.1")
        #expect(peers.connected("10.0.0.1") === peer)
        peers.disconnected(peer)
        #expect(peers.snapshot.peers.map(\.address) == ["10.0.0.1"] && peers.snapshot.peers[0].openConnections == 0)
        peers.fellSilent(peer)
        #expect(peers.snapshot.peers.isEmpty && peers.snapshot.folded.peers == 1)
    }

    @Test("and the kernel's drops are totals although its counter wraps")
    func drops() {
        let drops = KernelDrops()
        drops.update(.max - 1)
        drops.setPaused(true, .max)
        drops.setPaused(false, 4)
        #expect(drops.update(5) == .init(all: Int(UInt32.max) + 6, whilePaused: 5))
    }
}
