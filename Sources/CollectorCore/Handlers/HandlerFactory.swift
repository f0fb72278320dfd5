// HandlerFactory.swift: makes the handlers of a configuration, one outbox and writer for each destination.

/// A handler that cannot be made.
public struct HandlerError: Error, Sendable, CustomStringConvertible {
    public var handler: String
    public var reason: String

    public var description: String { "handler \(handler): \(reason)" }
}

/// Makes handlers in their order. What writes to one destination shares its outbox.
struct HandlerFactory {
    /// What tells two destinations apart.
    private enum DestinationKey: Hashable {
        case stream(StandardStream)
        /// An absolute path.
        case file(String)
    }

    /// An outbox and what empties it.
    struct Destination: Sendable {
        let outbox: Outbox
        let writer: any RunningWriter
    }

    private let limit: QueueLimit
    private let screen: TerminalDevice?
    private let files: FilePlans
    private var outboxes: [DestinationKey: Outbox] = [:]
    private(set) var handlers: [Handler] = []
    private(set) var destinations: [Destination] = []

    /// Makes the handlers, and opens their files unless that is to be delayed.
    ///
    /// - Parameters:
    ///   - limit: that of handlers which say nothing of their own.
    ///   - screen: the terminal that nothing may be written to.
    init(
        _ descriptions: [HandlerDescription], limit: QueueLimit, screen: TerminalDevice? = nil
    ) throws(HandlerError) {
        self.limit = limit
        self.screen = screen
        files = try FilePlans(descriptions)
        for description in descriptions { try add(description) }
    }

    private mutating func add(_ description: HandlerDescription) throws(HandlerError) {
        let formatter: Formatter
        do throws(FormatError) {
            formatter = try Formatter(description.formatter ?? FormatterDescription())
        } catch {
            throw HandlerError(handler: description.name, reason: error.reason)
        }
        handlers.append(try handler(description, RecordForm(formatter: formatter)))
    }

    private mutating func handler(
        _ description: HandlerDescription, _ form: RecordForm
    ) throws(HandlerError) -> Handler {
        if let screen, TerminalDevice(of: description.kind) == screen { return Handler(description, form, .held) }
        switch description.kind {
        case .null: return Handler(description, form, .nowhere)
        case .queue(let arguments): return Handler(description, form, .relay(.queue(arguments)))
        case .memory(let arguments):
            // Python keeps what has no target until it ends; here it is dropped at once, and counted.
            guard let target = arguments.target else { return Handler(description, form, .dropped(.noTarget)) }
            return Handler(description, form, .relay(.memory(MemoryRelay(arguments), target: target)))
        case .stream(let arguments): return try streamHandler(description, form, arguments)
        case .file(let arguments), .watchedFile(let arguments): return try fileHandler(description, form, arguments)
        case .rotatingFile(let arguments): return try fileHandler(description, form, arguments.file)
        case .timedRotatingFile(let arguments): return try fileHandler(description, form, arguments.file)
        case .syslog(let arguments): return try syslogHandler(description, form, arguments)
        case .socket(let arguments): return try picklingHandler(description, arguments, .stream)
        case .datagram(let arguments): return try picklingHandler(description, arguments, .datagrams)
        case .http(let arguments): return try webHandler(description, arguments)
        case .smtp(let arguments): return try mailHandler(description, form, arguments)
        }
    }

    private mutating func streamHandler(
        _ description: HandlerDescription, _ form: RecordForm, _ arguments: StreamArguments
    ) throws(HandlerError) -> Handler {
        var form = form
        form.terminator = Array(arguments.terminator.utf8)
        let outbox: Outbox
        do throws(Errno) {
            outbox = try self.outbox(for: .stream(arguments.stream), description.queue) { () throws(Errno) in
                try StreamSink(arguments.stream)
            }
        } catch {
            let cause = error == .notOpen ? "it was closed when the collector was started" : "\(error)"
            throw HandlerError(handler: description.name, reason: "cannot use \(arguments.stream.name): \(cause)")
        }
        try checkLimit(of: outbox, description)
        return Handler(description, form, .outbox(outbox))
    }

