// HandlerFactory.swift: makes the handlers of a configuration, one outbox and writer for each destination.

/// A handler that cannot be made.
public struct HandlerError: Error, Sendable, CustomStringConvertible {
    public var handler: String
    public var reason: String

    public var description: String { "handler \(handler): \(reason)" }
}

/// Makes handlers in their order. What writes to one destination shares its outbox.
struct HandlerFactory: ~Copyable {
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
    private var outboxes: [Place: Outbox] = [:]
    private(set) var handlers: [Handler] = []
    private(set) var destinations: [Destination] = []

    init(limit: QueueLimit) {
        self.limit = limit
    }

    /// Makes one handler, and opens its file unless that is to be delayed.
    mutating func add(_ description: HandlerDescription) throws(HandlerError) {
        let formatter: Formatter
        do throws(FormatError) {
            formatter = try Formatter(description.formatter ?? FormatterDescription())
        } catch {
            throw HandlerError(handler: description.name, reason: error.reason)
        }
        if let handler = try networkHandler(description, formatter) { return handlers.append(handler) }
        let (outbox, terminator) = try destination(of: description)
        handlers.append(
            Handler(name: description.name, formatter: formatter, terminator: Array(terminator.utf8), outbox: outbox))
    }

    private mutating func destination(
        of description: HandlerDescription
    ) throws(HandlerError) -> (outbox: Outbox?, terminator: String) {
        do throws(Errno) {
            switch description.kind {
            case .stream(let arguments):
                let outbox = try outbox(for: .stream(arguments.stream)) { () throws(Errno) in
                    try StreamSink(arguments.stream)
                }
                return (outbox, arguments.terminator)
            case .file(let arguments):
                let path = try Files.absolutePath(arguments.filename)
                let outbox = try outbox(for: .file(path)) { () throws(Errno) in
                    try FileSink(path: path, mode: Files.Mode(arguments.mode), delay: arguments.delay)
                }
                return (outbox, arguments.terminator)
            case .null: return (nil, "")
            default: break
            }
        } catch {
            throw HandlerError(handler: description.name, reason: Self.reason(error, of: description.kind))
        }
        throw HandlerError(handler: description.name, reason: "this version has no handlers of its class yet")
    }

    /// The outbox of a destination; the first handler that needs it makes it, with its sink and writer.
    private mutating func outbox<S: Sink & ~Copyable>(
        for place: Place, _ open: () throws(Errno) -> S
    ) throws(Errno) -> Outbox {
        if let known = outboxes[place] { return known }
        let outbox = try Outbox(limit: limit)
        destinations.append(Destination(outbox: outbox, writer: Writer(outbox: outbox, sink: try open())))
        outboxes[place] = outbox
        return outbox
    }

    /// The outbox of a destination that no other handler shares; its sink gets what ends its waits.
    mutating func destination<S: Sink & ~Copyable>(
        _ handler: String, _ open: (Waker) -> S
    ) throws(HandlerError) -> Outbox {
        do throws(Errno) {
            let outbox = try Outbox(limit: limit)
            destinations.append(Destination(outbox: outbox, writer: Writer(outbox: outbox, sink: open(outbox.writer))))
            return outbox
        } catch {
            throw HandlerError(handler: handler, reason: "\(error)")
        }
    }

    private static func reason(_ error: Errno, of kind: HandlerKind) -> String {
        switch kind {
        case .stream(let arguments): "cannot use \(arguments.stream.name): \(error)"
        case .file(let arguments): "cannot open \(arguments.filename): \(error)\(advice(error))"
        default: "\(error)"
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
