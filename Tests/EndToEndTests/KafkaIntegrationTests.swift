// KafkaIntegrationTests.swift: a real broker, and a network to it that fails; make integration fetches it.
import Foundation
import TestSupport
import Testing

@Suite("Kafka", .limited, .serialized)
struct KafkaIntegrationTests {
    private static let partitions = 3

    /// Lines go to Kafka, keyed by their sender, and what the collector says to standard output.
    private static func configuration(_ kafka: RunningKafka) -> String {
        """
        {"version": 1,
         "handlers": {
           "kafka": {"class": "pysyslog.handlers.KafkaHandler", "topic": "syslog", "key": "%(name)s",
                     "library": "\(RunningKafka.library)",
                     "kafka": {"bootstrap.servers": "127.0.0.1:\(kafka.port)", "reconnect.backoff.max.ms": 200,
                               "socket.timeout.ms": 2000}},
           "out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}},
         "root": {"level": "INFO", "handlers": ["kafka"]},
         "loggers": {"pysyslog": {"handlers": ["out"], "propagate": false}}}
        """
    }

    private static func send(_ numbers: Range<Int>, from peers: [String], to port: UInt16) throws {
        for peer in peers {
            let sender = try Sender(to: port, from: peer)
            try sender.send(numbers.map { "\($0)\n" }.joined())
            sender.halfClose()
            try sender.waitForEnd()
        }
    }

    /// Each peer's lines are in one partition, once and in their order.
    ///
    /// - Parameter mayRepeat: whether a line may come again later.
    private static func expect(
        _ count: Int, of peers: [String], in kafka: RunningKafka, mayRepeat: Bool = false
    ) throws {
        let records = try kafka.records(of: "syslog", partitions: partitions)
        for peer in peers {
            let own = records.filter { $0.key == peer }
            #expect(Set(own.map(\.partition)).count == 1, "\(peer)")
            let numbers = own.compactMap { Int($0.value) }
            var seen: Set<Int> = []
            let first = numbers.filter { seen.insert($0).inserted }
            #expect((mayRepeat ? first : numbers) == Array(0..<count), "\(peer)")
        }
        #expect(records.count >= count * peers.count)
    }

    private static let peers = (2...8).map { "127.0.0.\($0)" }

    private func start() throws -> (RunningKafka, RunningCollector) {
        let kafka = try RunningKafka()
        try kafka.makeTopic("syslog", partitions: Self.partitions)
        return (kafka, try RunningCollector(configuration: Self.configuration(kafka)))
    }

    @Test("has every line once, and those of a peer in their order")
    func delivery() throws {
        let (kafka, collector) = try start()
        try Self.send(0..<3_000, from: Self.peers, to: collector.port)
        try collector.stop()
        #expect(collector.program.outputText.contains("delivered: kafka 21000, out"), "\(collector.program.outputText)")
        #expect(collector.program.outputText.contains("; nothing lost"))
        try Self.expect(3_000, of: Self.peers, in: kafka)
    }

    @Test(
        "has every line though the network cuts connections, stalls, or refuses them",
        arguments: [RunningKafka.Trouble.cut, .stall, .refuse])
    func network(trouble: RunningKafka.Trouble) throws {
        let (kafka, collector) = try start()
        let parts = 6
        for part in 0..<parts {
            if part % 2 == 1 { kafka.make(trouble) }
            try Self.send(part * 200..<(part + 1) * 200, from: Self.peers, to: collector.port)
            usleep(300_000)
            if part % 2 == 1, trouble != .cut { kafka.make(trouble) }
        }
        try collector.stop()
        let count = 200 * parts
        #expect(
            collector.program.outputText.contains("delivered: kafka \(count * Self.peers.count), out"),
            "\(collector.program.outputText)")
        // This broker does not recognise what an idempotent producer repeats.
        try Self.expect(count, of: Self.peers, in: kafka, mayRepeat: true)
    }
}
