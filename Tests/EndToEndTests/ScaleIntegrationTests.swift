// ScaleIntegrationTests.swift: the example of Documentation/scale.md: HAProxy, two collectors, one topic; one is restarted.
import Foundation
import TestSupport
import Testing

@Suite("Two collectors behind HAProxy", .limited)
struct ScaleIntegrationTests {
    /// A sender that connects again, a second later, when its connection is ended, as rsyslog and syslog-ng do.
    private final class PatientSender {
        let address: String
        private let port: UInt16
        private var connection: Sender?
        private var waitsUntil = ContinuousClock.now
        private(set) var sent = 0

        init(_ address: String, to port: UInt16) {
            self.address = address
            self.port = port
        }

        func send(_ count: Int) throws {
            if let open = connection, open.isAtEnd {
                try end(open)
                waitsUntil = .now + .seconds(1)
            }
            guard waitsUntil <= .now else { return }
            let open = try connection ?? Sender(to: port, from: address)
            connection = open
            try open.send((sent..<sent + count).map { "\($0)\n" }.joined())
            sent += count
        }

        private func end(_ open: Sender) throws {
            open.halfClose()
            try open.waitForEnd()
            connection = nil
        }

        func finish() throws {
            if let connection { try end(connection) }
        }
    }

    @Test("every line is in the topic once, in order per sender, while one of them is restarted")
    func restart() throws {
        let kafka = try RunningKafka()
        let partitions = 3
        try kafka.makeTopic("syslog", partitions: partitions)
        let document = try Document("Documentation/scale.md")
        let configuration = try document.block("scale-collectors")
            .replacing("192.0.2.21:9092", with: "127.0.0.1:\(kafka.port)")
            .replacing(#""headers": true,"#, with: #""headers": true, "library": "\#(RunningKafka.library)","#)
        func collector(_ port: UInt16 = 0) throws -> RunningCollector {
            try RunningCollector(["--proxy-protocol", "127.0.0.1"], port: port, configuration: configuration)
        }
        var first = try collector()
        let second = try collector()
        let haproxy = try RunningHAProxy(
            document.block("scale-haproxy").replacing("bind :514", with: "bind fd@9")
                .replacing("192.0.2.11:5514", with: "127.0.0.1:\(first.port)")
                .replacing("192.0.2.12:5514", with: "127.0.0.1:\(second.port)"))
        let senders = (2...7).map { PatientSender("127.0.0.\($0)", to: haproxy.port) }
        let port = first.port
        var summaries: [String] = []
        for step in 0..<90 {
            if step == 30 {
                first.program.signal(SIGTERM)
            }
            for sender in senders { try sender.send(10) }
            if step == 60 {
                #expect(try first.program.wait(seconds: 20) == 0, "\(first.program.errorText)")
                summaries.append(first.program.outputText)
                first = try collector(port)
            }
            usleep(50_000)
        }
        for sender in senders { try sender.finish() }
        withExtendedLifetime(haproxy) {}
        for collector in [first, second] {
            try collector.stop()
            summaries.append(collector.program.outputText)
        }
        #expect(summaries.allSatisfy { $0.contains("; nothing lost") }, "\(summaries)")
        let records = try kafka.records(of: "syslog", partitions: partitions)
        for sender in senders {
            let numbers = records.filter { $0.key == sender.address }.compactMap { Int($0.value) }
            let missing = Set(0..<sender.sent).subtracting(numbers).sorted()
            let early = zip(numbers, numbers.dropFirst()).filter { $0 >= $1 }
            #expect(
                missing.isEmpty && early.isEmpty && numbers.count == sender.sent,
                "\(sender.address): of \(sender.sent), \(missing) are missing, and these follow each other: \(early)")
            #expect(sender.sent > 300)
        }
        let counts = summaries.compactMap {
            $0.firstMatch(of: /delivered: journal \d+, kafka (\d+)/).flatMap { Int($0.1) }
        }
        #expect(counts.count == 3 && counts[0] + counts[1] + counts[2] == records.count, "\(counts)")
        #expect(counts.count { $0 > 0 } >= 2, "both collectors took part: \(counts)")
    }
}
