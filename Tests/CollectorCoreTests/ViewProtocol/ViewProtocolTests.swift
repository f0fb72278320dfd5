// ViewProtocolTests.swift: the protocol stays what it is: recorded messages of each version are read and written alike.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Version 1 of the protocol for viewers")
struct ViewProtocolTests {
    /// Messages with every field set.
    private static let answers: [(name: String, message: ViewAnswer)] = [
        (
            "welcome",
            ViewAnswer(
                welcome: WelcomeMessage(
                    version: 1, instance: "5f3a",
                    facts: FactsMessage(
                        version: "1.0", host: "loghost", listening: "0.0.0.0:514", configuration: "/etc/logging.json",
                        queueLimit: 50_000, maxMessageSize: 262_144, asksForCertificates: true),
                    first: 3, next: 1_234))
        ),
        ("refusal", ViewAnswer(refusal: RefusalMessage(reason: "there are 16 viewers already"))),
        ("counters", ViewAnswer(counters: counters)),
        ("lines", ViewAnswer(lines: lines)),
        (
            "notes",
            ViewAnswer(
                notes: NotesMessage(notes: [FeedNote("reloaded", at: time(7), .info, isEvent: true)]))
        ),
        ("handlers", ViewAnswer(handlers: HandlersAnswer(id: 9, names: ["file", "mail"]))),
    ]

    private static let requests: [(name: String, message: ViewRequest.Envelope)] = [
        (
            "hello",
            ViewRequest.Envelope(
                hello: HelloMessage(
                    oldestVersion: 1, newestVersion: 2, program: "viewer 1.0", instance: "5f3a", from: 1_234))
        ),
        ("credit", ViewRequest.Envelope(credit: CreditMessage(bytes: 2 << 20))),
        ("cut", ViewRequest.Envelope(cut: CutMessage(networks: ["10.0.0.0/8"], severity: 4, listeners: ["tcp"]))),
        (
            "question",
            ViewRequest.Envelope(question: HandlersQuestion(id: 9, peer: "10.0.0.1", head: Array("<13>".utf8)))
        ),
    ]

    private static func time(_ seconds: Int64) -> WallTime { WallTime(nanoseconds: seconds * 1_000_000_000) }

    private static let lines: LinesMessage = {
        var message = LinesMessage()
        var source = SourceMessage()
        (source.address, source.port, source.listener) = ("10.0.0.1", 51_544, "0.0.0.0:514")
        source.tls = TLSFacts(version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", subject: "CN=web1")
        message.sources = [source]
        message.batches = [
            LinesMessage.Batch(
                first: 40, received: time(1_800_000_000), source: 0, end: 1, sizes: [5, 3],
                text: Array("helloyou".utf8),
                missing: 2)
        ]
        (message.next, message.missing, message.withheld) = (45, 1, 2)
        return message
    }()

    private static let counters: CountersMessage = {
        var peer = PeerSnapshot(address: "10.0.0.1", at: time(1))
        (peer.lines, peer.bytes, peer.unrouted, peer.truncated, peer.skippedBytes) = (1, 2, 3, 4, 5)
        (peer.connections, peer.openConnections, peer.lastSeen) = (6, 7, time(2))
        peer.handshakes.done = 1
        peer.handshakes.failed = [.plainText: 2]
        peer.handshakes.lastFailure = .init(reason: .plainText, time: time(3))
        peer.tlsConnections = [TLSFacts(version: "TLSv1.3", cipher: "X", subject: "CN=web1")]
        peer.closed.add(.share, connections: 2, unreadBytes: 8)
        var folded = FoldedPeers()
        (folded.peers, folded.forgotten, folded.forgottenUntil, folded.lines) = (1, 2, time(4), 3)
        (folded.bytes, folded.truncated, folded.skippedBytes, folded.unrouted) = (4, 5, 6, 7)
        (folded.connections, folded.handshakes, folded.closed) = (8, peer.handshakes, peer.closed)
        var handler = HandlerSnapshot(named: "file", "FileHandler", written: 5, queued: 3)
        handler.lines.dropped = [.queueFull: 2]
        handler.lines.held = 1
        handler.ownRecords.written = 1
        handler.recentFailures = [SinkFailure("disk full", at: time(5))]
        (handler.failures, handler.isFull, handler.queueCapacity) = (1, true, 50_000)
        (handler.queue.mostQueued, handler.queue.holds) = (9, 2)
        (handler.queue.heldSeconds, handler.queue.lastWrite) = (1.5, time(6))
        var listener = ListenerSnapshot(name: "udp", kind: .udp, address: "0.0.0.0:514")
        (listener.openConnections, listener.records, listener.bytes, listener.refused) = (1, 2, 3, [.rateLimit: 4])
        (listener.kernelDrops, listener.kernelDropsWhilePaused, listener.truncatedDatagrams) = (5, 2, 1)
        var snapshot = CollectorSnapshot(startedAt: time(1))
        (snapshot.foldedPeers, snapshot.handlers, snapshot.listeners) = (folded, [handler], [listener])
        (snapshot.removedHandlers.count, snapshot.removedHandlers.lines) = (1, handler.lines)
        snapshot.removedHandlers.ownRecords = handler.ownRecords
        snapshot.silentPeers = [SilentPeer(address: "10.0.0.9", since: time(7), isConnected: true)]
        return CountersMessage(
            startsAnew: true, peers: [peer], removed: ["10.0.0.2"],
            totals: CollectorTotals(snapshot, heldHandlers: ["stdout"]))
    }()

    private static func written<Message: WireMessage>(_ message: Message) -> Data {
        var wire = WireWriter()
        var message = message
        message.code(&wire)
        return Data(wire.bytes.array)
    }

    /// Compares with the recorded bytes, or records them if there are none and that is asked for.
    private func check<Message: WireMessage>(_ name: String, _ message: Message, type: String) throws {
        let url = Places.repository.appending(path: "Tests/Golden/view-protocol/1/\(name)")
        let bytes = Self.written(message)
        if ProcessInfo.processInfo.environment["VIEW_PROTOCOL_REGENERATE"] != nil { try bytes.write(to: url) }
        let recorded = try Data(contentsOf: url)
        #expect(bytes == recorded, "\(name) is written in another way")
        var reader = try WireReader(Array(recorded))
        var read = Message()
        try read.code(&reader)
        #expect(Self.written(read) == recorded, "\(name) is read in another way")
        // What the published description calls a field, protoc shows by its name; any other by its number.
        let protoc = try Program(
            "protoc",
            [
                "--decode=pysyslog.view.\(type)", "-I", Places.repository.appending(path: "Documentation").path,
                "view.proto",
            ],
            input: recorded)
        #expect(try protoc.wait() == 0, "\(protoc.errorText)")
        let unknown = protoc.outputText.split(separator: "\n").filter { $0.contains(/^\s*\d+[:\s]/) }
        #expect(unknown.isEmpty && !protoc.outputText.isEmpty, "\(name) is not as in view.proto: \(unknown)")
    }

    @Test("is spoken to viewers as it was recorded, and as view.proto has it", arguments: Self.answers.indices)
    func answer(index: Int) throws {
        let (name, message) = Self.answers[index]
        try check(name, message, type: "Answer")
    }

    @Test("is understood from viewers as it was recorded, and as view.proto has it", arguments: Self.requests.indices)
    func request(index: Int) throws {
        let (name, message) = Self.requests[index]
        try check(name, message, type: "Request")
    }
}
