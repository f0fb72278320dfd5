// CounterProgress.swift: how far a viewer has got with the counters.

/// What a viewer has of the counters. It gets them in passes over all peers, which may take many messages.
struct CounterProgress {
    private struct Pass {
        /// The reading up to which the viewer has everything; 0 for nothing.
        var after: UInt64
        /// The latest reading when the pass began.
        var reading: UInt64
        var slot = 0
    }

    private var complete: UInt64 = 0
    private var pass: Pass?
    /// Passes in a row during which there was another reading.
    private var late = 0

    /// A pass during which counters are read again is followed by another before the totals, so that peers and totals are
    /// of one moment; a viewer that is too slow for that gets the totals nevertheless.
    private static let lateLimit = 3

    /// Whether there is something that the viewer has not got.
    func isDue(_ changes: CounterChanges) -> Bool { pass != nil || changes.reading > complete }

    /// Writes the next part.
    ///
    /// - Parameter limit: bytes after which the part ends.
    mutating func write(_ changes: CounterChanges, limit: Int, to wire: inout WireWriter) {
        var part = CountersMessage()
        var pass = pass ?? begin(changes, &part)
        while pass.slot < changes.slotCount, wire.count < limit {
            if var peer = changes.peer(inSlot: pass.slot, changedAfter: pass.after) {
                wire.nested(CountersMessage.peersField) { peer.code(&$0) }
            }
            pass.slot += 1
        }
        if pass.slot >= changes.slotCount {
            end(pass, changes, &part)
        } else {
            self.pass = pass
        }
        part.code(&wire)
    }

    private func begin(_ changes: CounterChanges, _ part: inout CountersMessage) -> Pass {
        let startsAnew = complete == 0 || complete + 1 < changes.oldest
        part.startsAnew = startsAnew
        return Pass(after: startsAnew ? 0 : complete, reading: changes.reading)
    }

    private mutating func end(_ pass: Pass, _ changes: CounterChanges, _ part: inout CountersMessage) {
        self.pass = nil
        late = pass.reading == changes.reading ? 0 : late + 1
        part.removed = pass.after == 0 ? [] : changes.removed(after: pass.after)
        complete = pass.reading
        guard late == 0 || late >= Self.lateLimit else { return }
        late = 0
        part.totals = changes.totals
    }
}
