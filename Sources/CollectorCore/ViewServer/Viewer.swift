// Viewer.swift: one connection of a viewer: what it has asked for, and what it has not got yet.

/// A viewer. Only the server's thread uses it.
final class Viewer {
    enum Phase {
        /// It has to say hello by then.
        case greeting(until: Instant)
        case attached
    }

    let socket: OwnedDescriptor
    /// Who it is, for the log: `alice, pid 812`.
    let name: String
    var phase: Phase
    var output = MessageOutput()
    var lines = LineProgress(from: 0, countedFrom: 0)
    var counters = CounterProgress()
    /// Records of the collector that it has, or will never get.
    var notesSeen = 0
    private(set) var questions: [HandlersQuestion] = []
    /// Bytes of lines that it may still get in this round.
    var budget = 0
    /// Whether it wants to be told when there is room for more output.
    var isBlocked = false
    private var input = MessageInput()

    /// Questions that may wait.
    private static let questionLimit = 16

    init(_ socket: consuming OwnedDescriptor, named name: String, greetingUntil deadline: Instant) {
        self.socket = socket
        self.name = name
        phase = .greeting(until: deadline)
    }

    var isAttached: Bool {
        if case .attached = phase { true } else { false }
    }

    /// Reads what has come.
    ///
    /// - Returns: the requests; `nil` if the viewer has left.
    func read() throws(WireError) -> [ViewRequest]? {
        let limit = ViewProtocol.longestRequest
        guard input.read(from: socket, limit: limit) else { return nil }
        var requests: [ViewRequest] = []
        while let message = try input.next(limit: limit) { requests.append(try ViewRequest(message)) }
        return requests
    }

    func flush() throws(Errno) { try output.flush(to: socket) }

    func ask(_ question: HandlersQuestion) throws(WireError) {
        guard questions.count < Self.questionLimit else {
            throw WireError(reason: "more than \(Self.questionLimit) questions at once")
        }
        questions.append(question)
    }

    func takeQuestion() -> HandlersQuestion? { questions.isEmpty ? nil : questions.removeFirst() }
}

@available(*, unavailable)
extension Viewer: Sendable {}
