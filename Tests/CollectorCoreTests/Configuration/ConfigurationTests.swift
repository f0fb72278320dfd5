// ConfigurationTests.swift: each section of a configuration, and what is said of mistakes in it.
import Testing

@testable import CollectorCore

func configuration(_ text: String) throws -> LoggingConfiguration {
    try LoggingConfiguration.read(Array(text.utf8), file: "log.json")
}

func refusal(_ text: String) -> [String] {
    do {
        _ = try LoggingConfiguration.read(Array(text.utf8), file: "log.json")
        return []
    } catch {
        return error.description.split(separator: "\n").map(String.init)
    }
}

/// The kind of the one handler that has these members.
func kind(_ members: String) throws -> HandlerKind {
    try configuration("{\"version\": 1, \"handlers\": {\"h\": {\(members)}}}").handlers[0].kind
}

@Suite("A configuration")
struct ConfigurationTests {
    static let example = """
        {
          "version": 1,
          "formatters": {"brief": {"format": "%(levelname)s:%(name)s:%(message)s"}},
          "handlers": {
            "stdout": {"class": "logging.StreamHandler", "formatter": "brief", "stream": "ext://sys.stdout"},
            "localhost-file": {
              "class": "logging.handlers.RotatingFileHandler", "formatter": "brief", "filename": "localhost.log",
              "maxBytes": 1048576, "backupCount": 3
            }
          },
          "loggers": {"127.0.0.1": {"level": "INFO", "handlers": ["localhost-file"]}},
          "root": {"level": "INFO", "handlers": ["stdout"]}
        }
        """

