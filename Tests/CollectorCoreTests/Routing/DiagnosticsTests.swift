// DiagnosticsTests.swift: what the collector itself says is bounded, and what is not said is counted.
import Testing

@testable import CollectorCore

@Suite("The collector's own records")
struct DiagnosticsTests {
    private func made() throws -> (Diagnostics, Handler) {
        let form = RecordForm(formatter: try Formatter(FormatterDescription()), terminator: [10])
        let handler = Handler(name: "test", form, .outbox(try Outbox(limit: QueueLimit(records: 10))))
        let tree = LoggerTree(
            loggers: [], root: LoggerDescription(name: "", level: .info, handlers: [0]), gates: [HandlerGate()])
        return (try Diagnostics(router: Router(tree: tree, handlers: [handler])), handler)
    }

    @Test("wait in a full queue up to a number; more are dropped, and counted as own")
    func bounded() throws {
        let (diagnostics, handler) = try made()
        for number in 0..<5_000 { diagnostics.log(.warning, "pysyslog", "line \(number)") }
        #expect(handler.ownRecords.balance == Balance(accepted: 5_000, dropped: [.queueFull: 4_000]))
        #expect(handler.ownRecords.balance.queued == 1_000)
        #expect(handler.lines.balance == Balance())
        var snapshot = CollectorSnapshot(startedAt: .now)
        snapshot.handlers = [handler.snapshot]
        #expect(snapshot.summary.hasSuffix("; test lost 4000 of the collector's own records"), "\(snapshot.summary)")
    }

    @Test("about peers are 30 a minute, however many peers there are")
    func rate() throws {
        let (diagnostics, handler) = try made()
        for number in 0..<1_000 {
            diagnostics.logOfPeer("pysyslog.tls", "127.0.\(number / 250).\(number % 250): refused")
        }
        #expect(handler.ownRecords.balance == Balance(accepted: 30))
    }
}
