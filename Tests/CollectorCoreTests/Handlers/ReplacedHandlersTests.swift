// ReplacedHandlersTests.swift: which handlers and destinations a reload keeps, and the order in which files are
// written.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Handlers of a configuration that replaces another", .limited)
struct ReplacedHandlersTests {
    private let directory = TemporaryDirectory()

    private func running(
        _ handlers: String..., replacing past: RunningConfiguration? = nil, leaving: [Destination] = []
    ) throws -> RunningConfiguration {
        let text = """
            {"version": 1, "formatters": {"f": {"format": "%(name)s %(message)s"}},
             "handlers": {\(handlers.joined(separator: ","))}}
            """.replacingOccurrences(of: "DIR", with: directory.path)
        let configuration = try LoggingConfiguration.read(Array(text.utf8), file: "test")
        return try RunningConfiguration(
            configuration, limit: QueueLimit(), levelFromPriority: false, screen: nil, replacing: past, leaving: leaving
        )
    }

    private func file(_ name: String, in file: String, _ more: String = "") -> String {
        #""\#(name)": {"class": "logging.FileHandler", "filename": "DIR/\#(file)"\#(more)}"#
    }

    @Test("keep queue, open file and counts where nothing changed, whatever is added and removed besides")
    func kept() throws {
        let old = try running(file("a", in: "a"), file("b", in: "b"))
        let new = try running(file("c", in: "c"), file("b", in: "b"), replacing: old)
        #expect(new.destinations[0] === old.destinations[1])
        #expect(old.handlers[1].isContinued(by: new.handlers[0]))
        #expect(new.destinations(notIn: old).map(\.setting.key) == [.file(directory.path("c"))])
        #expect(old.destinations(notIn: new).map(\.setting.key) == [.file(directory.path("a"))])
        #expect(old.accounts(notIn: new).map(\.name) == ["a"])
        #expect(new.router.generation == 1)
    }

    @Test("keep the destination and the counts where only formatter, level or filter changed")
    func otherFormatter() throws {
        let old = try running(file("a", in: "a"))
        let new = try running(file("a", in: "a", #", "formatter": "f", "level": "ERROR""#), replacing: old)
        #expect(new.destinations[0] === old.destinations[0])
        #expect(old.handlers[0].isContinued(by: new.handlers[0]))
        #expect(old.accounts(notIn: new).isEmpty)
    }

    @Test("begin a new account where the destination is another one", arguments: ["b", "a"])
    func otherDestination(path: String) throws {
        let old = try running(file("a", in: "a"))
        let new = try running(
            file("a", in: path, path == "a" ? #", "pysyslog": {"queue_size": 7}"# : ""), replacing: old)
        #expect(new.destinations[0] !== old.destinations[0])
        #expect(!old.handlers[0].isContinued(by: new.handlers[0]))
        #expect(old.accounts(notIn: new).map(\.name) == ["a"])
    }

    @Test(
        "keep a network destination, a producer for Kafka too, while the handler's name and arguments stay",
        arguments: [
            #"{"class": "logging.handlers.SysLogHandler", "address": ["127.0.0.1", PORT]"#,
            """
            {"class": "pysyslog.handlers.KafkaHandler", "topic": "t", "kafka": {"bootstrap.servers": "127.0.0.1:PORT"}
            """,
        ])
    func network(handler: String) throws {
        func network(_ port: Int, _ more: String = "") -> String {
            #""n": "# + handler.replacingOccurrences(of: "PORT", with: String(port)) + more + "}"
        }
        let old = try running(network(5_140))
        let formatted = try running(network(5_140, #", "formatter": "f""#), replacing: old)
        #expect(formatted.destinations[0] === old.destinations[0])
        let moved = try running(network(5_141), replacing: formatted)
        #expect(moved.destinations[0] !== old.destinations[0])
    }

    @Test("open a destination again that was gone")
    func closed() throws {
        let old = try running(file("a", in: "a"))
        old.destinations[0].outbox.close(.handlerClosed)
        let new = try running(file("a", in: "a"), replacing: old)
        #expect(new.destinations[0] !== old.destinations[0])
        #expect(!new.destinations[0].outbox.isClosed)
    }

    @Test(
        "write to a file only when all earlier writers of it have ended, and then append", arguments: ["a", "w", "x"])
    func order(mode: String) throws {
        let first = try running(file("a", in: "a", #", "mode": "w""#))
        let second = try running(file("a", in: "a", #", "pysyslog": {"queue_size": 7}"#), replacing: first)
        let third = try running(
            file("a", in: "a", #", "mode": "\#(mode)", "pysyslog": {"queue_size": 8}"#), replacing: second,
            leaving: first.destinations)
        let reports = ReportLog()
        let all = [third, second, first].map { $0.destinations[0] }
        for (destination, text) in zip(all, ["third\n", "second\n", "first\n"]) {
            destination.outbox.put([text], in: Ledger())
            destination.outbox.finish()
            try destination.start(reporting: reports)
        }
        let deadline = Instant.now.advanced(bySeconds: 30)
        for destination in all {
            #expect(destination.join(until: deadline))
            #expect(destination.hasEnded)
        }
        #expect(directory.text("a") == "first\nsecond\nthird\n")
    }

    @Test("do not wait for an earlier writer once they are closed")
    func closedWhileWaiting() throws {
        let first = try running(file("a", in: "a"))
        let second = try running(file("a", in: "a", #", "pysyslog": {"queue_size": 7}"#), replacing: first)
        let ledger = Ledger()
        second.destinations[0].outbox.put(["lost\n"], in: ledger)
        try second.destinations[0].start(reporting: ReportLog())
        second.destinations[0].outbox.close(.handlerRemoved)
        #expect(second.destinations[0].join(until: .now.advanced(bySeconds: 30)))
        #expect(ledger.balance == Balance(accepted: 1, dropped: [.handlerRemoved: 1]))
        #expect(directory.text("a") == "")
    }

    @Test("that were removed are added up when nothing of theirs is queued any more")
    func removedAccounts() throws {
        let running = try running(file("a", in: "a"), file("b", in: "b"))
        var removed = RemovedAccounts()
        removed.add(running.handlers)
        running.handlers[0].lines.accept(5)
        running.handlers[0].lines.write(3)
        running.handlers[1].lines.accept(2)
        running.handlers[1].lines.write(2)
        removed.endUse(of: running.handlers)
        #expect(removed.handlers.map(\.name) == ["a"], "b can no longer change")
        #expect(removed.sum().lines == Balance(accepted: 7, written: 5))
        running.handlers[0].lines.drop(2, .handlerRemoved)
        let sum = removed.sum()
        #expect(sum.count == 2 && sum.lines == Balance(accepted: 7, written: 5, dropped: [.handlerRemoved: 2]))
        #expect(removed.handlers.isEmpty)
    }
}
