// Route+Turns.swift: the ways into an outbox that are not the usual one: in turns, encoded, through a memory.

extension Route.Lane {
    /// Several handlers write to this destination: they take turns record by record, as in Python. Or the texts are
    /// encoded, or wait in a memory.
    func appendInTurns(
        _ batch: borrowing FrameBatch, _ range: Range<Int>, of received: Bytes, at time: WallTime, at level: Level,
        _ layout: inout RecordLayout
    ) -> Bool {
        for delivery in deliveries { delivery.handler.lines.accept(range.count) }
        if deliveries.count == 1 { layout.prepare(deliveries[0].formatter, at: time) }
        var unencodable = 0
        let wakes = append(at: level) { buffer in
            for index in range {
                let message = batch.bytes(of: batch.frames[index], in: received)
                for delivery in deliveries {
                    if deliveries.count > 1 { layout.prepare(delivery.formatter, at: time) }
                    let isAppended = delivery.append(message, in: delivery.handler.lines, to: &buffer, &layout)
                    if !isAppended { unencodable += 1 }
                }
            }
        }
        if unencodable > 0 { outbox.note(unencodable, .notEncodable) }
        return wakes
    }

    /// Records of the collector itself that may wait for a destination.
    private static let ownRecordsWaiting = 1_000

    /// Appends one record of the collector itself, whether the outbox is full or not, unless too many of them wait.
    func appendOwn(_ text: Bytes, at time: WallTime, at level: Level, _ layout: inout RecordLayout) -> Bool {
        for delivery in deliveries { delivery.handler.ownRecords.accept(1) }
        if deliveries.contains(where: { $0.handler.ownRecords.balance.queued > Self.ownRecordsWaiting }) {
            for delivery in deliveries { delivery.handler.ownRecords.drop(1, .queueFull) }
            return false
        }
        return append(at: level, mayDrop: false) { buffer in
            for delivery in deliveries {
                layout.prepare(delivery.formatter, at: time)
                // A report of one that cannot be encoded might be another one.
                _ = delivery.append(text, in: delivery.handler.ownRecords, to: &buffer, &layout)
            }
        }
    }

    private func append(at level: Level, mayDrop: Bool = true, _ fill: (inout RecordBuffer) -> Void) -> Bool {
        if let memory { return memory.append(at: level, fill) }
        return outbox.append(mayDrop: mayDrop, fill)
    }
}

extension Route.Delivery {
    /// Appends the text of one record, for which `layout` is prepared, and enters it into an account.
    ///
    /// - Returns: false if it cannot be encoded; then it stands there as dropped.
    fileprivate func append(
        _ message: Bytes, in ledger: Ledger, to buffer: inout RecordBuffer, _ layout: inout RecordLayout
    ) -> Bool {
        if let encoder = handler.form.encoder {
            guard buffer.appendIf({ layout.append(message: message, encodedBy: encoder, to: &$0) }) else {
                ledger.drop(1, .notEncodable)
                return false
            }
        } else {
            buffer.append { layout.append(message: message, to: &$0) }
        }
        buffer.account(1, to: ledger)
        return true
    }
}
