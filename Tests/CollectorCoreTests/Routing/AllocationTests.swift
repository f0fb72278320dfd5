// AllocationTests.swift: the way of a line from its bytes into an outbox allocates for a batch, never for a line.
import AllocationCount
import Testing

@testable import CollectorCore

@Suite("The hot path")
struct AllocationTests {
    /// Lines of an RFC 5424 sender, of all severities in turn, with something to escape in JSON.
    private static let block = (0..<1_000).flatMap { number in
        Array("<\(number % 192)>1 2026-11-23T22:14:15.003Z host app 1234 ID47 - the \"quoted\" line \(number)\n".utf8)
    }

    private static let formatters = [
        #"{"format": "%(levelname)s:%(name)s:%(message)s"}"#,
        #"{"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}"#,
        #"{"format": "%(facility)s.%(severity)-8s %(message)r"}"#,
        #"{"()": "pythonjsonlogger.json.JsonFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}"#,
    ]

    /// Allocations of this thread for each batch of 1,000 lines, when the buffers have found their size.
    private func allocationsPerBatch(_ formatter: String, _ handlers: String, levelFromPriority: Bool) throws -> Int {
        let text = """
            {"version": 1, "formatters": {"f": \(formatter)}, "handlers": {\(handlers)},
             "root": {"level": "DEBUG", "handlers": ["a", "b"]}}
            """
        let configuration = try LoggingConfiguration.read(Array(text.utf8), file: "test")
        let factory = try HandlerFactory(configuration.handlers, limit: QueueLimit())
        let router = Router(
            tree: configuration.tree, handlers: factory.handlers, levelFromPriority: levelFromPriority)
        let route = router.route(forLines: RouteFacts(loggerName: "192.0.2.1", level: .info), known: nil)
        let received = ReceiveBuffer(holding: Self.block)
        var framer = Framer(framing: .auto, limit: 4_096)
        var batch = FrameBatch()
        var scratch = DeliveryScratch()
        var taken = RecordBuffer()
        var before = 0
        let (warmUp, rounds) = (20, 100)
        for round in 0..<(warmUp + rounds) {
            if round == warmUp { before = allocation_count() }
            framer.read(received.bytes, into: &batch)
            _ = route.deliver(ArrivedFrames(batch, of: received, at: .now), using: &scratch)
            route.tellLosses(to: ReportLog())
            batch.clear()
            for destination in factory.destinations where !destination.outbox.isEmpty {
                _ = destination.outbox.take(into: &taken)
                taken.clear()
            }
        }
        let allocations = allocation_count() - before
        #expect(factory.handlers[0].lines.balance.accepted == (warmUp + rounds) * 1_000)
        return allocations / rounds
    }

    @Test(
        "allocates a few times for a batch, and not for a line, with any format and with levels from priorities",
        arguments: formatters, [false, true])
    func perBatch(formatter: String, levelFromPriority: Bool) throws {
        let handlers = """
            "a": {"class": "logging.FileHandler", "filename": "/dev/null", "formatter": "f"},
            "b": {"class": "logging.NullHandler", "level": "ERROR"}
            """
        let count = try allocationsPerBatch(formatter, handlers, levelFromPriority: levelFromPriority)
        #expect(count <= 40, "for each batch of 1,000 lines")
    }

    @Test("is counted with every allocation of the thread, those of the Swift runtime among them")
    func counter() {
        final class Box {}
        let before = allocation_count()
        var boxes: [Box] = []
        for _ in 0..<1_000 { boxes.append(Box()) }
        #expect(allocation_count() - before >= 1_000)
        #expect(boxes.count == 1_000)
    }
}
