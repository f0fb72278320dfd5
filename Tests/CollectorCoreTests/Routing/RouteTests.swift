// RouteTests.swift: routes: levels by severity, and how much one read may become.
import Testing

@testable import CollectorCore

@Suite("A route")
struct RouteTests {
    private static let file = #""class": "logging.FileHandler", "filename": "DIR/x""#

    @Test("gives each record the level of its severity, in the order of arrival, and counts what nobody wants")
    func severities() throws {
        let handlers = try RoutedHandlers(
            #"""
            "all": {\#(Self.file), "formatter": "f", "level": "INFO"},
            "grave": {"class": "logging.FileHandler", "filename": "DIR/y", "level": "ERROR"},
            "null": {"class": "logging.NullHandler", "level": "WARNING"}
            """#,
            root: #"["all", "grave", "null"]"#, levelFromPriority: true)
        let lines = (0..<8).map { "<\(8 + $0)>\($0)" } + ["none", "<7>debug"]
        #expect(handlers.deliver(lines) == 2)
        // A batch of one level behind one of all of them.
        #expect(handlers.deliver(["<15>", "<15>"]) == 2)
        #expect(handlers.deliver(["<11>e"]) == 0)
        handlers.finish()
        let text = """
            CRITICAL <8>0
            CRITICAL <9>1
            CRITICAL <10>2
            ERROR <11>3
            WARNING <12>4
            INFO <13>5
            INFO <14>6
            INFO none
            ERROR <11>e

            """
        #expect(handlers.directory.text("x") == text)
        #expect(handlers.directory.text("y") == "<8>0\n<9>1\n<10>2\n<11>3\n<11>e\n")
        #expect(handlers.balance("all") == Balance(accepted: 9, written: 9))
        #expect(handlers.balance("grave") == Balance(accepted: 5, written: 5))
        #expect(handlers.balance("null") == Balance(accepted: 6, written: 6))
    }

    @Test("keeps turns and memories in order where severities decide levels")
    func turnsBySeverity() throws {
        let handlers = try RoutedHandlers(
            #"""
            "a": {\#(Self.file), "formatter": "f"}, "b": {\#(Self.file), "level": "ERROR"},
            "c": {"class": "logging.FileHandler", "filename": "DIR/y", "formatter": "f"},
            "m": {"class": "logging.handlers.MemoryHandler", "capacity": 100, "flushLevel": "ERROR", "target": "c"}
            """#,
            root: #"["a", "b", "m"]"#, levelFromPriority: true)
        handlers.deliver(["<14>1", "<11>2", "<15>3"])
        #expect(handlers.balance("c") == Balance(accepted: 3))
        handlers.finish()
        #expect(handlers.directory.text("x") == "INFO <14>1\nERROR <11>2\n<11>2\nDEBUG <15>3\n")
        #expect(handlers.directory.text("y") == "INFO <14>1\nERROR <11>2\nDEBUG <15>3\n")
        #expect(handlers.balance("b") == Balance(accepted: 1, written: 1))
    }

    @Test("does not have a memory pass on for a grave record that does not reach it")
    func memoryBelowItsLevel() throws {
        let handlers = try RoutedHandlers(
            #"""
            "a": {\#(Self.file)},
            "m": {"class": "logging.handlers.MemoryHandler", "capacity": 100, "flushLevel": "ERROR", "target": "a"},
            "q": {"class": "logging.handlers.QueueHandler", "handlers": ["m"], "respect_handler_level": true},
            "c": {"class": "logging.handlers.MemoryHandler", "capacity": 100, "flushLevel": "INFO", "target": "a",
                  "level": "CRITICAL"}
            """#,
            root: #"["q", "c"]"#, levelFromPriority: true)
        let outbox = try #require(handlers.factory.destinations.first).outbox
        handlers.deliver(["<14>1", "<12>2"])
        #expect(outbox.isEmpty)
        handlers.deliver(["<10>3"])
        handlers.finish()
        #expect(handlers.directory.text("x") == "<14>1\n<12>2\n<10>3\n<10>3\n")
    }

    @Test("gives each handler its own text where handlers of one file stand apart")
    func filesInTurn() throws {
        let handlers = try RoutedHandlers(
            #"""
            "a": {\#(Self.file), "formatter": "f"},
            "b": {"class": "logging.FileHandler", "filename": "DIR/y", "formatter": "g"},
            "c": {\#(Self.file)}
            """#,
            root: #"["a", "b", "c"]"#,
            more: #""formatters": {"f": {"format": "f %(message)s"}, "g": {"format": "g %(message)s"}},"#)
        handlers.deliver(["1", "2"])
        handlers.deliverOwn("own", level: .info)
        handlers.finish()
        #expect(handlers.directory.text("x") == "f 1\n1\nf 2\n2\nf own\nown\n")
        #expect(handlers.directory.text("y") == "g 1\ng 2\ng own\n")
    }

    private static func handlers(_ format: String, count: Int = 1) throws -> RoutedHandlers {
        let members = (0..<count).map { #""h\#($0)": {\#(file), "formatter": "wide"}"# }.joined(separator: ", ")
        let names = (0..<count).map { #""h\#($0)""# }.joined(separator: ", ")
        let formatter = #""formatters": {"wide": {"format": "\#(format)"}},"#
        return try RoutedHandlers(members, root: "[\(names)]", more: formatter)
    }

    private static let formats: [(format: String, count: Int)] = [
        ("%(message)s", 1), ("%(asctime)s %(levelname)s %(message)s", 1), ("%(message)65535s", 1),
        (String(repeating: "%(message)65535s", count: 17), 1), (String(repeating: "%(message)s", count: 100), 1),
        ("%(levelname)s:%(name)s:%(message)s", 200), ("%(message)65535s", 200),
    ]

    @Test("lets one read become 8 MiB in an outbox, or one record of each handler, whatever format", arguments: formats)
    func readLimit(format: String, count: Int) throws {
        let handlers = try Self.handlers(format, count: count)
        let limit = handlers.route().readLimit
        #expect(limit >= 1 && limit <= Route.longestRead)
        for line in ["", "\u{1}"] {
            // So many lines as end in one read.
            let lines = Array(repeating: line, count: max(1, limit / (line.utf8.count + 1)))
            let outbox = try #require(handlers.factory.destinations.first).outbox
            let before = outbox.queuedBytes.load(ordering: .relaxed)
            handlers.deliver(lines)
            let became = outbox.queuedBytes.load(ordering: .relaxed) - before
            #expect(lines.count == 1 || became <= Route.longestBatch, "\(lines.count) lines")
        }
    }

    @Test("still reads much at a time with the formats in use")
    func usualReads() throws {
        #expect(try Self.handlers("%(message)s").route().readLimit == Route.longestRead)
        #expect(try Self.handlers("%(levelname)s:%(name)s:%(message)s").route().readLimit == Route.longestRead)
        #expect(try Self.handlers("%(asctime)s %(levelname)s %(name)s %(message)s").route().readLimit > 100_000)
        #expect(try Self.handlers("%(asctime)s.%(msecs)03d %(message)s").route().readLimit > 50_000)
    }

    @Test("takes the collector's own records over the limit of an outbox, but not for ever, and counts the others")
    func ownRecords() throws {
        let handlers = try Self.handlers("%(message)65535s")
        let outbox = try #require(handlers.factory.destinations.first).outbox
        for _ in 0..<1_000 { handlers.deliverOwn("x", level: .error) }
        let balance = handlers.factory.handlers[0].ownRecords.balance
        #expect(balance.accepted == 1_000)
        #expect(balance.dropped[.queueFull] ?? 0 > 0)
        #expect(balance.queued == outbox.queuedRecords.load(ordering: .relaxed))
        #expect(outbox.isFull)
        #expect(outbox.queuedBytes.load(ordering: .relaxed) < 10 << 20)
        handlers.finish()
        #expect(handlers.factory.handlers[0].ownRecords.balance.queued == 0)
    }
}
