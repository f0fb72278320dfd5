// DatagramReader.swift: a datagram socket on the event loop that reads it.

/// What a listener hands to an event loop: its socket is read there, from beginning to end.
struct DatagramArrival: Sendable {
    let listener: Listener
    let control: AdmissionControl
}

/// A datagram socket, what was received from it and is not delivered yet, and its senders; used by one loop's thread.
final class DatagramReader {
    let listener: Listener
    let control: AdmissionControl
    /// What the poller knows it by.
    let token: UInt64
    private(set) lazy var buffer = DatagramBuffer(
        slotSize: Self.slotSize(of: listener.kind), wantsCredentials: listener.kind.isLocal)
    /// The first datagram of the buffer that is not delivered; those behind it wait while a destination is full.
    var next = 0
    var isPaused = false
    var senders = DatagramSenders()
    /// Whether something has come since the last check.
    var isActive = false
    /// When the kernel's drops are looked at again.
    var nextCheck: Instant?
    /// Until when its socket is left alone, so that datagrams gather there.
    var restsUntil: Instant?
    private var lastRead: Instant?
    /// Whether the socket holds what may come during a rest. Senders to a local socket would wait meanwhile.
    private lazy var mayRest =
        listener.kind == .udp && Sockets.receiveBuffer(of: listener.socket) >= Self.smallestRestingBuffer
    private var saidDrops = KernelDrops.Total()
    private var rate = LogRate(lines: 1, inSeconds: 60)

    /// Seconds of a rest.
    private static let rest = 0.002
    /// Bytes; a rest's worth of a million short datagrams a second, which take 768 bytes each there.
    private static let smallestRestingBuffer = 2 << 20

    init(_ arrival: DatagramArrival, token: UInt64) {
        listener = arrival.listener
        control = arrival.control
        self.token = token
    }

    /// Longer than any datagram of UDP; of a local socket as long as the longest message that is read of a stream at once.
    private static func slotSize(of kind: ListenerKind) -> Int { kind == .udp ? 64 << 10 : 256 << 10 }

    /// When something has to be done without a datagram.
    var nextDue: Instant? {
        guard let nextCheck, let restsUntil else { return nextCheck ?? restsUntil }
        return min(nextCheck, restsUntil)
    }

    /// Whether all that was received is delivered.
    var isEmpty: Bool { next >= buffer.count }

    /// Whether what the socket holds is read when the collector ends; an inherited one goes on without it.
    var readsToEnd: Bool { !listener.isInherited }

    func receive() -> ReadOutcome {
        next = 0
        return buffer.receive(from: listener.socket)
    }

    /// The socket was read to its end at `time`.
    ///
    /// - Returns: whether to leave it alone for a moment, as datagrams follow one another closely. Otherwise almost every
    ///   one of them would wake the loop, which costs several times what it takes to receive them.
    func beginRest(at time: Instant) -> Bool {
        defer { lastRead = time }
        guard mayRest, let lastRead, time < lastRead.advanced(bySeconds: 2 * Self.rest) else { return false }
        restsUntil = time.advanced(bySeconds: Self.rest)
        return true
    }

    /// The sender of datagram `next`.
    ///
    /// - Returns: `nil` if it may not send; then that is counted.
    @inline(__always)
    func sender() -> DatagramSender? {
        if let known = senders.find(buffer.sender(at: next)) { return known }
        return newSender()
    }

    @inline(never)
    private func newSender() -> DatagramSender? {
        guard let sender = control.sender(of: next, in: buffer, to: listener) else { return nil }
        for old in senders.add(sender) { control.forget(old) }
        return sender
    }

    /// Takes the kernel's drops in, and says so when there are new ones, but not too often.
    func checkDrops(_ diagnostics: Diagnostics) {
        guard listener.kind == .udp else { return }
        let total = listener.counts.drops.update(Sockets.kernelDrops(of: listener.socket))
        guard total != saidDrops, rate.maySay() != nil else { return }
        let (buffer, paused) = (total.all - total.whilePaused, total.whilePaused)
        let (newBuffer, newPaused) = (buffer - saidDrops.all + saidDrops.whilePaused, paused - saidDrops.whilePaused)
        saidDrops = total
        var reasons: [String] = []
        if newBuffer > 0 {
            reasons.append("\(newBuffer) as the receive buffer was full (see ?rcvbuf= and net.core.rmem_max)")
        }
        if newPaused > 0 { reasons.append("\(newPaused) while a full destination kept them waiting") }
        diagnostics.log(
            .warning, "pysyslog.transport",
            "\(listener.name): the kernel dropped datagrams: \(reasons.joined(separator: ", ")); \(total.all) in all")
    }

    /// Forgets the senders that have been silent for too long.
    func forgetSilent(at time: Instant) {
        for sender in senders.removeSilent(at: time) { control.forget(sender) }
    }
}

@available(*, unavailable)
extension DatagramReader: Sendable {}
