// DifferentialCases.swift: odd configurations, those that Python takes and those that it refuses.

/// Configurations about which Python and we agree; a few words each, completed by the functions below.
enum DifferentialCases {
    static func handler(_ members: String) -> String { document("\"handlers\": {\"h\": {\(members)}}") }
    static func document(_ members: String) -> String { "{\"version\": 1, \(members)}" }

    private static let null = "\"class\": \"logging.NullHandler\""
    private static let file = "\"class\": \"logging.FileHandler\", \"filename\": \"f\""
    private static let rotating = "\"class\": \"logging.handlers.RotatingFileHandler\", \"filename\": \"f\""
    private static let timed = "\"class\": \"logging.handlers.TimedRotatingFileHandler\", \"filename\": \"f\""
    private static let syslog = "\"class\": \"logging.handlers.SysLogHandler\", \"address\": [\"127.0.0.1\", 514]"
    private static let http = "\"class\": \"logging.handlers.HTTPHandler\", \"host\": \"h\""
    private static let smtp = """
        "class": "logging.handlers.SMTPHandler", "mailhost": "h", "fromaddr": "f", "toaddrs": "t", "subject": "s"
        """
    private static let memory = "\"class\": \"logging.handlers.MemoryHandler\", \"capacity\": 3"

    static let refused: [String] =
        [
            // The document
            "", "[]", "5", "null", "{", "{}", "{\"version\": 1,}", "{'version': 1}", "{\"version\": 1} {}",
            "\u{FEFF}{\"version\": 1}",
            "{\"version\": 01}", "{\"version\": +1}", "{\"version\": 1 // one\n}", "{\"version\": 1, \"a\": \"b\tc\"}",
            "{\"version\": 1, \"a\": \"\\x41\"}", "{\"version\": 1, \"a\": .5}", "{\"version\": 1, \"a\": 1.}",
            "{\"version\": 1, \"a\": nan}", "{\"version\": 1, \"a\": -NaN}", "{\"version\": 1 \"a\": 2}",
            "{\"version\" 1}",
            "{\"version\": 1, \"a\": \"\\u12g4\"}", "{\"version\": 1, \"version\": 2}",
            "{\"version\": 1, \"a\": \(String(repeating: "9", count: 4301))}",
            "{\"version\": 1, \"a\": \(String(repeating: "[", count: 100_000))",
            // The version and the sections
            "{\"version\": 2}", "{\"version\": \"1\"}", "{\"version\": null}", "{\"Version\": 1}",
            "{\"version\": \"cfg://version\"}",
            "{\"version\": NaN}", "{\"version\": 1e999}",
        ]
        + [
            "\"handlers\": null", "\"handlers\": 5", "\"handlers\": [\"h\"]", "\"loggers\": null",
            "\"formatters\": true",
            "\"filters\": 1.5", "\"loggers\": {\"a\": null}", "\"loggers\": {\"a\": []}", "\"root\": 5",
            "\"root\": \"x\"", "\"root\": [1]",
            "\"handlers\": {\"h\": null}", "\"handlers\": \"ext://no.such\"", "\"handlers\": \"cfg://\"",
            "\"handlers\": \"cfg://x.y\"",
            "\"x\": [1], \"handlers\": \"cfg://x[1]\"", "\"x\": {\"0\": {}}, \"handlers\": \"cfg://x[0]\"",
            "\"x\": {}, \"handlers\": \"cfg://x!\"", "\"x\": [], \"handlers\": \"cfg://x[a]\"",
            "\"x\": 1, \"handlers\": \"cfg://x.y\"",
            "\"formatters\": {\"f\": 5}", "\"formatters\": {\"f\": {\"style\": null}}",
            "\"formatters\": {\"f\": {\"style\": \"format\"}}",
            "\"formatters\": {\"f\": {\"format\": 5}}", "\"formatters\": {\"f\": {\"class\": \"Formatter\"}}",
            "\"formatters\": {\"f\": {\"()\": \"logging.Formatter\", \"colour\": 1}}",
            "\"formatters\": {\"f\": {\"()\": \"no.such\"}}",
            "\"formatters\": {\"f\": {\"datefmt\": \"ext://nothing\"}}",
            "\"filters\": {\"f\": null}", "\"filters\": {\"f\": {\"name\": 5}}",
            "\"filters\": {\"f\": {\"name\": null}}",
            "\"filters\": {\"f\": {\"()\": \"logging.Filter\", \"names\": \"\"}}", "\"filters\": {\"f\": {\"()\": 5}}",
            "\"root\": {\"level\": \"info\"}", "\"root\": {\"level\": \"20\"}", "\"root\": {\"level\": 20.0}",
            "\"root\": {\"level\": \"\"}",
            "\"root\": {\"level\": []}", "\"root\": {\"handlers\": [\"x\"]}", "\"root\": {\"filters\": [\"x\"]}",
            "\"root\": {\"handlers\": 5}", "\"root\": {\"handlers\": \"x\"}", "\"root\": {\"handlers\": [null]}",
            "\"root\": {\"filters\": [[]]}", "\"root\": {\"filters\": true}",
            "\"handlers\": {\"é\": {\(null)}}, \"root\": {\"handlers\": [\"e\u{301}\"]}",
            "\"incremental\": true, \"handlers\": {\"h\": {\(null)}}", "\"incremental\": \"false\", \"handlers\": null",
            "\"incremental\": true, \"loggers\": {\"a\": {\"level\": \"x\"}}", "\"incremental\": \"cfg://nowhere\"",
            "\"handlers\": {\"a\": {\(memory), \"target\": \"b\"}, \"b\": {\(memory), \"target\": \"c\"}, \"c\": {\(null)}}",
            "\"handlers\": {\"a\": {\(memory), \"target\": \"b\"}, \"b\": {\(memory), \"target\": \"a\"}}",
        ].map(document)
        + [
            "", "\"class\": null", "\"class\": \"StreamHandler\"", "\"class\": \"logging.streamhandler\"",
            "\"class\": 5",
            "\"class\": \"logging.RotatingFileHandler\"", "\"()\": \"no.such\"",
            "\(null), \"()\": \"logging.NullHandler\"",
            "\(null), \"level\": \"debug\"", "\(null), \"level\": 10.5", "\(null), \"formatter\": \"f\"",
            "\(null), \"formatter\": 5",
            "\(null), \"filters\": [\"f\"]", "\(null), \"filters\": 5", "\(null), \"max-bytes\": 5",
            "\(null), \"x\": null",
            "\(null), \".\": 5", "\(null), \".\": [1]", "\(null), \"level\": \"ext://logging.info.x\"",
            "\"class\": \"logging.FileHandler\"", "\"class\": \"logging.FileHandler\", \"filename\": 5.5",
            "\"class\": \"logging.FileHandler\", \"filename\": \"\"",
            "\"class\": \"logging.FileHandler\", \"filename\": null",
            "\"class\": \"logging.FileHandler\", \"filename\": \"a\\u0000b\"",
            "\(file), \"mode\": \"\"", "\(file), \"mode\": \"aw\"", "\(file), \"mode\": \"aa\"",
            "\(file), \"mode\": null",
            "\(file), \"mode\": \"z\"", "\(file), \"mode\": \"bta\"", "\(file), \"mode\": 1",
            "\(file), \"mode\": \"a++\"",
            "\(file), \"encoding\": \"utf9\"", "\(file), \"encoding\": 5", "\(file), \"errors\": 5",
            "\(file), \"maxBytes\": 5",
            "\(file), \"mode\": \"ab\", \"encoding\": \"ascii\"", "\(file), \"stream\": null",
            "\(rotating), \"maxBytes\": \"ten\"", "\(rotating), \"maxBytes\": null", "\(rotating), \"maxBytes\": []",
            "\(rotating), \"mode\": \"zz\"", "\(rotating), \"when\": \"D\"",
            "\(timed), \"mode\": \"a\"", "\(timed), \"when\": \"Q\"", "\(timed), \"when\": \"\"",
            "\(timed), \"when\": \"W\"",
            "\(timed), \"when\": \"W7\"", "\(timed), \"when\": \"W10\"", "\(timed), \"when\": 5",
            "\(timed), \"when\": null",
            "\(timed), \"interval\": \"1\"", "\(timed), \"interval\": null", "\(timed), \"interval\": []",
            "\(timed), \"when\": \"midnight\", \"atTime\": \"noon\"", "\(timed), \"when\": \"W0\", \"atTime\": 5",
            "\"class\": \"logging.handlers.SysLogHandler\", \"address\": []",
            "\"class\": \"logging.handlers.SysLogHandler\", \"address\": [\"127.0.0.1\"]",
            "\"class\": \"logging.handlers.SysLogHandler\", \"address\": [\"127.0.0.1\", 514, 1]",
            "\"class\": \"logging.handlers.SysLogHandler\", \"address\": 514", "\(syslog), \"socktype\": 77",
            "\"class\": \"logging.handlers.SysLogHandler\", \"address\": [\"127.0.0.1\", \"ext://logging.handlers.SYSLOG_UDP_PORT\"]",
            "\"class\": \"logging.handlers.SocketHandler\", \"host\": \"h\"",
            "\"class\": \"logging.handlers.DatagramHandler\", \"port\": 1",
            http, "\(http), \"url\": \"/\", \"method\": \"PUT\"", "\(http), \"url\": \"/\", \"method\": 5",
            "\(http), \"url\": \"/\", \"context\": 5", "\"class\": \"logging.handlers.HTTPHandler\", \"url\": \"/\"",
            "\"class\": \"logging.handlers.SMTPHandler\"", "\(smtp), \"mailhost\": [\"h\"]",
            "\(smtp), \"credentials\": [\"u\"]",
            "\"class\": \"logging.handlers.MemoryHandler\"", "\(memory), \"target\": null",
            "\(memory), \"target\": \"x\"",
            "\(memory), \"target\": \"h\"", "\(memory), \"target\": []",
        ].map(handler)

    static let accepted: [String] =
        [
            "{\"version\": 1}", "{\"version\": 1.0}", "{\"version\": true}", " \n\t{\"version\" :1 }\r\n",
            "{\"version\": 2, \"version\": 1}",
            "{\"a\": [NaN, -Infinity, 1e999, -0, 1E-2], \"version\": 1}", "{\"version\": \"cfg://v\", \"v\": 1}",
            "{\"version\": 1, \"a\": \(String(repeating: "9", count: 4300))}",
            "{\"version\": 1, \"a\": \"\\ud83d\\ude00\\/\"}",
            "{\"version\": 1, \"a\": \(String(repeating: "[", count: 400) + String(repeating: "]", count: 400))}",
        ]
        + [
            "\"handlers\": []", "\"handlers\": \"\"", "\"loggers\": {}", "\"root\": null", "\"root\": {}",
            "\"root\": []", "\"root\": 0",
            "\"root\": \"\"", "\"unknown\": \"ext://no.such\"", "\"incremental\": true, \"handlers\": []",
            "\"incremental\": 0",
            "\"incremental\": true, \"formatters\": 5, \"loggers\": {\"127\": {\"level\": 1, \"handlers\": [\"x\"]}}",
            "\"disable_existing_loggers\": null", "\"x\": {\"y\": [{}]}, \"handlers\": \"cfg:// x [ y ] [ 0 ] \"",
            "\"handlers\": {\"h\": {\(null)}}, \"x\": [\"h\"], \"root\": {\"handlers\": \"cfg://x\", \"level\": \"cfg://l\"}, \"l\": \"INFO\"",
            "\"handlers\": {\"h\": {\(null)}}, \"root\": {\"handlers\": \"h\", \"level\": 1}",
            "\"handlers\": {\"h\": {\(null)}}, \"root\": {\"handlers\": {\"h\": 1}, \"level\": 1}",
            "\"handlers\": {\"h\": {\(null)}}, \"root\": {\"handlers\": [\"h\", \"h\"], \"level\": true}",
            "\"handlers\": {\"h\": {\(null)}}, \"loggers\": {\"127\": {\"handlers\": [\"h\"]}}, \"root\": {\"handlers\": [\"h\"], \"level\": -5}",
            "\"handlers\": {\"h\": {\(null)}}, \"loggers\": {\"\": {\"handlers\": [\"h\"], \"level\": 20}, \"root\": {\"level\": 10}}",
            "\"handlers\": {\"h\": {\(null)}}, \"loggers\": {\"root\": {\"handlers\": [\"h\"], \"propagate\": false}}, \"root\": {\"level\": 10}",
            "\"handlers\": {\"h\": {\(null)}}, \"loggers\": {\"root\": {\"handlers\": [\"h\"]}}, \"root\": {\"handlers\": null, \"level\": 10}",
            "\"handlers\": {\"h\": {\(null), \"level\": 99999999999999999999}}, \"root\": {\"handlers\": [\"h\"], \"level\": 10}",
            "\"handlers\": {\"h\": {\(null)}}, \"root\": {\"handlers\": [\"h\"], \"level\": 99999999999999999999}",
            "\"handlers\": {\"h\": {\(null)}}, \"root\": {\"handlers\": [\"h\"]}, \"loggers\": {\"127.0\": {\"level\": \"DEBUG\", \"propagate\": \"no\"}}",
            "\"handlers\": {\"h\": {\(null)}}, \"root\": {\"handlers\": [\"h\"]}, \"loggers\": {\"127.0\": {\"level\": \"DEBUG\", \"propagate\": 0}}",
            "\"handlers\": {\"h\": {\(null)}}, \"root\": {\"handlers\": [\"h\"]}, \"loggers\": {\"127.0\": {\"level\": \"FATAL\", \"propagate\": null}}",
            "\"handlers\": {\"é\": {\(null)}, \"e\u{301}\": {\(null)}}, \"root\": {\"handlers\": [\"é\", \"e\u{301}\"], \"level\": 1}",
            "\"handlers\": {\"é\": {\(null)}, \"z\": {\(null)}, \"Z\": {\(null)}, \"\u{10000}\": {\(null)}, \"\u{FFFD}\": {\(null)}}",
            "\"handlers\": {\"h\": {\(null)}}, \"loggers\": {\"127.0.\": {\"handlers\": [\"h\"], \"level\": 1}, \"a.\": {\"handlers\": [\"h\"], \"level\": 1}}",
            "\"handlers\": {\"h\": {\(null)}}, \"loggers\": {\"a\": {\"handlers\": [\"h\"], \"level\": 1}}",
            "\"handlers\": {\"h\": {\(null), \"filters\": [\"f\"]}}, \"filters\": {\"f\": {\"name\": \"127.0.0.1\"}}, \"root\": {\"handlers\": [\"h\"], \"level\": 1}",
            "\"handlers\": {\"h\": {\(null)}}, \"filters\": {\"f\": {\"name\": \"127.0\"}}, \"root\": {\"handlers\": [\"h\"], \"filters\": [\"f\"], \"level\": 1}",
            "\"handlers\": {\"h\": {\(null)}}, \"filters\": {\"f\": {\"name\": \"root\"}}, \"root\": {\"handlers\": [\"h\"], \"filters\": [\"f\"], \"level\": 1}",
            "\"filters\": {\"f\": {\"()\": \"logging.Filter\", \"name\": \"x\"}, \"g\": {\"()\": \"ext://logging.Filter\"}, \"h\": {\"y\": 1}}",
            "\"formatters\": {\"f\": {}, \"g\": {\"format\": null, \"datefmt\": \"\", \"class\": null}, \"h\": {\"format\": false}}",
            "\"formatters\": {\"f\": {\"format\": \"%(message)s\", \"defaults\": {\"a\": 1}, \"fmt\": 5, \"validate\": []}}",
            "\"formatters\": {\"f\": {\"()\": \"logging.Formatter\", \"format\": \"%(message)s\", \"style\": \"%\"}}",
            "\"formatters\": {\"f\": {\"()\": \"ext://logging.Formatter\", \"fmt\": \"{message}\", \"style\": \"{\", \".\": {\"x\": 1}}}",
            "\"formatters\": {\"f\": \"cfg://t\"}, \"t\": {\"class\": \"logging.Formatter\", \"style\": \"$\"}",
            "\"handlers\": {\"a\": {\(memory), \"target\": \"b\"}, \"b\": {\(null)}}",
            "\"handlers\": {\"c\": {\(memory), \"target\": \"b\"}, \"b\": {\(memory), \"target\": \"a\"}, \"a\": {\(null)}}",
            "\"handlers\": {\"a\": {\(memory), \"target\": \"z\"}, \"b\": {\(memory), \"target\": \"a\"}, \"z\": {\(null)}}",
            "\"handlers\": {\"a\": {\(file), \"filename\": \"cfg://handlers.b.filename\"}, \"b\": {\(file)}}",
        ].map(document)
        + [
            "\"()\": \"logging.NullHandler\"", "\"()\": \"ext://logging.NullHandler\"", "\(null), \"formatter\": \"\"",
            "\(null), \"formatter\": []",
            "\(null), \"level\": null, \"filters\": null", "\(null), \"filters\": \"\"", "\(null), \".\": null",
            "\(null), \".\": {\"x\": [1]}",
            "\(null), \"level\": \"ext://logging.WARN\"", "\(null), \".\": {\"level\": 20}",
            "\"class\": \"logging.StreamHandler\"",
            "\"class\": \"logging.StreamHandler\", \"stream\": \"ext://sys.__stderr__\"",
            "\"class\": \"logging.StreamHandler\", \"stream\": null",
            "\(file), \"mode\": \"w+\", \"encoding\": \"LATIN-1\"",
            "\(file), \"mode\": \"ta\", \"encoding\": \"us ascii\"",
            "\"class\": \"logging.FileHandler\", \"filename\": \"new\", \"mode\": \"x\"",
            "\(file), \"encoding\": \"UTF-8-SIG\", \"errors\": \"namereplace\"", "\(file), \"encoding\": \"iso8859-1\"",
            "\(file), \"encoding\": \"ansi_x3.4-1968\"",
            "\(file), \"encoding\": \"locale\", \"delay\": \"no\"", "\(file), \"filename\": \"ext://os.devnull\"",
            "\(rotating), \"maxBytes\": true, \"backupCount\": 2", "\(rotating), \"maxBytes\": 1.5, \"mode\": \"zz\"",
            "\(rotating), \"maxBytes\": -1",
            "\(rotating), \"maxBytes\": 5, \"mode\": null",
            "\(timed), \"when\": \"w0\", \"utc\": 1", "\(timed), \"when\": \"MidNight\", \"interval\": 2.5",
            "\(timed), \"interval\": true",
            "\(timed), \"when\": \"midnight\", \"atTime\": \"ext://datetime.time.min\"", "\(timed), \"atTime\": null",
            syslog, "\(syslog), \"facility\": \"solaris-cron\"",
            "\(syslog), \"facility\": 100, \"socktype\": \"ext://socket.SOCK_DGRAM\"",
            "\(syslog), \"facility\": \"ext://logging.handlers.SysLogHandler.LOG_LOCAL3\"",
            "\(syslog), \"socktype\": 2",
            "\"class\": \"logging.handlers.SysLogHandler\", \"address\": \"/nowhere/log\"",
            "\"class\": \"logging.handlers.SysLogHandler\", \"address\": [\"127.0.0.1\", \"514\"]",
            "\"class\": \"logging.handlers.SocketHandler\", \"host\": \"h\", \"port\": null",
            "\"class\": \"logging.handlers.DatagramHandler\", \"host\": \"h\", \"port\": 9021.0",
            "\(http), \"url\": \"/\", \"method\": \"get\", \"credentials\": null",
            "\(http), \"url\": \"/\", \"secure\": \"yes\", \"credentials\": [\"u\", \"p\"]",
            "\(smtp), \"mailhost\": [\"h\", null], \"secure\": null",
            "\(smtp), \"toaddrs\": [\"a\", \"b\"], \"timeout\": 0.5, \"secure\": [\"k\"]",
            memory, "\(memory), \"flushLevel\": 5, \"flushOnClose\": \"\"", "\(memory), \"capacity\": 0.5",
        ].map(handler)

    /// Where we differ from Python 3.11 on purpose: what it takes and we refuse, because no record could be written.
    static let refusedByUsAlone: [(text: String, reason: String)] =
        [
            (
                "\"class\": \"logging.StreamHandler\", \"stream\": \"stdout\"",
                "a text is no stream: every record is dropped"
            ),
            ("\"class\": \"logging.Handler\"", "an abstract class: the first record ends the program"),
            ("\"class\": \"logging.handlers.BufferingHandler\", \"capacity\": 5", "it throws its records away"),
            ("\(null), \".\": {\"level\": \"INFO\"}", "a level that is no number ends the program"),
            ("\(file), \"mode\": \"ab\"", "text into a binary file: every record is dropped"),
            (
                "\"class\": \"logging.FileHandler\", \"filename\": \"/dev/null\", \"mode\": \"r\"",
                "reading: every record is dropped"
            ),
            ("\(file), \"delay\": true, \"encoding\": \"utf9\"", "an unknown encoding, found at the first record"),
            ("\(file), \"delay\": true, \"filename\": \"\"", "no file, found at the first record"),
            ("\(file), \"encoding\": \"cp1252\"", "an encoding that we do not have"),
            ("\(file), \"errors\": \"explode\"", "an unknown name, found at the first character that needs it"),
            ("\(rotating), \"maxBytes\": NaN", "no size"),
            ("\(rotating), \"backupCount\": \"5\"", "every rollover fails, and drops the record"),
            ("\(timed), \"when\": \"midnight\", \"interval\": 0", "an interval that never ends"),
            ("\(timed), \"interval\": 1e999", "an interval without end"),
            ("\(timed), \"atTime\": 5", "ignored by Python for hours, but no time of day"),
            ("\(syslog), \"facility\": \"LOCAL0\"", "an unknown facility: every record is dropped"),
            ("\(syslog), \"facility\": null", "no facility: every record is dropped"),
            (
                "\"class\": \"logging.handlers.SocketHandler\", \"host\": 5, \"port\": 1",
                "no host: every record is dropped"
            ),
            (
                "\"class\": \"logging.handlers.SocketHandler\", \"host\": \"h\", \"port\": 70000",
                "no port: every record is dropped"
            ),
            ("\(http), \"url\": 5", "no URL: every record is dropped"),
            ("\(http), \"url\": \"/\", \"secure\": true, \"context\": 5", "no ssl.SSLContext: every record is dropped"),
            ("\(http), \"url\": \"/\", \"credentials\": 5", "no credentials: every record is dropped"),
            ("\(smtp), \"toaddrs\": []", "nobody to write to"),
            ("\(smtp), \"secure\": true", "no list: every record is dropped"),
            ("\(smtp), \"timeout\": 0", "every record is dropped"),
            (
                "\"()\": \"logging.handlers.MemoryHandler\", \"capacity\": 3, \"target\": \"x\"",
                "a text is no handler: ends the program"
            ),
            ("\(memory), \"flushLevel\": null", "no level: ends the program"),
            ("\(memory), \"capacity\": \"3\"", "no number: ends the program"),
            ("\"class\": \"logging.handlers.NTEventLogHandler\", \"appname\": \"x\"", "does nothing on Linux"),
        ].map { (handler($0.0), $0.1) }
        + [
            ("[[\"version\", 1]]", "Python takes a list of pairs by accident"),
            ("{\"version\": 1, \"a\": \"\\ud800\"}", "half a surrogate pair cannot be written"),
            (
                document("\"a\": \(String(repeating: "[", count: 600) + String(repeating: "]", count: 600))"),
                "the limit of nesting"
            ),
            (
                document("\"handlers\": {\"a\": {\(null)}, \"b\": {\(null)}}, \"root\": {\"handlers\": \"ab\"}"),
                "the characters of a text"
            ),
            (document("\"filters\": {\"f\": {\"name\": []}}"), "a list is no name: ends the program"),
            (document("\"formatters\": {\"f\": {\"datefmt\": 5}}"), "no text: every record with a time is dropped"),
            (document("\"formatters\": {\"f\": {\"defaults\": 5}}"), "ignored by 3.11, an error since 3.12"),
        ]

    /// What Python 3.11 refuses and we take: later versions do too, or nobody is served by refusing it.
    static let acceptedByUsAlone: [(text: String, reason: String)] = [
        (handler("\"class\": \"ext://logging.NullHandler\""), "a class by ext:// since 3.12"),
        (handler("\(null), \"pysyslog\": {\"when_full\": \"block\"}"), "our own key"),
        (handler("\(timed), \"when\": \"midnight\", \"atTime\": \"03:30\""), "JSON cannot make a datetime.time"),
        (
            document(
                "\"handlers\": {\"a\": {\(null)}, \"q\": {\"class\": \"logging.handlers.QueueHandler\", \"handlers\": [\"a\"]}}"
            ),
            "handlers of a queue since 3.12"
        ),
        (
            document("\"handlers\": {\"a\": {\(file)}, \"b\": {\(file), \"filename\": \"cfg://handlers.a.filename\"}}"),
            "Python finds the handler instead of its description once it is made"
        ),
        (
            document("\"t\": {\(null)}, \"handlers\": {\"a\": \"cfg://t\", \"b\": \"cfg://t\"}"),
            "Python empties a description when it has used it"
        ),
        (
            document("\"formatters\": {\"a\": {}, \"b\": \"cfg://formatters.a\"}"),
            "Python finds the formatter instead of its description once it is made"
        ),
        (
            handler("\"class\": \"logging.handlers.SysLogHandler\", \"address\": [\"no-such-host.invalid\", 514]"),
            "reading a configuration asks no name server"
        ),
        (
            document("\"formatters\": {\"j\": {\"class\": \"pythonjsonlogger.jsonlogger.JsonFormatter\"}}"),
            "it need not be installed"
        ),
    ]
}
