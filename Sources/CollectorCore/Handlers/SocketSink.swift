// SocketSink.swift: a program at the other end of a socket; the connection is restored when it returns.

/// A syslog server, or a Python program that receives pickled records.
///
/// It connects with the first record, and again after a failure. Every wait ends when the outbox needs its writer.
struct SocketSink: Sink, ~Copyable {
    let name: String
    private let address: SocketAddress
    /// The kinds of socket to try, in this order.
    private let kinds: [Transmission]
    /// Ends every wait.
    let interrupt: Waker
    private var connection: Connection?
    /// When to resolve the host again, because datagrams give no errors; `nil` for streams.
    private var nextLookUp: Instant?

    struct Connection: ~Copyable, Sendable {
        let socket: OwnedDescriptor
        let kind: Transmission
        /// Whether the destination is a Unix socket.
        let isLocal: Bool
        /// Bytes of the pending records that have been sent on this connection.
        var sent = 0
        /// Seconds until the next check of what the other end has acknowledged.
        var pause = Self.shortestPause

        static let shortestPause = 0.001
        static let longestPause = 0.02

        init(_ socket: consuming OwnedDescriptor, _ kind: Transmission, isLocal: Bool) {
            self.socket = socket
            self.kind = kind
            self.isLocal = isLocal
        }
    }

    /// Connection timeout per address of a host, in seconds.
    private static let connectTimeout = 5.0
    /// Seconds for which the address of a host is cached.
    private static let lookUpInterval = 60.0

    init(to address: SocketAddress, _ kinds: [Transmission], interrupt: Waker) {
        self.address = address
        self.kinds = kinds
        self.interrupt = interrupt
        switch address {
        case .path(let path): name = path
        case .internet(let host, let port): name = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    mutating func write(_ records: borrowing PendingRecords) throws(SinkError) -> Int {
        guard try connect() else { return 0 }
        do throws(SinkError) {
            return try connection!.write(records, name, interrupt)
        } catch {
            if case .failed = error { connection = nil }
            throw error
        }
    }

    /// Makes sure that there is a connection.
    ///
    /// - Returns: false if the outbox wants its writer back first.
    private mutating func connect() throws(SinkError) -> Bool {
        if connection == nil {
            connection = try open()
        } else if let time = nextLookUp, time < .now {
            // If the host no longer resolves, the old address is kept.
            do { connection = try open() } catch {}
        }
        return connection != nil
    }

    private mutating func open() throws(SinkError) -> Connection? {
        switch address {
        case .path(let path): return try open(path)
        case .internet(let host, let port):
            nextLookUp = kinds == [.datagrams] ? .now.advanced(bySeconds: Self.lookUpInterval) : nil
            return try open(host, port)
        }
    }

    private func open(_ path: String) throws(SinkError) -> Connection {
        var failure = Errno.wrongSocketType
        for kind in kinds where failure == .wrongSocketType {
            do throws(Errno) {
                return Connection(try Sockets.connect(toPath: path, kind), kind, isLocal: true)
            } catch {
                failure = error
            }
        }
        throw .failed("cannot connect to \(name): \(failure)")
    }

    private func open(_ host: String, _ port: UInt16) throws(SinkError) -> Connection? {
        let kind = kinds[0]
        var addresses: [InternetAddress]
        do throws(ResolveError) {
            addresses = try InternetAddress.resolveAll(host: host, port: port)
            // A datagram to the wrong address family gets no answer, so IPv4 is preferred.
            if kind == .datagrams { addresses = [try InternetAddress.resolve(host: host, port: port)] }
        } catch {
            throw .failed("cannot find \(host): \(error.reason)")
        }
        var failure = Errno.timedOut
        for address in addresses {
            do throws(Errno) {
                let socket = try Sockets.connect(to: address, kind)
                if kind == .stream, try !finishConnecting(socket) { return nil }
                return Connection(socket, kind, isLocal: false)
            } catch {
                failure = error
            }
        }
        throw .failed("cannot connect to \(name): \(failure)")
    }

    /// Waits until the connection is established.
    ///
    /// - Returns: false if the outbox wants its writer back first.
    private func finishConnecting(_ socket: borrowing OwnedDescriptor) throws(Errno) -> Bool {
        let deadline = Instant.now.advanced(bySeconds: Self.connectTimeout)
        if interrupt.sleep(until: deadline, orUntil: socket, writable: true) {
            if let error = Sockets.failure(of: socket) { throw error }
            return true
        }
        if deadline < .now { throw .timedOut }
        return false
    }
}
