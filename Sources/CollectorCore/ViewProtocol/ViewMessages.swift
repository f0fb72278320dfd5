// ViewMessages.swift: what viewers and collectors tell each other, besides counters and lines.

/// The protocol between a collector and its viewers; described in Documentation/view-protocol.md.
package enum ViewProtocol {
    /// The version spoken here. The next one is needed where a viewer of this one would show something wrong.
    static let version: UInt64 = 1
    /// Bytes of a message that a viewer may receive.
    static let longestMessage = 1 << 20
    /// Bytes of a message that a collector accepts.
    static let longestRequest = 16 << 10
    /// Bytes before a message: its length, most significant byte first.
    static let headerSize = 4
}

// MARK: - To the collector

/// A message of a viewer.
enum ViewRequest {
    case hello(HelloMessage)
    case credit(CreditMessage)
    case cut(CutMessage)
    case handlers(HandlersQuestion)
    /// Of a later version.
    case unknown

    init(_ bytes: [UInt8]) throws(WireError) {
        var envelope = Envelope()
        var reader = try WireReader(bytes)
        try envelope.code(&reader)
        if let hello = envelope.hello {
            self = .hello(hello)
        } else if let credit = envelope.credit {
            self = .credit(credit)
        } else if let cut = envelope.cut {
            self = .cut(cut)
        } else if let question = envelope.question {
            self = .handlers(question)
        } else {
            self = .unknown
        }
    }

    /// One of its fields is there.
    struct Envelope: WireMessage {
        var hello: HelloMessage?
        var credit: CreditMessage?
        var cut: CutMessage?
        var question: HandlersQuestion?

        mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
            try wire.message(1, &hello)
            try wire.message(2, &credit)
            try wire.message(3, &cut)
            try wire.message(4, &question)
        }
    }
}

/// The first message of a viewer.
struct HelloMessage: WireMessage, Equatable {
    /// The versions of the protocol that it speaks.
    var oldestVersion: UInt64 = 0
    var newestVersion: UInt64 = 0
    /// Its name and version, for the log.
    var program = ""
    /// The collector that it was attached to before; empty if it was to none.
    var instance = ""
    /// The number of the first line that it wants: 1 for all that are held, 0 for new ones only. Of another collector than
    /// `instance` it gets all that are held.
    var from: UInt64 = 0

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.number(1, &oldestVersion)
        try wire.number(2, &newestVersion)
        try wire.text(3, &program)
        try wire.text(4, &instance)
        try wire.number(5, &from)
    }
}

/// Bytes of lines that the viewer can take now, in addition to those it has granted before.
struct CreditMessage: WireMessage, Equatable {
    var bytes: UInt64 = 0

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.number(1, &bytes)
    }
}

/// The lines that are enough for the viewer.
struct CutMessage: WireMessage, Equatable {
    /// Addresses and networks of peers; none: all.
    var networks: [String] = []
    /// One more than the number of the least severe severity; 0: all. Lines without a severity pass.
    var severity: UInt64 = 0
    /// Names of listeners; none: all.
    var listeners: [String] = []

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.texts(1, &networks)
        try wire.number(2, &severity)
        try wire.texts(3, &listeners)
    }
}

/// Which handlers get a line?
struct HandlersQuestion: WireMessage, Equatable {
    /// Given back with the answer.
    var id: UInt64 = 0
    var peer = ""
    /// The first bytes of the line, which have its priority.
    var head: [UInt8] = []

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.number(1, &id)
        try wire.text(2, &peer)
        try wire.bytes(3, &head)
    }
}

// MARK: - To the viewer

/// A message of a collector. Of a later version, it may be empty.
struct ViewAnswer: WireMessage {
    var welcome: WelcomeMessage?
    var refusal: RefusalMessage?
    var counters: CountersMessage?
    var lines: LinesMessage?
    var notes: NotesMessage?
    var handlers: HandlersAnswer?

    /// Counters and lines are written without a value that holds them.
    static let countersField = 3
    static let linesField = 4

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.message(1, &welcome)
        try wire.message(2, &refusal)
        try wire.message(Self.countersField, &counters)
        try wire.message(Self.linesField, &lines)
        try wire.message(5, &notes)
        try wire.message(6, &handlers)
    }
}

/// The answer to a `HelloMessage`.
package struct WelcomeMessage: WireMessage, Equatable {
    /// The version that is spoken from now on.
    package var version: UInt64 = 0
    /// Another one after each start of the collector.
    package var instance = ""
    package var facts = FactsMessage()
    /// The numbers of the oldest line that is held, and of the next one to come.
    package var first: UInt64 = 0
    package var next: UInt64 = 0

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.number(1, &version)
        try wire.text(2, &instance)
        try wire.message(3, &facts)
        try wire.number(4, &first)
        try wire.number(5, &next)
    }
}

/// What does not change while a collector runs.
package struct FactsMessage: WireMessage, Equatable {
    package var version = ""
    package var host = ""
    package var listening = ""
    package var configuration: String?
    package var queueLimit = 0
    package var maxMessageSize = 0
    package var asksForCertificates = false

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.text(1, &version)
        try wire.text(2, &host)
        try wire.text(3, &listening)
        try wire.text(4, &configuration)
        try wire.number(5, &queueLimit)
        try wire.number(6, &maxMessageSize)
        try wire.flag(7, &asksForCertificates)
    }
}

/// Why the viewer is not served, in words; the connection is closed after it.
struct RefusalMessage: WireMessage, Equatable {
    var reason = ""

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.text(1, &reason)
    }
}

/// The latest records of the collector itself; those that the viewer has are not repeated.
struct NotesMessage: WireMessage, Equatable {
    var notes: [FeedNote] = []

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.messages(1, &notes)
    }
}

extension FeedNote: WireMessage {
    init() { self.init("", at: WallTime(nanoseconds: 0), isEvent: false) }

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.text(1, &text)
        try wire.time(2, &time)
        var levelName = level.rawValue
        try wire.text(3, &levelName)
        level = FeedNoteLevel(rawValue: levelName) ?? .warning
        try wire.flag(4, &isEvent)
    }
}

/// The names of the handlers that get a line.
struct HandlersAnswer: WireMessage, Equatable {
    var id: UInt64 = 0
    var names: [String] = []

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.number(1, &id)
        try wire.texts(2, &names)
    }
}
