// HandlerFactory.swift: makes the handlers of a configuration, one outbox and writer for each destination.

/// A handler that cannot be made.
public struct HandlerError: Error, Sendable, CustomStringConvertible {
    public var handler: String
    public var reason: String

    public var description: String { "handler \(handler): \(reason)" }
}

extension HandlerError {
    init(handler: String, cannotOpen file: String, _ error: Errno) {
        self.init(handler: handler, reason: "cannot open \(file): \(error)\(Self.advice(error))")
    }

    static func advice(_ error: Errno) -> String {
        switch error {
        case .missing: "; make its directory first"
        case .isDirectory: "; name a file in it"
        case .notPermitted: "; the user that runs the collector must be able to write there"
        case .exists: "; mode \"x\" wants a new file"
        default: ""
        }
    }
}

/// Makes handlers in their order. Handlers with the same destination share its outbox.
struct HandlerFactory {
    /// The handlers and destinations that are in use already.
    struct Predecessors: Sendable {
        var handlers: [Handler] = []
        /// Destinations that may be used again.
        var destinations: [Destination] = []
        /// Destinations whose writers are about to end.
        var leaving: [Destination] = []
    }

    /// How a handler formats records, and where they go.
    typealias Parts = (form: RecordForm, way: Handler.Way)

    let limit: QueueLimit
    private let screen: TerminalDevice?
    private let files: FilePlans
    private let predecessors: Predecessors
    private(set) var handlers: [Handler] = []
    private(set) var destinations: [Destination] = []

    /// Makes the handlers, and opens their files unless `delay` is set.
    ///
    /// - Parameters:
    ///   - limit: the queue limit of handlers that do not set one.
    ///   - screen: the terminal that no handler may write to.
    ///   - predecessors: what the previous configuration has in use. A destination with unchanged settings is kept with
    ///     its queue and its open file, and a handler with the same name and destination keeps its counts.
    init(
        _ descriptions: [HandlerDescription], limit: QueueLimit, screen: TerminalDevice? = nil,
        replacing predecessors: Predecessors = Predecessors()
    ) throws(HandlerError) {
        self.predecessors = predecessors
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
        let (form, way) = try parts(description, RecordForm(formatter: formatter))
        let past = predecessors.handlers.first { $0.name == description.name && $0.way.isSame(as: way) }
        handlers.append(
            Handler(name: description.name, className: description.kind.className, form, way, continuing: past))
    }

    private mutating func parts(
        _ description: HandlerDescription, _ form: RecordForm
    ) throws(HandlerError) -> Parts {
        if let screen, TerminalDevice(of: description.kind) == screen { return (form, .held) }
        switch description.kind {
        case .null: return (form, .nowhere)
        case .queue(let arguments): return (form, .relay(.queue(arguments)))
        case .memory(let arguments):
            // Python keeps records without a target until it exits; here they are dropped at once, and counted.
            guard let target = arguments.target else { return (form, .dropped(.noTarget)) }
            return (form, .relay(.memory(MemoryRelay(arguments), target: target)))
        case .stream(let arguments): return try streamHandler(description, form, arguments)
        case .file(let arguments), .watchedFile(let arguments): return try fileHandler(description, form, arguments)
        case .rotatingFile(let arguments): return try fileHandler(description, form, arguments.file)
        case .timedRotatingFile(let arguments): return try fileHandler(description, form, arguments.file)
        case .peerFiles(let arguments): return try peerFileHandler(description, form, arguments)
        case .kafka(let arguments): return try kafkaHandler(description, form, arguments)
        case .syslog(let arguments): return try syslogHandler(description, form, arguments)
        case .socket(let arguments): return try picklingHandler(description, arguments, .stream)
        case .datagram(let arguments): return try picklingHandler(description, arguments, .datagrams)
        case .http(let arguments): return try webHandler(description, arguments)
        case .smtp(let arguments): return try mailHandler(description, form, arguments)
        }
    }

    private mutating func streamHandler(
        _ description: HandlerDescription, _ form: RecordForm, _ arguments: StreamArguments
    ) throws(HandlerError) -> Parts {
        var form = form
        form.terminator = Array(arguments.terminator.utf8)
        let outbox: Outbox
        do throws(Errno) {
            outbox = try self.outbox(for: .stream(arguments.stream), nil, description.queue) { _ throws(Errno) in
                try StreamSink(arguments.stream)
            }
        } catch {
            let cause = error == .notOpen ? "it was closed when the collector was started" : "\(error)"
            throw HandlerError(handler: description.name, reason: "cannot use \(arguments.stream.name): \(cause)")
        }
        try checkLimit(of: outbox, description)
        return (form, .outbox(outbox))
    }

