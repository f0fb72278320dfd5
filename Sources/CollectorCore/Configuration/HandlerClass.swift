// HandlerClass.swift: the table of handler classes: their arguments, and how these become a `HandlerKind`.

/// One class that a configuration may name.
///
/// Source: CPython `Lib/logging/__init__.py` and `Lib/logging/handlers.py`, the constructors; `pysyslog.handlers` are
/// our own.
struct HandlerClass: Sendable {
    let name: String
    /// Without these, CPython's constructor fails.
    let required: [String]
    let arguments: [String]
    /// Attributes that have an effect when `"."` sets them, besides `level`.
    let attributes: [String]
    let make: @Sendable (inout HandlerArguments) -> HandlerKind

    /// `arguments` and `attributes` are words separated by spaces; `!` marks a required one.
    private init(
        _ name: String, _ arguments: String, attributes: String = "",
        _ make: @escaping @Sendable (inout HandlerArguments) -> HandlerKind
    ) {
        let words = arguments.split(separator: " ")
        self.name = name
        self.required = words.filter { $0.last == "!" }.map { String($0.dropLast()) }
        self.arguments = words.map { String($0.last == "!" ? $0.dropLast() : $0) }
        self.attributes = attributes.split(separator: " ").map(String.init)
        self.make = make
    }

    static func named(_ name: String) -> HandlerClass? {
        all.first { $0.name == name }
    }

    static let all: [HandlerClass] = [
        HandlerClass("logging.StreamHandler", "stream", attributes: "terminator") { .stream($0.stream()) },
        HandlerClass("logging.FileHandler", "filename! mode encoding delay errors", attributes: "terminator") {
            .file($0.file(mode: $0.fileMode()))
        },
        HandlerClass(
            "logging.handlers.WatchedFileHandler", "filename! mode encoding delay errors", attributes: "terminator"
        ) { .watchedFile($0.file(mode: $0.fileMode())) },
        HandlerClass(
            "logging.handlers.RotatingFileHandler", "filename! mode maxBytes backupCount encoding delay errors",
            attributes: "terminator maxBytes backupCount"
        ) { .rotatingFile($0.rotatingFile()) },
        HandlerClass(
            "logging.handlers.TimedRotatingFileHandler",
            "filename! when interval backupCount encoding delay utc atTime errors",
            attributes: "terminator backupCount suffix"
        ) { .timedRotatingFile($0.timedRotatingFile()) },
        HandlerClass(
            "pysyslog.handlers.PeerFileHandler", "filename! maxOpen closeAfter directoryMode compress",
            attributes: "terminator"
        ) { .peerFiles($0.peerFiles()) },
        HandlerClass("pysyslog.handlers.KafkaHandler", "topic! kafka! key headers library") { .kafka($0.kafka()) },
        HandlerClass(
            "logging.handlers.SysLogHandler", "address facility socktype", attributes: "ident append_nul facility"
        ) { .syslog($0.syslog()) },
        HandlerClass(
            "logging.handlers.SocketHandler", "host! port!", attributes: "closeOnError retryStart retryMax retryFactor"
        ) { .socket($0.socket()) },
        HandlerClass(
            "logging.handlers.DatagramHandler", "host! port!",
            attributes: "closeOnError retryStart retryMax retryFactor"
        ) { .datagram($0.socket()) },
        HandlerClass("logging.handlers.HTTPHandler", "host! url! method secure credentials context") {
            .http($0.http())
        },
        HandlerClass(
            "logging.handlers.SMTPHandler", "mailhost! fromaddr! toaddrs! subject! credentials secure timeout"
        ) { .smtp($0.smtp()) },
        HandlerClass(
            "logging.handlers.MemoryHandler", "capacity! flushLevel target flushOnClose",
            attributes: "capacity flushLevel"
        ) { .memory($0.memory()) },
        HandlerClass("logging.handlers.QueueHandler", "queue listener handlers respect_handler_level") {
            .queue($0.queue())
        },
        HandlerClass("logging.NullHandler", "") { _ in .null },
    ]
}
