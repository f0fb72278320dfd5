// Lane.swift: the deliveries of a route into one outbox.

/// The deliveries into one outbox, in the order in which Python would call the handlers.
struct Lane: Sendable {
    let outbox: Outbox
    /// What the records wait in before.
    let memory: MemoryBuffer?
    let deliveries: [Delivery]
    /// Whether one handler writes its texts straight into the outbox: the usual case.
    private let isDirect: Bool

    init(_ outbox: Outbox, _ memory: MemoryBuffer?, _ deliveries: [Delivery]) {
        self.outbox = outbox
        self.memory = memory
        self.deliveries = deliveries
        isDirect = deliveries.count == 1 && deliveries[0].handler.form.encoder == nil
    }

    /// Appends the records of a batch, whose forms are laid out; the lane has no memory.
    ///
    /// - Returns: whether the writer sleeps.
    func append(_ frames: ArrivedFrames, _ counts: LevelCounts, using scratch: inout DeliveryScratch) -> Bool {
        for delivery in deliveries { delivery.handler.lines.accept(counts.count(from: delivery.lowest)) }
        guard isDirect else { return appendInTurns(frames, counts, using: &scratch) }
        let delivery = deliveries[0]
        if delivery.formatters.count == 1, counts.count(from: delivery.lowest) == frames.count {
            return appendAll(frames, delivery, &scratch.layout)
        }
        return appendByLevel(frames, counts.count(from: delivery.lowest), delivery, using: &scratch)
    }

    @inline(__always)
    private func appendAll(_ frames: ArrivedFrames, _ delivery: Delivery, _ layout: inout RecordLayout) -> Bool {
        let form = layout[delivery.form(at: 0)]
        return outbox.append { buffer in
            for index in 0..<frames.count {
                buffer.append { layout.append(message: frames[index], as: form, to: &$0) }
            }
            buffer.account(frames.count, to: delivery.handler.lines)
        }
    }

    /// Appends the `count` records whose level the handler takes, each in the form of its level.
    private func appendByLevel(
        _ frames: ArrivedFrames, _ count: Int, _ delivery: Delivery, using scratch: inout DeliveryScratch
    ) -> Bool {
        guard count > 0 else { return false }
        let lowest = UInt8(truncatingIfNeeded: delivery.lowest)
        return outbox.append { buffer in
            for index in 0..<frames.count where scratch.levels[index] >= lowest {
                let form = scratch.layout[delivery.form(at: Int(scratch.levels[index]))]
                buffer.append { scratch.layout.append(message: frames[index], as: form, to: &$0) }
            }
            buffer.account(count, to: delivery.handler.lines)
        }
    }

    /// Several handlers write to this destination: they take turns record by record, as in Python. Or the texts are
    /// encoded.
    private func appendInTurns(
        _ frames: ArrivedFrames, _ counts: LevelCounts, using scratch: inout DeliveryScratch
    ) -> Bool {
        var unencodable = 0
        let wakes = outbox.append { buffer in
            for index in 0..<frames.count {
                let level = scratch.level(of: index)
                unencodable += append(frames[index], at: level, to: &buffer, &scratch.layout)
            }
        }
        if unencodable > 0 { outbox.note(unencodable, .notEncodable) }
        return wakes
    }
}

// MARK: - One record at a time

extension Lane {
    /// Appends one record, whose forms are laid out.
    ///
    /// - Returns: whether the writer sleeps.
    func append(_ message: Bytes, at index: Int, _ level: Level, _ layout: inout RecordLayout) -> Bool {
        guard deliveries.contains(where: { index >= $0.lowest }) else { return false }
        for delivery in deliveries where index >= delivery.lowest { delivery.handler.lines.accept(1) }
        var unencodable = 0
        let wakes = append(at: level) { unencodable = append(message, at: index, to: &$0, &layout) }
        if unencodable > 0 { outbox.note(unencodable, .notEncodable) }
        return wakes
    }

    /// Appends the texts that the handlers make of one record.
    ///
    /// - Returns: how many cannot be encoded.
    private func append(
        _ message: Bytes, at level: Int, to buffer: inout RecordBuffer, _ layout: inout RecordLayout
    ) -> Int {
        var unencodable = 0
        for delivery in deliveries where level >= delivery.lowest {
            let form = layout[delivery.form(at: level)]
            let isAppended = delivery.append(message, as: form, in: delivery.handler.lines, to: &buffer, &layout)
            if !isAppended { unencodable += 1 }
        }
        return unencodable
    }

    /// Records of the collector itself that may wait for a destination.
    private static let ownRecordsWaiting = 1_000

    /// Appends one record of the collector itself, whether the outbox is full or not, unless too many of them wait or its
    /// reserve is used up.
    ///
    /// - Returns: whether the writer sleeps.
    func appendOwn(_ text: Bytes, _ level: Level, _ layout: inout RecordLayout) -> Bool {
        for delivery in deliveries { delivery.handler.ownRecords.accept(1) }
        let areMany = deliveries.contains { $0.handler.ownRecords.balance.queued > Self.ownRecordsWaiting }
        guard !areMany, outbox.hasReserve else {
            for delivery in deliveries { delivery.handler.ownRecords.drop(1, .queueFull) }
            return false
        }
        return append(at: level, mayDrop: false) { buffer in
            for delivery in deliveries {
                let form = layout[delivery.form(at: 0)]
                // A report of one that cannot be encoded might be another one.
                _ = delivery.append(text, as: form, in: delivery.handler.ownRecords, to: &buffer, &layout)
            }
        }
    }

    private func append(at level: Level, mayDrop: Bool = true, _ fill: (inout RecordBuffer) -> Void) -> Bool {
        if let memory { return memory.append(at: level, fill) }
        return outbox.append(mayDrop: mayDrop, fill)
    }
}

extension Delivery {
    /// Appends the text of one record and enters it into an account.
    ///
    /// - Returns: false if it cannot be encoded; then it stands there as dropped.
    fileprivate func append(
        _ message: Bytes, as form: RecordLayout.Form, in ledger: Ledger, to buffer: inout RecordBuffer,
        _ layout: inout RecordLayout
    ) -> Bool {
        if let encoder = handler.form.encoder {
            guard buffer.appendIf({ layout.append(message: message, as: form, encodedBy: encoder, to: &$0) }) else {
                ledger.drop(1, .notEncodable)
                return false
            }
        } else {
            buffer.append { layout.append(message: message, as: form, to: &$0) }
        }
        buffer.account(1, to: ledger)
        return true
    }
}

extension Lane {
    /// The most bytes that one byte from the socket becomes in the outbox. Where several handlers write there, it is
    /// kept of each record whose it is.
    private var growth: Int {
        deliveries.reduce(0) { $0 + $1.growth } + (deliveries.count > 1 ? deliveries.count * RecordBuffer.runSize : 0)
    }

    /// The same for the one of the outboxes where it is most, however many lanes lead there.
    static func growth(of lanes: [Lane]) -> Int {
        var growths: [ObjectIdentifier: Int] = [:]
        for lane in lanes { growths[ObjectIdentifier(lane.outbox), default: 0] += lane.growth }
        return growths.values.max() ?? 1
    }
}