    @Test("sends a peer to its own file and to standard output, others to standard output alone")
    func example() throws {
        let configuration = try configuration(Self.example)
        #expect(configuration.handlers.map(\.name) == ["localhost-file", "stdout"])
        #expect(configuration.tree.handlers(for: "127.0.0.1", at: .info) == [0, 1])
        #expect(configuration.tree.handlers(for: "127.0.0.2", at: .info) == [1])
        #expect(configuration.tree.handlers(for: "127.0.0.1", at: .debug) == [])
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.handlers[1].kind == .stream(.init(stream: .output, terminator: "\n")))
        #expect(configuration.handlers[1].formatter == .basic)
        #expect(configuration.handlers[1].queue == QueuePolicy(whenFull: .block, size: nil))
        #expect(
            ConfigurationSummary(configuration).text
                == "root  INFO  -> stdout\n└─ 127.0.0.1  INFO  -> localhost-file, stdout\n")
    }

    @Test("reports everything that is wrong at once, in the order of the file, and blames nobody for another's fault")
    func allProblems() {
        let text = """
            {"version": 2,
             "formatters": {"f": {"style": "#", "colour": 1, "format": "{x}"}},
             "handlers": {
               "x": {"class": "logging.handlers.RotatingFileHandler", "filename": "f", "maxBytes": "ten"},
               "y": {"class": "StreamHandler"},
               "z": {"class": "logging.FileHandler", "formatter": "g", "max-bytes": 3}
             },
             "loggers": {"127.0.0.1": {"level": "info", "handlers": ["x", "y", "w"]}}}
            """
        #expect(
            refusal(text) == [
                "log.json:1:13: version: expected 1, got 2",
                "log.json:2:32: formatters.f.style: expected a style: \"%\", \"{\" or \"$\", got \"#\"",
                "log.json:2:37: warning: formatters.f.colour: unknown key; it has no effect",
                "log.json:4:88: handlers.x.maxBytes: expected a number, got \"ten\"",
                "log.json:5:19: handlers.y.class: cannot load \"StreamHandler\": pysyslog does not run Python; known names are "
                    + HandlerClass.all.map(\.name).joined(separator: ", ")
                    + "; did you mean \"logging.StreamHandler\"?",
                "log.json:6:9: handlers.z: logging.FileHandler needs the argument filename",
                "log.json:6:55: handlers.z.formatter: there is no formatter \"g\"",
                "log.json:6:60: handlers.z.max-bytes: logging.FileHandler has no such argument; it has "
                    + "filename, mode, encoding, delay, errors",
                "log.json:8:37: loggers.\"127.0.0.1\".level: expected a level: \"CRITICAL\", \"FATAL\", \"ERROR\", "
                    + "\"WARNING\", \"WARN\", \"INFO\", \"DEBUG\", \"NOTSET\" or an integer, got \"info\"; did you mean \"INFO\"?",
                "log.json:8:68: loggers.\"127.0.0.1\".handlers[2]: there is no handler \"w\"",
            ])
    }

    @Test("refuses a logger whose name would take longer to walk up than any host's, and tells where it stands")
    func longName() {
        let dots = String(repeating: ".", count: 200_000)
        #expect(
            refusal("{\"version\": 1,\n \"loggers\": {\"a\(dots)\": {\"level\": \"INFO\"}}}")
                == ["log.json:2:200019: loggers: the name of a logger may have 1024 bytes, this one has 200001"])
    }

    @Test("warns of the keys that CPython ignores, but not of those that hold values for cfg://")
    func warnings() throws {
        let text = """
            {"version": 1, "logers": {}, "values": {"name": "a.log"},
             "handlers": {"h": {"class": "logging.FileHandler", "filename": "cfg://values.name", ".": {"x": 1}}},
             "root": {"handler": ["h"], "propagate": false}}
            """
        let configuration = try configuration(text)
        #expect(
            configuration.warnings.map { $0.text(in: "f") } == [
                "f:1:16: warning: logers: unknown key; it has no effect; did you mean \"loggers\"?",
                "f:2:97: warning: handlers.h.\".\".x: this attribute has no effect",
                "f:3:11: warning: root.handler: unknown key; it has no effect; did you mean \"handlers\"?",
            ])
    }

    @Test("follows cfg:// through objects, lists and other references")
    func references() throws {
        let text = """
            {"version": "cfg://v[1].n", "v": [0, {"n": 1}], "streams": {"out": "ext://sys.stdout"},
             "handlers": {"h": {"class": "logging.StreamHandler", "stream": "cfg:// streams . out",
                                "level": "ext://logging.ERROR"}}}
            """
        let handler = try configuration(text).handlers[0]
        #expect(handler.kind == .stream(.init(stream: .output, terminator: "\n")))
        #expect(handler.level == .error)
        #expect(
            refusal("{\"version\": \"cfg://version\"}")
                == ["log.json:1:13: version: the cfg:// references form a loop"])
        #expect(
            refusal("{\"version\": \"cfg://vals!x\"}")
                == ["log.json:1:13: version: cfg://vals!x: expected .key or [index] at \"!x\""])
    }

    @Test("makes handlers in CPython's order: by name, those that wait for another at the end")
    func order() throws {
        let text = """
            {"version": 1, "handlers": {"d": {"class": "logging.NullHandler"}, "c": {"class": "logging.NullHandler"},
             "a": {"class": "logging.handlers.MemoryHandler", "capacity": 9, "target": "d"},
             "b": {"class": "logging.handlers.QueueHandler", "handlers": ["c", "d"]}}}
            """
        let handlers = try configuration(text).handlers
        #expect(handlers.map(\.name) == ["c", "d", "a", "b"])
        #expect(handlers[3].kind == .queue(.init(handlers: [0, 1], respectsHandlerLevel: false)))
    }

    @Test("a handler that refers to a later one twice over is refused, and its other faults with it")
    func chain() {
        let memory = "\"class\": \"logging.handlers.MemoryHandler\", \"capacity\": 9, \"target\":"
        let text = """
            {"version": 1, "handlers": {"a": {\(memory) "b", "level": "x"},
             "b": {\(memory) "c"}, "c": {"class": "logging.NullHandler"}}, "root": {"handlers": ["a", "b"]}}
            """
        let problems = refusal(text)
        #expect(problems.count == 2)
        #expect(
            problems[0].hasSuffix("handlers.a.target: the handler \"b\" is created later, or refers back to this one"))
        #expect(problems[1].contains("handlers.a.level: expected a level"))
    }

    @Test("reads what python-json-logger takes")
    func jsonFormatter() throws {
        let text = """
            {"version": 1, "formatters": {"j": {"()": "pythonjsonlogger.jsonlogger.JsonFormatter",
             "format": "%(message)s %(name)s", "rename_fields": {"message": "msg", "name": "peer"}, "static_fields": {"app": 1},
             "timestamp": true, "json_ensure_ascii": 0},
             "k": {"class": "pythonjsonlogger.json.JsonFormatter", "fmt": "%(name)s", "timestamp": "at"},
             "p": {"()": "logging.Formatter", "defaults": {"x": "-"}, ".": {"default_msec_format": null}}}}
            """
        let formatters = try configuration(text).formatters
        #expect(formatters.map(\.description.format) == ["%(message)s %(name)s", "%(name)s", nil])
        let json = formatters.map(\.description.json)
        #expect(json[0]?.dialect == .jsonlogger)
        #expect(json[0]?.renameFields.map(\.newName) == ["msg", "peer"])
        #expect(json[0]?.staticFields == [NamedFormatValue(name: "app", value: .integer(1))])
        #expect(json[0]?.timestamp == "timestamp")
        #expect(json[0]?.ensureASCII == false)
        #expect(json[1] == JSONFormatterDescription(dialect: .json, timestamp: "at"))
        #expect(formatters[2].description.defaults == [NamedFormatValue(name: "x", value: .string("-"))])
        #expect(formatters[2].description.defaultTime == DefaultTime(milliseconds: nil))
    }

    @Test("takes the attributes of a formatter that say how the time is written, and reports those that cannot")
    func defaultTime() throws {
        func text(_ attributes: String) -> String {
            #"{"version": 1, "formatters": {"f": {"()": "logging.Formatter", ".": {\#(attributes)}}}}"#
        }
        let attributes = #""default_time_format": "%H:%M", "default_msec_format": "%s.%03d""#
        let formatter = try configuration(text(attributes)).formatters[0]
        #expect(formatter.description.defaultTime == DefaultTime(format: "%H:%M", milliseconds: "%s.%03d"))
        let wrong = refusal(text(#""default_time_format": null, "default_msec_format": "%s""#))
        #expect(
            wrong == [
                "log.json:1:93: formatters.f.\".\".default_time_format: expected a text, got null",
                "log.json:1:122: formatters.f.\".\".default_msec_format: "
                    + "not all arguments converted during string formatting",
            ])
    }

    @Test("says nothing of a root logger that propagates: it has no parent, and Python says nothing either")
    func rootPropagates() throws {
        for truth in ["true", "false"] {
            let text = #"{"version": 1, "root": {"level": "INFO", "propagate": \#(truth)}}"#
            #expect(try configuration(text).warnings.isEmpty)
        }
    }

    @Test("reports what is wrong with a format where it stands")
    func formats() {
        let text = """
            {"version": 1, "formatters": {"a": {"format": "%(mesage)s"}, "b": {"format": "x"},
             "c": {"()": "logging.Formatter", "fmt": "{message", "style": "{"}}}
            """
        let problems = refusal(text)
        #expect(problems.count == 3)
        #expect(problems[0].hasPrefix("log.json:1:47: formatters.a.format: "))
        #expect(problems[1].hasPrefix("log.json:1:78: formatters.b.format: "))
        #expect(problems[2].hasPrefix("log.json:2:42: formatters.c.fmt: "))
    }

    @Test("an incremental configuration has levels and propagation only")
    func incremental() throws {
        let text = """
            {"version": 1, "incremental": true, "formatters": {"x": 5}, "handlers": {},
             "loggers": {"a": {"level": 10, "propagate": 0, "handlers": ["nobody"]}}}
            """
        let configuration = try configuration(text)
        #expect(configuration.isIncremental)
        #expect(configuration.loggers == [LoggerDescription(name: "a", level: .debug, propagates: false)])
    }

    @Test("draws the loggers as a tree")
    func summary() throws {
        let text = """
            {"version": 1, "handlers": {"a": {"class": "logging.NullHandler"},
             "b": {"class": "logging.NullHandler", "level": "ERROR"}},
             "loggers": {"10.1.2": {"handlers": ["a"]}, "10": {"level": 5, "propagate": false},
                         "10.1.2.3": {"level": "DEBUG", "handlers": ["b", "a"]}, "::1": {}},
             "root": {"handlers": ["a", "b"]}}
            """
        #expect(
            ConfigurationSummary(try configuration(text)).text == """
                root  (WARNING)  -> a, b (from ERROR)
                ├─ 10  Level 5  -> nothing  (stops here)
                │  └─ 10.1.2  (Level 5)  -> a
                │     └─ 10.1.2.3  DEBUG  -> b (from ERROR), a, a
                └─ ::1  (WARNING)  -> a, b (from ERROR)

                """)
    }
}
