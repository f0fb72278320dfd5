// KafkaTests.swift: lines on their way to Kafka while brokers refuse, delay, disconnect, go and come back.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A Kafka handler", .limited, .serialized)
struct KafkaTests {
    /// A collector whose lines go to a cluster.
    private func start(
        _ cluster: KafkaCluster, _ arguments: String = "", settings: String = "", drainTimeout: Double = 20
    ) throws -> NetworkCase {
        try NetworkCase(
            """
            {"class": "pysyslog.handlers.KafkaHandler", "topic": "syslog"\(arguments),
             "kafka": {"bootstrap.servers": "\(try cluster.brokers)", "linger.ms": 5, "reconnect.backoff.ms": 20,
                       "reconnect.backoff.max.ms": 100, "retry.backoff.ms": 20\(settings)}}
            """, drainTimeout: drainTimeout)
    }

    private func lines(_ range: Range<Int>) -> [String] { range.map { "line \($0)" } }

    /// What the next requests of a kind are answered by.
    fileprivate struct Answers: Sendable {
        let api: Int16
        let errors: [CInt]

        init(_ api: Int16, _ errors: [CInt]) {
            self.api = api
            self.errors = errors
        }
    }

    /// Everything is delivered, once and in order.
    private func expectAll(_ count: Int, _ network: NetworkCase, _ cluster: KafkaCluster) throws {
        #expect(network.drain().lines == Balance(accepted: count, written: count))
        #expect(try cluster.records().map(\.value) == lines(0..<count))
    }

