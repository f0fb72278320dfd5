// MessageStream.swift: messages on a connection, each after its length.

/// Messages on their way out: one buffer, sent as there is room.
struct MessageOutput: ~Copyable {
    private var writer = WireWriter()
    /// Bytes of the buffer that are sent.
    private var sent = 0

    /// Bytes of the buffer that are kept for later messages.
    private static let keptSize = 320 << 10

    /// Whether everything is sent.
    var isIdle: Bool { sent == writer.count }

    mutating func write<Message: WireMessage>(_ message: Message) {
        var message = message
        write { message.code(&$0) }
    }

    mutating func write(_ body: (inout WireWriter) -> Void) { writer.framed(body) }

    /// Writes a message that may turn out to be empty, when everything before is sent.
    ///
    /// - Parameter body: returns whether there is a message.
    /// - Returns: its size, or 0 for none.
    mutating func writeIfAny(_ body: (inout WireWriter) -> Bool) -> Int {
        var isThere = false
        writer.framed { isThere = body(&$0) }
        if !isThere { writer.truncate(to: 0) }
        return writer.count
    }

    /// Sends what there is room for.
    ///
    /// - Throws: when the other end has left.
    mutating func flush(to socket: borrowing OwnedDescriptor) throws(Errno) {
        while sent < writer.count {
            do throws(Errno) {
                sent += try Sockets.send(writer.bytes.extracting(sent..<writer.count), to: socket)
            } catch {
                guard error == .again || error == .interrupted else { throw error }
                return
            }
        }
        writer.clear(keeping: Self.keptSize)
        sent = 0
    }
}

/// What has come of messages.
struct MessageInput {
    private var bytes: [UInt8] = []

    /// Reads at most `limit` bytes.
    ///
    /// - Returns: false at the end of the connection.
    mutating func read(from socket: borrowing OwnedDescriptor, limit: Int) -> Bool {
        var room = ReceiveBuffer(capacity: limit)
        switch Sockets.receive(from: socket, into: &room, limit: limit) {
        case .received: bytes += room.bytes.array
        case .wouldBlock, .notNow: break
        case .endOfStream, .failed: return false
        }
        return true
    }

    /// Removes the first message.
    ///
    /// - Parameter limit: bytes that it may have.
    /// - Returns: `nil` while it is not complete.
    mutating func next(limit: Int) throws(WireError) -> [UInt8]? {
        let header = ViewProtocol.headerSize
        guard bytes.count >= header else { return nil }
        let size = bytes[..<header].reduce(0) { $0 << 8 | Int($1) }
        guard size <= limit else {
            throw WireError(reason: "a message of \(size) bytes, where \(limit) are allowed")
        }
        guard bytes.count >= header + size else { return nil }
        defer { bytes.removeFirst(header + size) }
        return Array(bytes[header..<header + size])
    }
}
