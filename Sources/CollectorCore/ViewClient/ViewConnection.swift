// ViewConnection.swift: an open connection to a collector: messages out, messages in.
import Glibc

/// Why a collector cannot be watched, with what to do.
package struct AttachError: Error, Equatable, Sendable {
    package var reason: String
    /// Whether the collector itself said so.
    package var isRefusal: Bool

    package init(_ reason: String, isRefusal: Bool = false) {
        self.reason = reason
        self.isRefusal = isRefusal
    }
}

/// A connection to a collector; one thread uses it.
struct ViewConnection: ~Copyable {
    let socket: OwnedDescriptor
    /// The ssh that carries it.
    private let child: ChildProcess?
    var output = MessageOutput()
    private var input = MessageInput()

    private static let readSize = 256 << 10

    private init(_ socket: consuming OwnedDescriptor, child: consuming ChildProcess?) {
        self.socket = socket
        self.child = child
    }

    /// - Parameter asksPasswords: whether ssh may ask for a password at the terminal.
    static func open(_ address: ViewAddress, asksPasswords: Bool) throws(AttachError) -> ViewConnection {
        switch address {
        case .path(let path): return ViewConnection(try connect(path), child: nil)
        case .ssh(let destination, let path):
            var command = ["ssh", "-T"]
            if !asksPasswords { command += ["-o", "BatchMode=yes"] }
            command += ["--", "ssh://\(destination)", "pysyslog-tui", path.map { "--relay=\($0)" } ?? "--relay"]
            do throws(Errno) {
                let pair = try Sockets.pair()
                let child = try ChildProcess(command, standardStreams: pair.theirs)
                return ViewConnection(pair.takeOurs(), child: child)
            } catch {
                throw AttachError("cannot run ssh: \(error)")
            }
        }
    }

    /// Connects to the socket of a collector.
    static func connect(_ path: String) throws(AttachError) -> OwnedDescriptor {
        do throws(Errno) { return try Sockets.connect(toPath: path, .stream) } catch { throw Self.error(path, error) }
    }

    private static func error(_ path: String, _ error: Errno) -> AttachError {
        let advice =
            switch error.rawValue {
            case ENOENT: "there is no such socket; is a collector running with --view-socket \(path)?"
            case ECONNREFUSED: "no collector listens there any more; start it again with --view-socket \(path)"
            case EACCES: "you may not use this socket; its group may: see ls -l \(path), and --view-group"
            case EAGAIN: "the collector does not answer: its queue of connections is full; try again"
            default: "\(error)"
            }
        return AttachError(advice)
    }

    // MARK: Messages

    /// Sends what there is room for.
    mutating func flush() throws(Errno) { try output.flush(to: socket) }

    /// Reads what has come.
    ///
    /// - Returns: false at the end of the connection.
    mutating func read() -> Bool { input.read(from: socket, limit: Self.readSize) }

    /// The next message that has come whole, and its size; `nil` if there is none.
    mutating func next() throws(AttachError) -> (answer: ViewAnswer, size: Int)? {
        do throws(WireError) {
            guard let message = try input.next(limit: ViewProtocol.longestMessage) else { return nil }
            var answer = ViewAnswer()
            var reader = try WireReader(message)
            try answer.code(&reader)
            return (answer, message.count + ViewProtocol.headerSize)
        } catch {
            throw AttachError("what came is not the protocol of a collector: \(error.reason)")
        }
    }

    /// Waits until there is something to read or, if something is to be sent, room for it.
    ///
    /// - Returns: whether there may be something to read.
    func wait(or waker: Waker, until deadline: Instant) -> Bool {
        waker.sleep(until: deadline, orUntil: socket, readable: true, writable: !output.isIdle)
    }
}
