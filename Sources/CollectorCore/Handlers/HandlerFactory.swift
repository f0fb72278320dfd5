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
    private enum Place: Hashable {
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
    private var outboxes: [Place: Outbox] = [:]
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
        if let relaying = Self.relaying(description, formatter) { return handlers.append(relaying) }
        if let handler = try networkHandler(description, formatter) { return handlers.append(handler) }
        if let screen, TerminalDevice(of: description.kind) == screen {
            return handlers.append(
                Handler(
                    name: description.name, className: description.kind.className, formatter: formatter, outbox: nil,
                    isHeld: true))
        }
        let (outbox, terminator) = try destination(of: description)
        if let outbox { try checkLimit(of: outbox, description) }
        let encoder = description.kind.file.flatMap { TextEncoder($0.encoding, $0.errors) }
        handlers.append(
            Handler(
                name: description.name, className: description.kind.className, formatter: formatter,
                terminator: Array(terminator.utf8), encoder: encoder, outbox: outbox))
    }

    /// The handler, if it is one that passes records on.
    private static func relaying(_ description: HandlerDescription, _ formatter: Formatter) -> Handler? {
        switch description.kind {
        case .queue(let arguments):
            Handler(
                name: description.name, className: description.kind.className, formatter: formatter, outbox: nil,
                relay: .queue(arguments))
        case .memory(let arguments):
            // Python keeps what has no target until it ends; here it is dropped at once, and counted.
            Handler(
                name: description.name, className: description.kind.className, formatter: formatter, outbox: nil,
                relay: arguments.target.map { .memory(MemoryRelay(arguments), target: $0) },
                discardReason: arguments.target == nil ? .noTarget : nil)
        default: nil
        }
    }

    /// Handlers of one destination share its queue, so they must want the same of it.
    private func checkLimit(of outbox: Outbox, _ description: HandlerDescription) throws(HandlerError) {
        guard outbox.limit != limit.applying(description.queue) else { return }
        let others = handlers.filter { $0.outbox === outbox }.map(\.name).joined(separator: ", ")
        let reason =
            "it writes to the same place as \(others), and both use one queue; give both the same \"pysyslog\" settings"
        throw HandlerError(handler: description.name, reason: reason)
    }

    private mutating func destination(
        of description: HandlerDescription
    ) throws(HandlerError) -> (outbox: Outbox?, terminator: String) {
        if case .null = description.kind { return (nil, "") }
        let plan = try files.plan(for: description)
        do throws(Errno) {
            if let plan {
                return (try outbox(for: plan, description.queue), description.kind.file?.terminator ?? "")
            }
            if case .stream(let arguments) = description.kind {
                let outbox = try outbox(for: .stream(arguments.stream), description.queue) { () throws(Errno) in
                    try StreamSink(arguments.stream)
                }
                return (outbox, arguments.terminator)
            }
        } catch {
            throw HandlerError(handler: description.name, reason: Self.reason(error, of: description.kind))
        }
        throw HandlerError(handler: description.name, reason: "this version has no handlers of its class yet")
    }

    private mutating func outbox(for plan: FilePlan, _ policy: QueuePolicy) throws(Errno) -> Outbox {
        let place = Place.file(plan.path)
        switch plan.renewal {
        case .never:
            return try outbox(for: place, policy) { () throws(Errno) in FileSink(try plan.open()) }
        case .whenMoved:
            return try outbox(for: place, policy) { () throws(Errno) in WatchedFileSink(try plan.open()) }
        case .bySize(let limits):
            let isUTF8 = plan.encoding == .utf8 || plan.encoding == .utf8WithSignature
            return try outbox(for: place, policy) { () throws(Errno) in
                RotatingFileSink(
                    try plan.open(), limits, isUTF8: isUTF8, terminatorCount: plan.terminator.utf8.count)
            }
        case .byTime(let schedule, let backupCount):
            return try outbox(for: place, policy) { () throws(Errno) in
                TimedRotatingFileSink(try plan.open(), schedule, backupCount: backupCount)
            }
        }
    }

    /// The outbox of a destination; the first handler that needs it makes it, with its sink and writer.
    private mutating func outbox<S: Sink & ~Copyable>(
        for place: Place, _ policy: QueuePolicy, _ open: () throws(Errno) -> S
    ) throws(Errno) -> Outbox {
        if let known = outboxes[place] { return known }
        let outbox = try Outbox(limit: limit.applying(policy))
        destinations.append(Destination(outbox: outbox, writer: Writer(outbox: outbox, sink: try open())))
        outboxes[place] = outbox
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

    private static func reason(_ error: Errno, of kind: HandlerKind) -> String {
        switch kind {
        case .stream(let arguments) where error == .notOpen:
            "cannot use \(arguments.stream.name): it was closed when the collector was started"
        case .stream(let arguments): "cannot use \(arguments.stream.name): \(error)"
        default: "cannot open \(kind.file?.filename ?? ""): \(error)\(advice(error))"
        }
    }

    private static func advice(_ error: Errno) -> String {
        switch error {
        case .missing: "; make its directory first"
        case .isDirectory: "; name a file in it"
        case .notPermitted: "; whoever runs the collector must be allowed to write there"
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
