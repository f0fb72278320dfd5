// ConfigurationChangesTests.swift: the log names what a reload changes, and only that.
import Testing

@testable import CollectorCore

@Suite("What a reload changes")
struct ConfigurationChangesTests {
    private func configuration(
        _ handlers: String, root: String = #"{"level": "INFO"}"#,
        formatters: String = #""f": {"format": "%(message)s"}"#
    ) throws -> LoggingConfiguration {
        let text = #"{"version": 1, "formatters": {\#(formatters)}, "handlers": {\#(handlers)}, "root": \#(root)}"#
        return try LoggingConfiguration.read(Array(text.utf8), file: "test")
    }

    private func file(_ name: String, _ more: String = "") -> String {
        #""\#(name)": {"class": "logging.FileHandler", "filename": "\#(name).log"\#(more)}"#
    }

    private func changes(_ old: LoggingConfiguration, _ new: LoggingConfiguration) -> String {
        ConfigurationChanges(from: old, to: new).text
    }

    @Test("is nothing where only places in the file and names of formatters differ")
    func nothing() throws {
        let old = try configuration(file("a", #", "formatter": "f""#))
        let new = try configuration(
            file("a", ",\n\n \"formatter\": \"g\""), formatters: #""g": {"format": "%(message)s"}"#)
        #expect(changes(old, new) == "nothing changed")
        #expect(ConfigurationChanges(from: old, to: new).isEmpty)
    }

    @Test("is told by the names of handlers: added, removed, changed, and how many stay")
    func handlers() throws {
        let old = try configuration([file("a"), file("b"), file("c"), file("d")].joined(separator: ","))
        let new = try configuration(
            [file("a"), file("b", #", "delay": true"#), file("d"), file("e e"), file("f")].joined(separator: ","))
        #expect(changes(old, new) == #"2 handlers added ("e e", f), 1 removed (c), 1 changed (b), 2 unchanged"#)
        #expect(changes(old, try configuration("")) == "4 handlers removed (a, b, c, d)")
        #expect(changes(try configuration(""), try configuration(file("a"))) == "1 handler added (a)")
    }

    @Test("counts a formatter, a level, a filter and a queue of a handler")
    func settings() throws {
        let old = try configuration(file("a"))
        for more in [
            #", "formatter": "f""#, #", "level": "ERROR""#, #", "pysyslog": {"when_full": "drop_newest"}"#,
            #", "mode": "w""#,
        ] {
            #expect(changes(old, try configuration(file("a", more))) == "1 handler changed (a)", "\(more)")
        }
    }

    @Test("names loggers where a handler of theirs, their level or their way up differs")
    func loggers() throws {
        let old = try configuration(file("a"), root: #"{"level": "INFO", "handlers": ["a"]}"#)
        for root in [#"{"level": "DEBUG", "handlers": ["a"]}"#, #"{"level": "INFO", "handlers": []}"#] {
            #expect(changes(old, try configuration(file("a"), root: root)) == "1 handler unchanged; loggers changed")
        }
        #expect(changes(try configuration(""), try configuration("", root: "{}")) == "no handlers; loggers changed")
    }

    @Test("does not take a handler for changed whose target has another number")
    func targets() throws {
        let memory = #""m": {"class": "logging.handlers.MemoryHandler", "capacity": 9, "target": "b"}"#
        let old = try configuration([file("b"), memory].joined(separator: ","))
        let new = try configuration([file("a"), file("b"), memory].joined(separator: ","))
        #expect(changes(old, new) == "1 handler added (a), 2 unchanged")
        let other = #""m": {"class": "logging.handlers.MemoryHandler", "capacity": 9, "target": "a"}"#
        let third = try configuration([file("a"), file("b"), other].joined(separator: ","))
        #expect(changes(new, third) == "1 handler changed (m), 2 unchanged")
    }

    @Test("names handlers that are opened again because their destinations were gone")
    func closed() throws {
        let configuration = try configuration([file("a"), file("b")].joined(separator: ","))
        let changes = ConfigurationChanges(from: configuration, to: configuration, closed: ["b"])
        #expect(changes.text == "1 handler opened again (b), 1 unchanged")
        #expect(!changes.isEmpty)
    }
}