    private mutating func fileHandler(
        _ description: HandlerDescription, _ form: RecordForm, _ arguments: FileArguments
    ) throws(HandlerError) -> Handler {
        var form = form
        form.terminator = Array(arguments.terminator.utf8)
        form.encoder = TextEncoder(arguments.encoding, arguments.errors)
        let plan = try files.plan(of: arguments, description)
        let outbox: Outbox
        do throws(Errno) {
            outbox = try self.outbox(for: plan, description.queue)
        } catch {
            let reason = "cannot open \(arguments.filename): \(error)\(Self.advice(error))"
            throw HandlerError(handler: description.name, reason: reason)
        }
        try checkLimit(of: outbox, description)
        return Handler(description, form, .outbox(outbox))
    }

    /// Handlers of one destination share its queue, so they must want the same of it.
    private func checkLimit(of outbox: Outbox, _ description: HandlerDescription) throws(HandlerError) {
        guard outbox.limit != limit.applying(description.queue) else { return }
        let others = handlers.filter { $0.outbox === outbox }.map(\.name).joined(separator: ", ")
        let reason =
            "it writes to the same destination as \(others), and both use one queue; give both the same \"pysyslog\" settings"
        throw HandlerError(handler: description.name, reason: reason)
    }

    private mutating func outbox(for plan: FilePlan, _ policy: QueuePolicy) throws(Errno) -> Outbox {
        let key = DestinationKey.file(plan.path)
        switch plan.renewal {
        case .never:
            return try outbox(for: key, policy) { () throws(Errno) in FileSink(try plan.open()) }
        case .whenMoved:
            return try outbox(for: key, policy) { () throws(Errno) in WatchedFileSink(try plan.open()) }
        case .bySize(let limits):
            let isUTF8 = plan.encoding == .utf8 || plan.encoding == .utf8WithSignature
            return try outbox(for: key, policy) { () throws(Errno) in
                RotatingFileSink(
                    try plan.open(), limits, isUTF8: isUTF8, terminatorCount: plan.terminator.utf8.count)
            }
        case .byTime(let schedule, let backupCount):
            return try outbox(for: key, policy) { () throws(Errno) in
                TimedRotatingFileSink(try plan.open(), schedule, backupCount: backupCount)
            }
        }
    }

    /// The outbox of a destination; the first handler that needs it makes it, with its sink and writer.
    private mutating func outbox<S: Sink & ~Copyable>(
        for key: DestinationKey, _ policy: QueuePolicy, _ open: () throws(Errno) -> S
    ) throws(Errno) -> Outbox {
        if let known = outboxes[key] { return known }
        let outbox = try Outbox(limit: limit.applying(policy))
        destinations.append(Destination(outbox: outbox, writer: Writer(outbox: outbox, sink: try open())))
        outboxes[key] = outbox
        return outbox
    }

    /// The outbox of a destination that no other handler shares; its sink gets what ends its waits.
    mutating func destination<S: Sink & ~Copyable>(
        _ description: HandlerDescription, _ open: (Waker) -> S
    ) throws(HandlerError) -> Outbox {
        do throws(Errno) {
            let outbox = try Outbox(limit: limit.applying(description.queue))
            destinations.append(Destination(outbox: outbox, writer: Writer(outbox: outbox, sink: open(outbox.writer))))
            return outbox
        } catch {
            throw HandlerError(handler: description.name, reason: "\(error)")
        }
    }

    private static func advice(_ error: Errno) -> String {
        switch error {
        case .missing: "; make its directory first"
        case .isDirectory: "; name a file in it"
        case .notPermitted: "; the user that runs the collector must be able to write there"
        case .exists: "; mode \"x\" wants a new file"
        default: ""
        }
    }
}

extension Files.Mode {
    init(_ mode: FileMode) {
        switch mode {
        case .append: self = [.create, .append]
        case .truncate: self = [.create, .truncate]
        case .exclusive: self = [.create, .exclusive]
        case .overwrite: self = []
        }
    }
}
