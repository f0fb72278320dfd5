// RecordField.swift: the fields of a record that formats may use: those of Python's LogRecord and a few of our own.

/// An attribute of a record. The raw value is its name in formats.
///
/// Source: CPython `Lib/logging/__init__.py`, `LogRecord`; from `peer` on, the collector's own.
enum RecordField: String, CaseIterable, Sendable {
    case name, msg, args, levelname, levelno, pathname, filename, module
    case excInfo = "exc_info"
    case excText = "exc_text"
    case stackInfo = "stack_info"
    case lineno, funcName, created, msecs, relativeCreated, thread, threadName, processName, process, taskName
    case message, asctime
    case peer, peerPort, peerPid, peerUid, listener, tlsSubject, tlsVersion, facility, severity
    /// The time in ISO 8601 and UTC that the JSON formatters add; no format can name it.
    case timestamp = "(timestamp)"

    /// When the value of a field is known.
    enum Phase: Sendable {
        /// When the format is compiled.
        case configuration
        /// When a peer connects.
        case route
        /// When a batch of records arrives: the value is a time.
        case batch
        /// With each record.
        case record
    }

    var phase: Phase {
        switch self {
        case .args, .pathname, .filename, .module, .excInfo, .excText, .stackInfo, .lineno, .funcName, .thread,
            .threadName, .processName, .process, .taskName:
            .configuration
        case .name, .levelname, .levelno, .peer, .peerPort, .peerPid, .peerUid, .listener, .tlsSubject, .tlsVersion:
            .route
        case .created, .msecs, .relativeCreated, .asctime, .timestamp: .batch
        case .msg, .message, .facility, .severity: .record
        }
    }

    /// Whether Python's records have it; a default of this name is then never used.
    var isPython: Bool {
        switch self {
        case .peer, .peerPort, .peerPid, .peerUid, .listener, .tlsSubject, .tlsVersion, .facility, .severity,
            .timestamp:
            false
        default: true
        }
    }

    /// The type of its value, which decides how it can be formatted.
    var kind: FieldValue.Kind {
        switch self {
        case .levelno, .lineno, .thread, .process, .peerPort, .peerPid, .peerUid: .integer
        case .created, .msecs, .relativeCreated: .float
        case .args: .emptyTuple
        case .excInfo, .excText, .stackInfo, .taskName: .none
        default: .text
        }
    }

    /// The names that formats may use.
    static let names = allCases.filter { $0 != .timestamp }.map(\.rawValue)

    /// The field with this name in formats.
    static func named(_ name: String) -> RecordField? {
        RecordField(rawValue: name).flatMap { $0 == .timestamp ? nil : $0 }
    }

    /// The value of a field of `phase` `.configuration`.
    ///
    /// The position in Python's source code is unknown for records that come from elsewhere. The identifier of the main
    /// thread is that of the process, as with `gettid(2)`.
    func value(in process: ProcessFacts) -> FieldValue {
        switch self {
        case .args: .emptyTuple
        case .pathname, .filename, .module: .text("(unknown file)")
        case .funcName: .text("(unknown function)")
        case .lineno: .integer(0)
        case .thread, .process: .integer(process.identifier)
        case .threadName: .text("MainThread")
        case .processName: .text("MainProcess")
        default: .none
        }
    }

    /// The value of a field of `phase` `.route`.
    func value(in facts: RouteFacts) -> FieldValue {
        switch self {
        case .name, .peer: .text(facts.loggerName)
        case .levelname: .text(facts.level.name)
        case .levelno: .integer(facts.level.rawValue)
        case .peerPort: .integer(Int(facts.peerPort))
        case .peerPid: .integer(facts.peerPid)
        case .peerUid: .integer(facts.peerUid)
        case .listener: .text(facts.listener)
        case .tlsSubject: .text(facts.tlsSubject)
        case .tlsVersion: .text(facts.tlsVersion)
        default: .none
        }
    }
}