    @Test("gives a line its key, its time of receipt and headers that say where it came from")
    func parts() throws {
        let cluster = try KafkaCluster(partitions: 4)
        let network = try start(
            cluster, #", "key": "%(name)s", "headers": true, "formatter": "f""#)
        let begin = WallTime.now.nanoseconds / 1_000_000
        try network.send(["a", "", "c"])
        #expect(network.drain().lines == Balance(accepted: 3, written: 3))
        let end = WallTime.now.nanoseconds / 1_000_000
        let records: [KafkaRecord] = try cluster.records(partitions: 4)
        #expect(records.map(\.value) == ["INFO a", "INFO ", "INFO c"])
        #expect(Set(records.map(\.partition)).count == 1, "one key is one partition")
        for record in records {
            #expect(record.key == "127.0.0.1")
            #expect(record.headers["peer"] == "127.0.0.1")
            #expect(record.headers["listener"] == "\(network.collector.listening)")
            #expect(record.headers["tlsSubject"] == "")
            #expect((begin...end).contains(record.milliseconds))
        }
    }

    @Test("names topics by few fields, and takes no key for an empty one")
    func topics() throws {
        let cluster = try KafkaCluster(topic: "syslog-local0")
        let network = try NetworkCase(
            """
            {"class": "pysyslog.handlers.KafkaHandler", "topic": "syslog-%(facility)s", "key": null,
             "kafka": {"bootstrap.servers": "\(try cluster.brokers)", "linger.ms": 5}}
            """)
        try network.send(["<134>a", "<13>b", "<134>c", "d"])
        #expect(network.drain().lines == Balance(accepted: 4, written: 4))
        #expect(try cluster.records(of: "syslog-local0").map(\.value) == ["<134>a", "<134>c"])
        #expect(try cluster.records(of: "syslog-local0").map(\.key) == [nil, nil])
        #expect(try cluster.records(of: "syslog-user", partitions: 4).map(\.value) == ["<13>b"])
        #expect(try cluster.records(of: "syslog-", partitions: 4).map(\.value) == ["d"])
    }

    /// Produce is request 0, Metadata 3, InitProducerId 22; -195 closes the connection.
    @Test(
        "sends again what brokers do not take at first, once and in order",
        arguments: [
            Answers(0, [5, 6, 7, 19]), Answers(0, [-195, -195]), Answers(0, [20, 20, 20]), Answers(3, [5, -195]),
            Answers(22, [15, 14]), Answers(22, [-195]), Answers(18, [-195]),
        ])
    fileprivate func requestErrors(answers: Answers) throws {
        let (api, errors) = (answers.api, answers.errors)
        let cluster = try KafkaCluster()
        try cluster.answer(api, by: errors)
        let network = try start(cluster)
        for part in 0..<5 {
            try network.send(lines(part * 100..<(part + 1) * 100))
            if part == 2 { try cluster.answer(api, by: errors) }
        }
        try expectAll(500, network, cluster)
    }

    @Test("drops and counts what a broker refuses for good", arguments: [44, 87, 32] as [CInt])
    func refused(error: CInt) throws {
        let cluster = try KafkaCluster()
        try cluster.answer(0, by: [error])
        let network = try start(cluster)
        try network.send(["refused"])
        try network.wait { $0.lines.dropped[.refused] == 1 }
        try network.send(["taken"])
        #expect(network.drain().lines == Balance(accepted: 2, written: 1, dropped: [.refused: 1]))
        #expect(try cluster.records().map(\.value) == ["taken"])
    }

    @Test("sends lines alone that were too large together, and drops what is too large alone")
    func tooLarge() throws {
        let cluster = try KafkaCluster()
        // The batch, then one of its records.
        try cluster.answer(0, by: [10, 10])
        let network = try start(cluster, settings: #", "linger.ms": 200"#)
        try network.send(lines(0..<5))
        #expect(network.drain().lines == Balance(accepted: 5, written: 4, dropped: [.refused: 1]))
        #expect(try cluster.records().map(\.value) == lines(1..<5))
    }

    @Test("drops and counts a line that is longer than message.max.bytes")
    func tooLong() throws {
        let cluster = try KafkaCluster()
        let network = try start(cluster, settings: #", "message.max.bytes": 2000"#)
        try network.send(["a", String(repeating: "x", count: 5_000), "b"])
        #expect(network.drain().lines == Balance(accepted: 3, written: 2, dropped: [.refused: 1]))
        #expect(try cluster.records().map(\.value) == ["a", "b"])
    }

    /// Unknown topic, missing permission.
    @Test("keeps lines while their topic has an error", arguments: [3, 29] as [CInt])
    func topicError(error: CInt) throws {
        let cluster = try KafkaCluster()
        try cluster.setError(error, of: "syslog")
        let network = try start(
            cluster, settings: #", "topic.metadata.propagation.max.ms": 100, "topic.metadata.refresh.interval.ms": 100"#
        )
        try network.send(lines(0..<50))
        try network.wait { $0.failures > 0 }
        #expect(network.account().lines.written == 0 && network.account().lines.queued == 50)
        try cluster.setError(0, of: "syslog")
        try network.send(lines(50..<100))
        try expectAll(100, network, cluster)
    }

    @Test("delivers in order though each answer takes a moment")
    func delay() throws {
        let cluster = try KafkaCluster()
        try cluster.setDelay(1, milliseconds: 150)
        let network = try start(cluster)
        for part in 0..<5 { try network.send(lines(part * 100..<(part + 1) * 100)) }
        try expectAll(500, network, cluster)
    }

    @Test("waits for a broker that is away, at first or later, and says so once")
    func brokerDown() throws {
        let cluster = try KafkaCluster()
        try cluster.setDown(1, true)
        let network = try start(cluster)
        try network.send(lines(0..<100))
        try network.wait { $0.failures > 0 }
        try cluster.setDown(1, false)
        try network.wait { $0.lines.written == 100 }
        try cluster.setDown(1, true)
        try network.send(lines(100..<200))
        try network.wait { $0.failures > 1 }
        #expect(network.account().lines.queued == 100)
        try cluster.setDown(1, false)
        try expectAll(200, network, cluster)
    }

    @Test("waits for a leader of a partition")
    func noLeader() throws {
        let cluster = try KafkaCluster(brokers: 2)
        try cluster.setLeader(-1, of: "syslog")
        let network = try start(cluster, settings: #", "topic.metadata.refresh.fast.interval.ms": 50"#)
        try network.send(lines(0..<100))
        #expect(network.account().lines.written == 0)
        try cluster.setLeader(1, of: "syslog")
        try network.wait { $0.lines.written == 100 }
        try cluster.setLeader(2, of: "syslog")
        try network.send(lines(100..<200))
        try expectAll(200, network, cluster)
    }

    /// Out of order: librdkafka gives an idempotent producer up.
    @Test("goes on with a new producer after a fatal error")
    func fatalError() throws {
        let cluster = try KafkaCluster()
        let network = try start(cluster)
        try network.send(lines(0..<100))
        try network.wait { $0.lines.written == 100 }
        try cluster.answer(0, by: [45])
        try network.send(lines(100..<200))
        try network.wait { $0.failures > 0 }
        try expectAll(200, network, cluster)
        #expect(network.account().failures > 0)
    }

    @Test("tells at the end what was not sent from what may have arrived")
    func drainTimeout() throws {
        let cluster = try KafkaCluster()
        let network = try start(cluster, drainTimeout: 0.5)
        try network.send(["delivered"])
        try network.wait { $0.lines.written == 1 }
        // It takes requests and answers too late.
        try cluster.setDelay(1, milliseconds: 30_000)
        try network.send(["sent"])
        usleep(300_000)
        try cluster.setLeader(-1, of: "syslog")
        let begin = Instant.now
        let lines = network.drain().lines
        #expect(Instant.now.seconds(since: begin) < 5)
        #expect(lines.accepted == 2 && lines.written == 1 && lines.queued == 0)
        #expect(lines.dropped == [.notAcknowledged: 1])
    }

    @Test("counts at the end as not sent what no broker was there for")
    func notSent() throws {
        let cluster = try KafkaCluster()
        try cluster.setDown(1, true)
        let network = try start(cluster, drainTimeout: 0.3)
        try network.send(lines(0..<100))
        #expect(network.drain().lines == Balance(accepted: 100, written: 0, dropped: [.notSent: 100]))
    }

    @Test("makes senders wait while it is away")
    func backPressure() throws {
        let cluster = try KafkaCluster()
        try cluster.setDown(1, true)
        let network = try start(cluster, #", "pysyslog": {"queue_size": 20}"#)
        let padding = String(repeating: "x", count: 10_000)
        let sent = (0..<400).map { "\($0) " + padding }
        var isUp = false
        try network.send(sent) { account in
            if !isUp, account.queue.holds > 0 {
                #expect(account.lines.queued < 100, "what one read brings is added")
                isUp = (try? cluster.setDown(1, false)) != nil
            }
            return false
        }
        #expect(isUp)
        #expect(network.drain().lines == Balance(accepted: 400, written: 400))
        #expect(try cluster.records().map(\.value) == sent)
    }

    @Test("drops the oldest lines while it is away, if it is to, and keeps no more than its queue")
    func droppingOldest() throws {
        let cluster = try KafkaCluster()
        try cluster.setDown(1, true)
        let policy = #", "pysyslog": {"when_full": "drop_oldest", "queue_size": 20}"#
        let network = try start(cluster, policy, drainTimeout: 0.5)
        for part in 0..<40 { try network.send(lines(part * 10..<part * 10 + 10)) }
        let balance = network.drain().lines
        #expect(balance.accepted == 400 && balance.queued == 0)
        #expect(balance.dropped[.queueFull, default: 0] > 300, "\(balance)")
    }

    @Test("names the package where librdkafka is missing, and the place of a wrong path")
    func noLibrary() throws {
        let error = #expect(throws: ConfigurationError.self) {
            _ = try NetworkCase(
                #"""
                {"class": "pysyslog.handlers.KafkaHandler", "topic": "t", "library": "/nowhere/librdkafka.so",
                 "kafka": {"bootstrap.servers": "127.0.0.1:1"}}
                """#)
        }
        #expect(error?.problems.map(\.message) == ["cannot load the library /nowhere/librdkafka.so"])
    }
}
