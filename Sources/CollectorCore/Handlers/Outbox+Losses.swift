// Outbox+Losses.swift: what an outbox drops instead of making senders wait, and how it reports that.

extension Outbox {
    /// Drops the excess over the limit: of the records from `start` on, or the oldest.
    func shed(_ state: inout State, newFrom start: Int) {
        let count = state.filling.count
        if limit.whenFull == .dropNewest {
            let room = QueueLimit(
                records: limit.records - queuedRecords.load(ordering: .relaxed),
                bytes: limit.bytes - queuedBytes.load(ordering: .relaxed))
            state.filling.dropLast(count - start - fitting(state.filling, from: start, room), .queueFull)
        } else {
            while state.filling.count > 1, limit.isExceeded(by: state.filling) {
                state.filling.dropFirst(1, .queueFull)
            }
        }
        if count > state.filling.count { note(count - state.filling.count, .queueFull, &state) }
    }

    /// How many records from `start` on fit into the queue.
    private func fitting(_ buffer: borrowing RecordBuffer, from start: Int, _ room: QueueLimit) -> Int {
        var bytes = 0
        for index in start..<buffer.count {
            if bytes >= room.bytes || (limit.records > 0 && index - start >= room.records) { return index - start }
            bytes += buffer.byteCount(of: index)
        }
        return buffer.count - start
    }

    /// Drops records that should have been appended, and counts them in their accounts.
    func note(_ count: Int, _ reason: DropReason) {
        state.withLock { note(count, reason, &$0) }
    }

    func note(_ count: Int, _ reason: DropReason, detail: String? = nil, _ state: inout State) {
        state.bursts.note(count, reason, detail: detail, at: .now)
        hasBursts.store(true, ordering: .relaxed)
    }

    /// The losses not reported yet; cheap if there are none. The caller must report them.
    func lossNews(at time: Instant = .now, isEnding: Bool = false) -> [LossNews] {
        guard hasBursts.load(ordering: .relaxed) else { return [] }
        return state.withLock { state in
            let news = state.bursts.news(at: time, isEnding: isEnding)
            hasBursts.store(state.bursts.nextEnd != nil, ordering: .relaxed)
            return news
        }
    }
}
