// HandlerArgumentTests.swift: the arguments of each class of handlers.
import Testing

@testable import CollectorCore

@Suite("The arguments of handlers")
struct HandlerArgumentTests {
    static let file = FileArguments(
        filename: "f", mode: .append, encoding: .utf8, errors: .strict, delay: false, terminator: "\n")

    @Test("files: Python's defaults, names of encodings, modes and attributes")
    func files() throws {
        #expect(try kind("\"class\": \"logging.FileHandler\", \"filename\": \"f\"") == .file(Self.file))
        var file = Self.file
        file.mode = .truncate
        file.encoding = .latin1
        file.errors = .replace
        file.delay = true
        file.terminator = ""
        let text = """
            "()": "ext://logging.handlers.WatchedFileHandler", "filename": "f", "mode": "tw", "encoding": "ISO-8859-1",
            "errors": "replace", "delay": "false", ".": {"terminator": ""}
            """
        #expect(try kind(text) == .watchedFile(file))
    }

    @Test("rotation: maxBytes overrides the mode, a fraction counts up, attributes come last")
    func rotation() throws {
        let text = """
            "class": "logging.handlers.RotatingFileHandler", "filename": "f", "mode": "w", "maxBytes": 9.5,
            "backupCount": true, ".": {"maxBytes": 0, "level": 30}
            """
        #expect(try kind(text) == .rotatingFile(.init(file: Self.file, maxBytes: 0, backupCount: 1)))
        let timed = """
            "class": "logging.handlers.TimedRotatingFileHandler", "filename": "f", "when": "w6", "interval": 0.5,
            "atTime": "23:59:58", "utc": 1, ".": {"suffix": "%d"}
            """
        #expect(
            try kind(timed)
                == .timedRotatingFile(
                    .init(
                        file: Self.file, when: .weekday(6), interval: 0.5, backupCount: 0, isUTC: true, atTime: 86398,
                        suffix: "%d")))
        let plain = "\"class\": \"logging.handlers.TimedRotatingFileHandler\", \"filename\": \"f\""
        #expect(
            try kind(plain)
                == .timedRotatingFile(
                    .init(
                        file: Self.file, when: .hours, interval: 1, backupCount: 0, isUTC: false, atTime: nil,
                        suffix: nil)))
    }

    @Test("network: addresses in all their forms")
    func network() throws {
        let syslog = SyslogArguments(
            address: .internet(host: "localhost", port: 514), facility: SyslogFacility(code: 1), socketType: nil,
            ident: "", appendsNul: true)
        #expect(try kind("\"class\": \"logging.handlers.SysLogHandler\"") == .syslog(syslog))
        var local = syslog
        local.address = .path("/dev/log")
        local.facility = SyslogFacility(code: 23)
        local.socketType = .datagram
        local.appendsNul = false
        local.ident = "x: "
        let text = """
            "class": "logging.handlers.SysLogHandler", "address": "/dev/log", "facility": "local7",
            "socktype": "ext://socket.SOCK_DGRAM", ".": {"append_nul": 0, "ident": "x: "}
            """
        #expect(try kind(text) == .syslog(local))
        let socket = SocketArguments(address: .path("/s"))
        #expect(
            try kind("\"class\": \"logging.handlers.SocketHandler\", \"host\": \"/s\", \"port\": null")
                == .socket(socket))
        var datagram = socket
        datagram.address = .internet(host: "h", port: 9021)
        let port = "\"port\": \"ext://logging.handlers.DEFAULT_UDP_LOGGING_PORT\""
        #expect(
            try kind("\"class\": \"logging.handlers.DatagramHandler\", \"host\": \"h\", \(port)") == .datagram(datagram)
        )
    }

    @Test("mail and web")
    func mailAndWeb() throws {
        let mail = """
            "class": "logging.handlers.SMTPHandler", "mailhost": ["m", 587], "fromaddr": "a@b", "toaddrs": "c@d",
            "subject": "s", "credentials": ["u", "p"], "secure": [], "timeout": null
            """
        #expect(
            try kind(mail)
                == .smtp(
                    .init(
                        host: "m", port: 587, from: "a@b", to: ["c@d"], subject: "s",
                        credentials: Credentials(user: "u", password: "p"), startTLSFiles: [], timeout: nil)))
        let web =
            "\"class\": \"logging.handlers.HTTPHandler\", \"host\": \"h:80\", \"url\": \"/l\", \"method\": \"post\""
        #expect(
            try kind(web) == .http(.init(host: "h:80", url: "/l", method: .post, isSecure: false, credentials: nil)))
    }

    @Test("memory: flushLevel by name or number")
    func memory() throws {
        let memory = "\"class\": \"logging.handlers.MemoryHandler\", \"capacity\": 3"
        var arguments = MemoryArguments(capacity: 3, flushLevel: .error, target: nil)
        #expect(try kind(memory) == .memory(arguments))
        arguments.flushLevel = .warning
        #expect(try kind(memory + ", \"flushLevel\": \"WARN\"") == .memory(arguments))
        #expect(try kind(memory + ", \"flushLevel\": 29.5") == .memory(arguments))
    }

    @Test("our own queue policy, checked as strictly as an argument")
    func queuePolicy() throws {
        let text = """
            {"version": 1, "handlers": {"h": {"class": "logging.NullHandler",
             "pysyslog": {"when_full": "drop_oldest", "queue_size": 100}}}}
            """
        #expect(try configuration(text).handlers[0].queue == QueuePolicy(whenFull: .dropOldest, size: 100))
        let wrong = """
            {"version": 1, "handlers": {"h": {"class": "logging.NullHandler",
             "pysyslog": {"when_full": "drop", "queue_size": 0, "queue": 1}}}}
            """
        #expect(
            refusal(wrong) == [
                "log.json:2:28: handlers.h.pysyslog.when_full: expected what to do when the queue is full: \"block\", "
                    + "\"drop_newest\" or \"drop_oldest\", got \"drop\"",
                "log.json:2:50: handlers.h.pysyslog.queue_size: expected a number of messages above 0, got 0",
                "log.json:2:53: handlers.h.pysyslog.queue: unknown key; the keys are when_full, queue_size and mode",
            ])
    }

    @Test("the mode of a file that is made, in octal digits")
    func fileMode() throws {
        func text(_ mode: String, _ handler: String = #""class": "logging.FileHandler", "filename": "f""#) -> String {
            #"{"version": 1, "handlers": {"h": {\#(handler), "pysyslog": {"mode": \#(mode)}}}}"#
        }
        #expect(try configuration(text(#""0644""#)).handlers[0].filePermissions == 0o644)
        #expect(try configuration(text(#""600""#)).handlers[0].filePermissions == 0o600)
        #expect(
            try configuration(text("null").replacing(#""mode": null"#, with: "")).handlers[0].filePermissions == nil)
        for wrong in ["644", #""""#, #""0400""#, #""0999""#, #""01644""#, #""rw-r--r--""#, "null"] {
            let reasons = refusal(text(wrong))
            #expect(reasons.count == 1)
            #expect(reasons[0].hasPrefix("log.json:1:105: handlers.h.pysyslog.mode: expected the mode of a file"))
        }
        let stream = refusal(text(#""0644""#, #""class": "logging.StreamHandler""#))
        #expect(
            stream == ["log.json:1:90: handlers.h.pysyslog.mode: only a handler that writes to a file has a mode"])
    }

    @Test("files for peers, with hints where something is wrong")
    func peerFiles() throws {
        let text = """
            "class": "pysyslog.handlers.PeerFileHandler", "filename": "/l/{peer}.log", "maxOpen": 10, "closeAfter": 1.5,
            "directoryMode": "0755", "compress": "gzip", ".": {"terminator": "\\r\\n"}
            """
        let arguments = PeerFileArguments(
            filename: "/l/{peer}.log", maxOpen: 10, closeAfter: 1.5, directoryPermissions: 0o755, compresses: true,
            terminator: "\r\n")
        #expect(try kind(text) == .peerFiles(arguments))
        let plain =
            #""class": "pysyslog.handlers.PeerFileHandler", "filename": "{peer}", "maxOpen": null, "compress": null"#
        #expect(
            try kind(plain)
                == .peerFiles(
                    PeerFileArguments(
                        filename: "{peer}", maxOpen: nil, closeAfter: 60, directoryPermissions: 0o750,
                        compresses: false, terminator: "\n")))
        let wrong = """
            {"version": 1, "handlers": {"h": {"class": "pysyslog.handlers.PeerFileHandler",
             "filename": "/l/{host}.log",
             "maxOpen": 0,
             "closeAfter": 0,
             "directoryMode": "0640",
             "compress": "bzip",
             "maxopen": 1}}}
            """
        #expect(
            refusal(wrong) == [
                "log.json:2:14: handlers.h.filename: \"/l/{host}.log\": {host} is what a sender claims, which must not name a "
                    + "file; use {peer}, its address",
                "log.json:3:13: handlers.h.maxOpen: expected a number of files above 0, got 0",
                "log.json:4:16: handlers.h.closeAfter: expected a number above 0, got 0",
                "log.json:5:19: handlers.h.directoryMode: expected the mode of a directory that its owner may use, in octal "
                    + "digits: \"0750\" or \"0755\", got \"0640\"",
                "log.json:6:14: handlers.h.compress: expected how to compress files whose name has passed: \"gzip\", got "
                    + "\"bzip\"; did you mean \"gzip\"?",
                "log.json:7:2: handlers.h.maxopen: pysyslog.handlers.PeerFileHandler has no such argument; it has filename, "
                    + "maxOpen, closeAfter, directoryMode, compress; did you mean \"maxOpen\"?",
            ])
    }

    @Test("Kafka: its settings are checked by librdkafka, all at once, with their places")
    func kafka() throws {
        let text = """
            "class": "pysyslog.handlers.KafkaHandler", "topic": "logs-%(levelname)s", "key": "%(name)s", "headers": true,
            "kafka": {"bootstrap.servers": "a:9092,b:9092", "linger.ms": 5, "socket.keepalive.enable": true}
            """
        let settings = [
            ("bootstrap.servers", "a:9092,b:9092"), ("linger.ms", "5"), ("socket.keepalive.enable", "true"),
        ]
        let arguments = KafkaArguments(
            topic: "logs-%(levelname)s", key: "%(name)s", hasHeaders: true,
            settings: settings.map { KafkaSetting(name: $0.0, value: $0.1) }, library: nil)
        #expect(try kind(text) == .kafka(arguments))
        let wrong = """
            {"version": 1, "handlers": {"h": {"class": "pysyslog.handlers.KafkaHandler", "topic": "a b", "key": "%(nam)s",
             "library": "x",
             "kafka": {"bootstrap.server": "a:9092",
              "acks": 0,
              "linger.ms": "abc",
              "transactional.id": "x",
              "delivery.report.only.error": true,
              "enable.gapless.guarantee": true,
              "client.id": []}}}}
            """
        #expect(
            refusal(wrong) == [
                "log.json:1:87: handlers.h.topic: \"a b\": a topic may have ASCII letters, digits, \".\", \"_\" and \"-\" only",
                "log.json:1:101: handlers.h.key: \"%(nam)s\": Formatting field not found in record: 'nam'; did you mean "
                    + "'name'?",
                "log.json:2:13: handlers.h.library: expected the absolute path of librdkafka, got \"x\"",
                "log.json:3:11: handlers.h.kafka: \"bootstrap.servers\" is missing: the brokers, as "
                    + "\"a.example.com:9092,b.example.com:9092\"",
                "log.json:3:32: handlers.h.kafka.\"bootstrap.server\": No such configuration property: \"bootstrap.server\"; "
                    + "did you mean \"bootstrap.servers\"?",
                "log.json:4:11: handlers.h.kafka.acks: with 0, no broker acknowledges anything, so that nothing can be said "
                    + "of deliveries",
                "log.json:5:16: handlers.h.kafka.\"linger.ms\": Invalid value for configuration property "
                    + "\"queue.buffering.max.ms\"",
                "log.json:6:23: handlers.h.kafka.\"transactional.id\": pysyslog does not use transactions; leave it out",
                "log.json:7:33: handlers.h.kafka.\"delivery.report.only.error\": without reports of deliveries nothing can be "
                    + "said of them; leave it out",
                "log.json:8:31: handlers.h.kafka.\"enable.gapless.guarantee\": it makes every error a fatal one, whereas "
                    + "pysyslog sends again what failed; leave it out",
                "log.json:9:16: handlers.h.kafka.\"client.id\": expected a text, a number, true or false, got an empty list",
            ])
    }

    @Test(
        "Kafka: what could become any number of topics, or goes only with other settings, is refused",
        arguments: [
            (
                #""topic": "%(message)s""#,
                "each would be a topic; a topic may have %(listener)s, %(facility)s, %(levelname)s"
            ),
            (#""topic": "%(facility)s-%(levelname)s""#, "together are more than 100 topics; take one of them"),
            (#""topic": "..""#, "is no name of a topic"),
            (#""topic": "t", "kafka": {"bootstrap.servers": "a", "acks": 1}"#, "`acks` must be set to `all`"),
        ])
    func kafkaRefusals(arguments: String, reason: String) {
        let kafka = arguments.contains("kafka") ? "" : #", "kafka": {"bootstrap.servers": "a"}"#
        let reasons = refusal(
            #"{"version": 1, "handlers": {"h": {"class": "pysyslog.handlers.KafkaHandler", \#(arguments)\#(kafka)}}}"#)
        #expect(reasons.count == 1 && reasons[0].contains(reason), "\(reasons)")
    }
}
