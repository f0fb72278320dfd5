// LoggerTreeTests.swift: names, parents and filters; the differential tests compare whole trees with CPython's.
import Testing

@testable import CollectorCore

@Suite("The tree of loggers")
struct LoggerTreeTests {
    @Test(
        "finds parents as CPython looks for dots",
        arguments: [
            ("127.0.0.1", ["127.0.0", "127.0", "127"]), ("127", []), ("", []), (".", []), ("a.", ["a"]), (".a", []),
            ("a..b", ["a."]), ("a.b.", ["a.b", "a"]), ("::1", []), ("fe80::1%eth0.5", ["fe80::1%eth0"]),
        ])
    func parents(name: String, expected: [String]) {
        #expect(LoggerName.parents(of: name).map { String($0) } == expected)
    }

    @Test(
        "a filter passes its own name and what is below it after a dot",
        arguments: [
            ("", "127.0.0.1", true), ("127.0.0.2", "127.0.0.2", true), ("127.0.0.2", "127.0.0.20", false),
            ("127", "127.0.0.1", true), ("127.0.0.", "127.0.0.1", false), ("127.0.0.1", "127", false),
        ])
    func filters(filter: String, logger: String, passes: Bool) {
        #expect(NameFilter(name: filter).passes(logger) == passes)
    }

    @Test("a handler on two loggers of the way up is called twice")
    func twice() {
        let loggers = [LoggerDescription(name: "10.1", handlers: [0]), LoggerDescription(name: "10", handlers: [0])]
        let tree = LoggerTree(
            loggers: loggers, root: LoggerDescription(name: "", level: .info, handlers: [0]), gates: [HandlerGate()])
        #expect(tree.handlers(for: "10.1.1.1", at: .info) == [0, 0, 0])
        #expect(tree.handlers(for: "root", at: .info) == [0])
    }
}
