// LinesMessage.swift: lines of the ring as a message: batches of one connection and one moment.

/// Lines in the order in which they were received.
struct LinesMessage: WireMessage, Equatable {
    var sources: [SourceMessage] = []
    var batches: [Batch] = []
    /// The number of the next line that has not been looked at.
    var next: UInt64 = 0
    /// Lines before `next`, and after the last batch, that are no longer held.
    var missing: UInt64 = 0
    /// Lines that are left out because of the cut.
    var withheld: UInt64 = 0

    /// Lines of one connection that were received at one moment, with consecutive numbers.
    struct Batch: WireMessage, Equatable {
        /// The number of the first line.
        var first: UInt64 = 0
        var received = WallTime(nanoseconds: 0)
        /// An index into `sources`.
        var source: UInt64 = 0
        /// One more than the raw value of what ended the lines; 0 for lines that were cut, or not ended.
        var end: UInt64 = 0
        /// Bytes of each line as received.
        var sizes: [UInt64] = []
        /// The first `LiveFeed.longestLine` bytes of each line, one after the other.
        var text: [UInt8] = []
        /// Lines between the previous batch and this one that are no longer held.
        var missing: UInt64 = 0

        mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
            try head(&wire)
            try wire.numbers(Self.sizesField, &sizes)
            try wire.bytes(Self.textField, &text)
        }

        fileprivate mutating func head<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
            try wire.number(1, &first)
            try wire.time(2, &received)
            try wire.number(3, &source)
            try wire.number(4, &end)
            try wire.number(7, &missing)
        }

        fileprivate static let sizesField = 5
        fileprivate static let textField = 6

        /// What ended its lines.
        var frameEnd: FrameEnd? { end == 0 ? nil : FrameEnd(rawValue: UInt8(clamping: end - 1)) }
    }

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.messages(Self.sourcesField, &sources)
        try wire.messages(Self.batchesField, &batches)
        try tail(&wire)
    }

    fileprivate mutating func tail<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.number(3, &next)
        try wire.number(4, &missing)
        try wire.number(5, &withheld)
    }

    fileprivate static let sourcesField = 1
    fileprivate static let batchesField = 2
}

/// A connection, as `FeedSource`.
struct SourceMessage: WireMessage, Hashable {
    var address = ""
    var port: UInt64 = 0
    var listener: String?
    var tls: TLSFacts?

    init() {}

    init(_ source: FeedSource) {
        address = source.address
        port = UInt64(source.port)
        listener = source.listener
        tls = source.tls
    }

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.text(1, &address)
        try wire.number(2, &port)
        try wire.text(3, &listener)
        try wire.message(4, &tls)
    }
}

// MARK: - Writing

/// Writes a `LinesMessage` line by line, without a value for each.
struct LinesWriter: ~Copyable {
    /// The batch that lines are added to.
    private var batch = LinesMessage.Batch()
    private var sizes = WireWriter()
    private var text = ByteBuffer()
    private var lines: UInt64 = 0
    private var sources: [ObjectIdentifier: UInt64] = [:]
    /// Of the batch; it is kept alive for as long as its identity counts.
    private var kept: [FeedSource] = []
    private var isEmpty = true

    /// The end of the message. `next` is the number that the next line has if none is missing.
    var tail = LinesMessage()

    /// Begins a message.
    ///
    /// - Parameter next: the number of the line that is looked at first.
    mutating func begin(at next: UInt64) {
        tail = LinesMessage()
        tail.next = next
        sources.removeAll(keepingCapacity: true)
        kept.removeAll(keepingCapacity: true)
        isEmpty = true
    }

    /// Bytes of lines that have not been written yet.
    var pendingSize: Int { text.count + sizes.count }

    /// Whether there is something to tell.
    var hasContent: Bool { !isEmpty || lines > 0 || tail.missing > 0 || tail.withheld > 0 }

    /// Adds a line, which may begin another batch.
    mutating func add(_ entry: FeedEntry, _ bytes: Bytes, to wire: inout WireWriter) {
        let end = entry.end.map { UInt64($0.rawValue) + 1 } ?? 0
        let continues =
            lines > 0 && batch.first + lines == entry.sequence && batch.received == entry.received
            && batch.end == end && kept[Int(batch.source)] === entry.source
        if !continues {
            finishBatch(&wire)
            batch.first = entry.sequence
            batch.received = entry.received
            batch.end = end
            batch.source = index(of: entry.source, &wire)
            batch.missing = tail.missing
            tail.missing = 0
        }
        lines += 1
        sizes.varint(UInt64(entry.length))
        text.append(bytes)
        tail.next = entry.sequence + 1
    }

    private mutating func index(of source: FeedSource, _ wire: inout WireWriter) -> UInt64 {
        if let known = sources[ObjectIdentifier(source)] { return known }
        let index = UInt64(kept.count)
        sources[ObjectIdentifier(source)] = index
        kept.append(source)
        wire.nested(LinesMessage.sourcesField) { wire in
            var message = SourceMessage(source)
            message.code(&wire)
        }
        return index
    }

    private mutating func finishBatch(_ wire: inout WireWriter) {
        guard lines > 0 else { return }
        isEmpty = false
        wire.nested(LinesMessage.batchesField) { wire in
            batch.head(&wire)
            wire.field(LinesMessage.Batch.sizesField, sizes.bytes)
            wire.field(LinesMessage.Batch.textField, text.bytes)
        }
        lines = 0
        sizes.clear(keeping: 64 << 10)
        text.clear(keeping: 64 << 10)
    }

    /// Ends the message.
    mutating func finish(_ wire: inout WireWriter) {
        finishBatch(&wire)
        tail.tail(&wire)
        kept.removeAll(keepingCapacity: true)
        sources.removeAll(keepingCapacity: true)
    }
}