    private mutating func fileHandler(
        _ description: HandlerDescription, _ form: RecordForm, _ arguments: FileArguments
    ) throws(HandlerError) -> Parts {
        var form = form
        form.terminator = Array(arguments.terminator.utf8)
        form.encoder = TextEncoder(arguments.encoding, arguments.errors)
        let plan = try files.plan(of: arguments, description)
        let outbox: Outbox
        do throws(Errno) {
            outbox = try self.outbox(for: plan, description.queue)
        } catch {
            throw HandlerError(handler: description.name, cannotOpen: arguments.filename, error)
        }
        try checkLimit(of: outbox, description)
        return (form, .outbox(outbox))
    }

    /// Handlers of one destination share its queue, so they must have the same settings for it.
    func checkLimit(of outbox: Outbox, _ description: HandlerDescription) throws(HandlerError) {
        guard outbox.limit != limit.applying(description.queue) else { return }
        let others = handlers.filter { $0.outbox === outbox }.map(\.name).joined(separator: ", ")
        let reason =
            "it writes to the same destination as \(others), and both use one queue; give both the same \"pysyslog\" settings"
        throw HandlerError(handler: description.name, reason: reason)
    }

    private mutating func outbox(for plan: FilePlan, _ policy: QueuePolicy) throws(Errno) -> Outbox {
        let key = Destination.Key.file(plan.path)
        switch plan.renewal {
        case .never, .whenMoved:
            return try outbox(for: key, plan, policy) { isContinued throws(Errno) in
                FileSink(try plan.open(isContinued: isContinued))
            }
        case .bySize(let limits):
            let isUTF8 = plan.encoding == .utf8 || plan.encoding == .utf8WithSignature
            return try outbox(for: key, plan, policy) { isContinued throws(Errno) in
                RotatingFileSink(
                    try plan.open(isContinued: isContinued), limits, isUTF8: isUTF8,
                    terminatorCount: plan.terminator.utf8.count)
            }
        case .byTime(let schedule, let backupCount):
            return try outbox(for: key, plan, policy) { isContinued throws(Errno) in
                TimedRotatingFileSink(
                    try plan.open(isContinued: isContinued), schedule, backupCount: backupCount)
            }
        }
    }

    /// The outbox of a destination. It is made for the first handler that needs it, with its sink and writer, unless it
    /// is in use already.
    ///
    /// - Parameter open: makes the sink; its argument says whether another writer still writes to the same file.
    private mutating func outbox<S: Sink & ~Copyable>(
        for key: Destination.Key, _ plan: FilePlan? = nil, _ policy: QueuePolicy,
        _ open: (_ isContinued: Bool) throws(Errno) -> S
    ) throws(Errno) -> Outbox {
        let setting = Destination.Setting(key: key, plan: plan, limit: limit.applying(policy))
        return try outbox(for: setting) { outbox, isContinued throws(Errno) in
            Writer(outbox: outbox, sink: try open(isContinued))
        }
    }

    /// As above, with a writer of another kind.
    mutating func outbox(
        for setting: Destination.Setting,
        _ write: (_ outbox: Outbox, _ isContinued: Bool) throws(Errno) -> any RunningWriter
    ) throws(Errno) -> Outbox {
        if let known = destinations.first(where: { $0.setting.key == setting.key }) { return known.outbox }
        if let kept = keep(setting) { return kept }
        let earlier = (predecessors.leaving + predecessors.destinations).filter {
            $0.setting.key == setting.key && !$0.hasEnded
        }
        let outbox = try Outbox(limit: setting.limit)
        let writer = try write(outbox, !earlier.isEmpty)
        destinations.append(Destination(setting, outbox, writer, after: earlier))
        return outbox
    }

    /// The outbox of a destination that is in use with the same settings, and is kept.
    private mutating func keep(_ setting: Destination.Setting) -> Outbox? {
        let kept = predecessors.destinations.first { $0.setting == setting && !$0.outbox.isClosed }
        guard let kept else { return nil }
        destinations.append(kept)
        return kept.outbox
    }

    /// The outbox of a destination that no other handler shares. Its sink gets the waker that ends its waits.
    mutating func destination<S: Sink & ~Copyable>(
        _ description: HandlerDescription, _ open: (Waker) -> S
    ) throws(HandlerError) -> Outbox {
        try destination(description, limit.applying(description.queue)) {
            Writer(outbox: $0, sink: open($0.writer))
        }
    }

    /// As above, with a writer of another kind.
    mutating func destination(
        _ description: HandlerDescription, _ limit: QueueLimit, _ write: (Outbox) -> any RunningWriter
    ) throws(HandlerError) -> Outbox {
        do throws(Errno) {
            let key = Destination.Key.handler(name: description.name, description.kind)
            let setting = Destination.Setting(key: key, limit: limit)
            if let kept = keep(setting) { return kept }
            let outbox = try Outbox(limit: limit)
            destinations.append(Destination(setting, outbox, write(outbox)))
            return outbox
        } catch {
            throw HandlerError(handler: description.name, reason: "\(error)")
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
