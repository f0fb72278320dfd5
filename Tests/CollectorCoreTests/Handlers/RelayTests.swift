// RelayTests.swift: from a configuration to the content of files: memory handlers, queues, encodings, shared
// destinations.
import Foundation
import Testing

@testable import CollectorCore

@Suite("Handlers of a configuration")
struct RelayTests {
    private typealias Setup = RoutedHandlers

    private static let file = #""class": "logging.FileHandler", "filename": "DIR/x""#

    @Test("wait in a memory until they are enough, and are queued for its target until then")
    func memory() throws {
        let setup = try Setup(
            #""a": {\#(Self.file)}, "m": {"class": "logging.handlers.MemoryHandler", "capacity": 3, "target": "a"}"#,
            root: #"["m"]"#)
        let outbox = try #require(setup.factory.destinations.first).outbox
        setup.deliver(["1", "2"])
        #expect(outbox.isEmpty)
        #expect(setup.balance("a") == Balance(accepted: 2))
        setup.deliver(["3"])
        #expect(!outbox.isEmpty)
        setup.deliver(["4"])
        setup.finish()
        #expect(setup.directory.text("x") == "1\n2\n3\n4\n")
        #expect(setup.balance("a") == Balance(accepted: 4, written: 4))
    }

    @Test("are passed on by a grave one, in their order")
    func flushLevel() throws {
        let setup = try Setup(
            #"""
            "a": {\#(Self.file), "formatter": "f"},
            "m": {"class": "logging.handlers.MemoryHandler", "capacity": 1e9, "target": "a"}
            """#,
            root: #"["m"]"#)
        let outbox = try #require(setup.factory.destinations.first).outbox
        setup.deliver(["1"])
        setup.deliverOwn("warning", level: .warning)
        #expect(outbox.isEmpty)
        setup.deliverOwn("error", level: .error)
        #expect(!outbox.isEmpty)
        setup.finish()
        #expect(setup.directory.text("x") == "INFO 1\nWARNING warning\nERROR error\n")
    }

    @Test("are passed on when their bytes are many, whatever the capacity")
    func memoryIsBounded() throws {
        let setup = try Setup(
            #""a": {\#(Self.file)}, "m": {"class": "logging.handlers.MemoryHandler", "capacity": 1e18, "target": "a"}"#,
            root: #"["m"]"#)
        let outbox = try #require(setup.factory.destinations.first).outbox
        let lines = Array(repeating: String(repeating: "x", count: 1_023), count: 1_024)
        for _ in 0..<15 { setup.deliver(lines) }
        #expect(outbox.isEmpty)
        setup.deliver(lines)
        #expect(!outbox.isEmpty)
    }

    @Test("wait in one memory after another")
    func memories() throws {
        let setup = try Setup(
            #"""
            "a": {\#(Self.file)},
            "b": {"class": "logging.handlers.MemoryHandler", "capacity": 4, "target": "a"},
            "c": {"class": "logging.handlers.MemoryHandler", "capacity": 2, "target": "b"}
            """#,
            root: #"["c", "b"]"#)
        for number in 1...5 { setup.deliver(["\(number)"]) }
        setup.finish()
        // c: 1,2 3,4 5; b: 1 | 2 1 2 ...: each record twice, and each way in its order.
        let lines = try #require(setup.directory.text("x")).split(separator: "\n")
        #expect(lines.sorted() == ["1", "1", "2", "2", "3", "3", "4", "4", "5", "5"])
        #expect(setup.balance("a") == Balance(accepted: 10, written: 10))
    }

    @Test("are named as those that a line of a peer ends at, past memories, queues and levels")
    func names() throws {
        let setup = try Setup(
            #"""
            "a": {\#(Self.file)}, "b": {\#(Self.file), "level": "ERROR"}, "c": {\#(Self.file)},
            "m": {"class": "logging.handlers.MemoryHandler", "capacity": 3, "target": "c"},
            "q": {"class": "logging.handlers.QueueHandler", "handlers": ["b", "c"], "respect_handler_level": true}
            """#,
            root: #"["a", "m", "q"]"#, more: #""loggers": {"192.0.2.7": {"handlers": ["b"], "propagate": false}},"#)
        let line = Array("<11>x".utf8)
        #expect(setup.router.handlerNames(forLine: line.span, of: "192.0.2.1") == ["a", "c"])
        #expect(setup.router.handlerNames(forLine: line.span, of: "192.0.2.7") == [])
    }

    @Test("are dropped under a name by a memory without a target")
    func noTarget() throws {
        let setup = try Setup(
            #""m": {"class": "logging.handlers.MemoryHandler", "capacity": 3}"#, root: #"["m"]"#)
        setup.deliver(["1", "2"])
        #expect(setup.balance("m") == Balance(accepted: 2, dropped: [.noTarget: 2]))
    }

    @Test(
        "go through a queue to its handlers, whose filters are asked, and whose levels where it respects them",
        arguments: [(false, "1\n2\n"), (true, "")]
    )
    func queue(respects: Bool, expected: String) throws {
        let setup = try Setup(
            #"""
            "a": {\#(Self.file), "level": "ERROR"},
            "b": {"class": "logging.FileHandler", "filename": "DIR/y", "filters": ["net"]},
            "q": {"class": "logging.handlers.QueueHandler", "handlers": ["a", "b"],
                  "respect_handler_level": \#(respects)}
            """#,
            root: #"["q"]"#, more: #""filters": {"net": {"name": "192.0.2"}},"#)
        setup.deliver(["1"])
        setup.deliver(["2"], level: .debug, from: "198.51.100.1")
        setup.finish()
        #expect(setup.directory.text("x") == expected)
        #expect(setup.directory.text("y") == "1\n")
    }

    @Test("that share a file take turns, line by line, also through a queue and a memory of one")
    func turns() throws {
        let setup = try Setup(
            #"""
            "a": {\#(Self.file)}, "b": {\#(Self.file), "formatter": "f", "encoding": "ascii", "errors": "replace"},
            "m": {"class": "logging.handlers.MemoryHandler", "capacity": 1, "target": "a"},
            "q": {"class": "logging.handlers.QueueHandler", "handlers": ["m", "b"]}
            """#,
            root: #"["q"]"#)
        setup.deliver(["é", "2"])
        setup.finish()
        #expect(setup.directory.text("x") == "é\nINFO ?\n2\nINFO 2\n")
    }

    @Test("drop under a name what their encoding lacks, and say so once")
    func notEncodable() throws {
        let setup = try Setup(#""a": {\#(Self.file), "encoding": "latin-1"}"#, root: #"["a"]"#)
        setup.deliver(["é", "€", "b", "😀"])
        setup.deliver(["€"])
        setup.deliverOwn("€", level: .error)
        setup.finish()
        #expect(setup.directory.bytes("x") == [0xE9, 0x0A, 0x62, 0x0A])
        #expect(setup.balance("a") == Balance(accepted: 5, written: 2, dropped: [.notEncodable: 3]))
        let lost: [ReportLog.Report] = [.lost(.began(.notEncodable)), .lost(.ended(.notEncodable, count: 3))]
        #expect(setup.reports.reports == lost)
        #expect(setup.factory.handlers[0].ownRecords.balance.dropped == [.notEncodable: 1])
    }

    @Test("do not wait for a full queue that drops")
    func policy() throws {
        let setup = try Setup(
            #""a": {\#(Self.file), "pysyslog": {"when_full": "drop_oldest", "queue_size": 2}}"#, root: #"["a"]"#)
        setup.deliver(["1", "2", "3"])
        setup.deliver(["4"])
        #expect(setup.reports.reports == [.lost(.began(.queueFull))])
        setup.finish()
        #expect(setup.directory.text("x") == "3\n4\n")
        #expect(setup.balance("a") == Balance(accepted: 4, written: 2, dropped: [.queueFull: 2]))
    }

    @Test(
        "have the queue of their own settings, of whatever class they are",
        arguments: [
            #""logging.FileHandler", "filename": "DIR/x""#, #""logging.StreamHandler""#,
            #""logging.handlers.SysLogHandler", "address": ["127.0.0.1", 9]"#,
            #""logging.handlers.SocketHandler", "host": "127.0.0.1", "port": 9"#,
            #""logging.handlers.DatagramHandler", "host": "127.0.0.1", "port": 9"#,
        ])
    func ownQueue(handler: String) throws {
        let setup = try Setup(
            #""a": {"class": \#(handler), "pysyslog": {"when_full": "drop_newest", "queue_size": 7}}"#, root: #"["a"]"#)
        let limit = try #require(setup.factory.handlers.first?.outbox?.limit)
        #expect(limit.records == 7 && limit.whenFull == .dropNewest)
    }

    @Test("have as much room as their own settings say, with bytes enough for usual lines")
    func limits() {
        let usual = QueueLimit(records: 50_000)
        #expect(usual.applying(QueuePolicy()) == usual)
        let small = QueueLimit(records: 10, bytes: 1 << 20, whenFull: .block)
        #expect(usual.applying(QueuePolicy(size: 10)) == small)
        let large = QueueLimit(records: 50_000, bytes: 51_200_000, whenFull: .dropOldest)
        #expect(usual.applying(QueuePolicy(whenFull: .dropOldest)) == large)
        #expect(usual.applying(QueuePolicy(size: .max)).bytes == 1 << 30)
    }

    private static let rotating = #""class": "logging.handlers.RotatingFileHandler", "maxBytes": 4, "backupCount""#

    @Test("share a rotating file, whichever comes first")
    func sharedRotating() throws {
        for (first, second) in [("a", "b"), ("b", "a")] {
            let setup = try Setup(
                #""\#(first)": {\#(Self.file)}, "\#(second)": {\#(Self.rotating): 1, "filename": "DIR/x"}"#,
                root: #"["a"]"#)
            setup.deliver(["1", "2"])
            setup.finish()
            #expect(setup.directory.texts == ["x": "2\n", "x.1": "1\n"])
        }
    }

    private static let conflicts: [(String, String)] = [
        (
            #""a": {\#(rotating): 1, "filename": "DIR/x"}, "b": {\#(rotating): 2, "filename": "DIR/x"}"#,
            "begins new files"
        ),
        (#""a": {\#(file)}, "b": {\#(file), "pysyslog": {"queue_size": 7}}"#, "both use one queue"),
        (#""a": {"class": "logging.FileHandler", "filename": "DIR/none/x"}"#, "make its directory first"),
        (#""a": {"class": "logging.FileHandler", "filename": "DIR"}"#, "name a file in it"),
    ]

    @Test("are refused at the start where they cannot work together, or not at all", arguments: conflicts)
    func refusals(handlers: String, reason: String) {
        let error = #expect(throws: HandlerError.self) { _ = try Setup(handlers, root: "[]") }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "no error")")
    }
}
