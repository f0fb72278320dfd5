// Acceptor.swift: accepts the connections of all listeners and hands each to the event loop with the fewest.
import Synchronization

/// One thread for all listening sockets, so that a storm of connections delays nobody's lines.
final class Acceptor: Sendable {
    private let listeners: [Listener]
    private let loops: [EventLoop]
    private let control: AdmissionControl
    private let diagnostics: Diagnostics
    private let waker: Waker
    private let isStopping = Atomic<Bool>(false)
    /// The thread takes it when it begins.
    private let poller: Mutex<Poller?>

    private static let wakerToken = UInt64.max
    /// Connections of one listener that are accepted in a row, so that none waits for the storm of another.
    private static let acceptedInARow: CInt = 1_024

    init(
        _ listeners: [Listener], loops: [EventLoop], control: AdmissionControl, diagnostics: Diagnostics
    ) throws(Errno) {
        self.listeners = listeners
        self.loops = loops
        self.control = control
        self.diagnostics = diagnostics
        waker = try Waker()
        let poller = try Poller(capacity: listeners.count + 1)
        try poller.add(waker.descriptor, .readable, token: Self.wakerToken)
        for (index, listener) in listeners.enumerated() {
            try poller.add(listener.socket, .readable, token: UInt64(index))
        }
        self.poller = Mutex(poller)
    }

    /// Makes the thread accept what has already come, and end.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        waker.wake()
    }

    /// Accepts until stopped, and then what waits already; to be called once.
    func run() {
        guard var poller = poller.withLock({ $0.take() }) else { return }
        var exhaustion = Exhaustion()
        while !isStopping.load(ordering: .acquiring) {
            var lack: Errno?
            for index in 0..<poller.wait() {
                let token = poller.token(at: index)
                guard token != Self.wakerToken else { continue }
                let error = acceptAll(of: listeners[Int(token)], atMost: Self.acceptedInARow, &exhaustion)
                if let error, Self.isExhaustion(error) { lack = error }
            }
            if let lack { wait(for: lack, &exhaustion) }
        }
        // No more than this can wait when the end comes, and a storm of connections must not put it off.
        for listener in listeners {
            let error = acceptAll(of: listener, atMost: CInt(Sockets.longestQueue), &exhaustion)
            if let error, Self.isExhaustion(error), !listener.isInherited { refuseWaiting(at: listener, error) }
            listener.refuseConnections()
        }
    }

    /// The kernel resets what waits at a socket when that is closed. What these connections have brought is not known.
    private func refuseWaiting(at listener: Listener, _ lack: Errno) {
        let count = Sockets.waitingConnections(at: listener.socket)
        guard count > 0 else { return }
        listener.counts.countRefused(.neverAccepted, count)
        diagnostics.log(
            .error, "pysyslog.transport",
            "\(listener.name): connections that were never accepted: \(count), as \(lack); see ulimit -n, LimitNOFILE=")
    }

    /// Has the loops make room, and gives them a moment.
    private func wait(for lack: Errno, _ exhaustion: inout Exhaustion) {
        if exhaustion.isWorthSaying() { diagnostics.log(.error, "pysyslog.transport", Self.advice(lack)) }
        for loop in loops { loop.makeRoom() }
        waker.sleep(until: .now.advanced(bySeconds: 0.1))
    }

    /// Accepts connections that wait.
    ///
    /// - Returns: what ended it: EAGAIN when there are no more, `nil` where there may be.
    private func acceptAll(of listener: Listener, atMost limit: CInt, _ exhaustion: inout Exhaustion) -> Errno? {
        for _ in 0..<limit {
            // One that nobody may have yet waits on, if there is one.
            if control.budget.free == 0 {
                return waitReadable(listener.socket, until: .now) ? .tooManyFiles : .again
            }
            do throws(Errno) {
                serve(try Sockets.accept(from: listener.socket), of: listener)
                if exhaustion.ends() {
                    diagnostics.log(.info, "pysyslog.transport", "new connections are accepted again")
                }
            } catch {
                // Other errors are those of one connection that died while it waited: accept(2).
                if error == .again || Self.isExhaustion(error) { return error }
            }
        }
        return nil
    }

    private func serve(_ accepted: consuming Sockets.Accepted, of listener: Listener) {
        guard let (peer, facts, admission) = control.admit(accepted, to: listener) else { return }
        let loop = loops.min { $0.connectionCount < $1.connectionCount }!
        loop.adopt(
            Arrival(
                socket: accepted.takeSocket(), peer: peer, facts: facts, admission: admission, counts: listener.counts))
    }

    private static func isExhaustion(_ error: Errno) -> Bool {
        [.tooManyFiles, .tooManyFilesInSystem, .noBuffers, .noMemory].contains(error)
    }

    private static func advice(_ error: Errno) -> String {
        "cannot accept connections: \(error); they wait until others end (see ulimit -n, LimitNOFILE=)"
    }
}

/// A time in which connections cannot be accepted for want of descriptors or memory.
private struct Exhaustion {
    private var isSaid = false
    private var lastSaid: Instant?

    /// Whether to say that it has begun: once, and not again within a minute, as it comes and goes with every
    /// connection that ends.
    mutating func isWorthSaying() -> Bool {
        if let lastSaid, Instant.now < lastSaid.advanced(bySeconds: 60) { return false }
        lastSaid = .now
        isSaid = true
        return true
    }

    /// Whether to say that it has ended.
    mutating func ends() -> Bool {
        defer { isSaid = false }
        return isSaid
    }
}
