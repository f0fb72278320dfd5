// ExternalObjects.swift: the Python objects that `ext://` may name, and their equivalents here.

extension ValueConversion {
    /// What the dotted name refers to. There is no Python here, so only names that a configuration can need are known.
    static func external(_ name: String, _ origin: Setting) throws(ConfigurationProblem) -> JSONValue.Kind {
        if let value = externalValues[name] { return value }
        if externalClasses.contains(name) { return .external(name) }
        let hint = suggestion(for: name, among: externalValues.keys.sorted() + externalClasses)
        throw origin.problem(
            "cannot resolve \(quoted("ext://" + name)): pysyslog does not run Python; known names are sys.stdout,"
                + " sys.stderr, logging.INFO and the other levels, socket.SOCK_DGRAM, socket.SOCK_STREAM, the ports and"
                + " SysLogHandler.LOG_... of logging.handlers, os.devnull, datetime.time.min and the logging classes\(hint)"
        )
    }

    private static let externalClasses =
        HandlerClass.all.map(\.name) + FormatterClass.allCases.flatMap(\.names) + ["logging.Filter"]

    private static let externalValues: [String: JSONValue.Kind] = {
        var values: [String: JSONValue.Kind] = [
            "sys.stdout": .external("sys.stdout"), "sys.__stdout__": .external("sys.stdout"),
            "sys.stderr": .external("sys.stderr"), "sys.__stderr__": .external("sys.stderr"),
            "os.devnull": .string("/dev/null"), "datetime.time.min": .string("00:00"),
            "socket.SOCK_STREAM": .integer(1), "socket.SOCK_DGRAM": .integer(2),
        ]
        for (name, level) in Level.named { values["logging.\(name)"] = .integer(level.rawValue) }
        for (name, port) in ports { values["logging.handlers.\(name)"] = .integer(port) }
        for (name, number) in syslogNumbers { values["logging.handlers.SysLogHandler.LOG_\(name)"] = .integer(number) }
        return values
    }()

    private static let ports = [
        ("DEFAULT_TCP_LOGGING_PORT", 9020), ("DEFAULT_UDP_LOGGING_PORT", 9021), ("DEFAULT_HTTP_LOGGING_PORT", 9022),
        ("DEFAULT_SOAP_LOGGING_PORT", 9023), ("SYSLOG_UDP_PORT", 514), ("SYSLOG_TCP_PORT", 514),
    ]

    /// Facilities under their C names, and priorities, which are unused here but exist in Python.
    private static let syslogNumbers =
        SyslogFacility.named.map { ($0.name == "solaris-cron" ? "SOLCRON" : $0.name.uppercased(), $0.value.code) }
        + ["EMERG", "ALERT", "CRIT", "ERR", "WARNING", "NOTICE", "INFO", "DEBUG"].enumerated().map { ($1, $0) }
}
