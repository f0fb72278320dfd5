// KafkaWindow.swift: the records between the queue and the broker, in order, and what is known of each.

/// Records that a `KafkaWriter` has taken and that are not settled. They are numbered from 0 on.
struct KafkaWindow: ~Copyable {
    enum State: UInt8 {
        /// To be sent.
        case waiting
        /// To be sent on its own: together with others it was too large.
        case alone
        case sent
        case sentAlone
        case acknowledged
        case refused
        /// It belongs to one topic too many.
        case withoutTopic
    }

    /// What was taken at a time.
    private final class Batch {
        let buffer: RecordBuffer
        var progress = WriteProgress()
        let start: Int

        init(_ buffer: consuming RecordBuffer, start: Int) {
            self.buffer = buffer
            self.start = start
        }

        var end: Int { start + buffer.count }
    }

    private var batches: [Batch] = []
    /// Of the records from `first` on.
    private var states: [State] = []
    private var first = 0
    /// The number of the next record to be sent; all before it are sent, or more.
    private var next = 0
    /// The index of the batch that it is in.
    private var nextBatch = 0
    /// Records that are sent and not reported.
    private(set) var inFlight = 0
    /// Whether a record before `next` is to be sent again.
    private(set) var mustGoBack = false
    /// Records that a broker may have got already, and that are to be sent again; known until they are settled.
    private var maybeThere: Set<Int> = []
    /// How many of them have not been counted.
    private var newDuplicates = 0

    /// Bytes of the records that were taken; those of a batch until all of it is settled.
    private(set) var byteCount = 0

    var isEmpty: Bool { batches.isEmpty }
    /// Records that are not settled.
    var count: Int { states.count }
    /// The number of the first record that is not settled.
    var firstUnsettled: Int { first }
    /// Whether a record is on its way that must be alone.
    private(set) var isAloneInFlight = false

    mutating func add(_ buffer: consuming RecordBuffer) {
        let start = first + states.count
        states += repeatElement(.waiting, count: buffer.count)
        byteCount += buffer.byteCount
        batches.append(Batch(buffer, start: start))
    }

    private subscript(number: Int) -> State {
        get { states[number - first] }
        set { states[number - first] = newValue }
    }

    // MARK: - Sending

    /// Begins again with the first record that is to be sent.
    mutating func goBack() {
        next = first
        nextBatch = 0
        mustGoBack = false
    }

    /// The number of the next record to be sent, and whether that must be alone; `nil` if there is none.
    mutating func nextToSend() -> (number: Int, isAlone: Bool)? {
        while nextBatch < batches.count {
            let end = batches[nextBatch].end
            while next < end {
                switch self[next] {
                case .waiting: return (next, false)
                case .alone: return (next, true)
                default: next += 1
                }
            }
            nextBatch += 1
        }
        return nil
    }

    /// Lends the bytes of the record that `nextToSend` has found.
    func withNext<Result>(_ body: (Bytes) -> Result) -> Result {
        let batch = batches[nextBatch]
        return Self.lend(next - batch.start, of: batch.buffer, to: body)
    }

    private static func lend<Result>(
        _ record: Int, of buffer: borrowing RecordBuffer, to body: (Bytes) -> Result
    ) -> Result {
        body(buffer.record(record))
    }

    /// The record that `nextToSend` has found is sent.
    mutating func noteSent() {
        isAloneInFlight = self[next] == .alone
        self[next] = isAloneInFlight ? .sentAlone : .sent
        next += 1
        inFlight += 1
    }

    /// The record that `nextToSend` has found is not sent.
    mutating func noteRefused(_ state: State) {
        self[next] = state
        next += 1
    }

    // MARK: - Reports

    enum Verdict {
        case acknowledged, refused, again
        /// Too large together with others.
        case tooLarge
    }

    /// What became of a record.
    ///
    /// - Parameter mayBeThere: whether a broker may have it nevertheless.
    mutating func note(_ verdict: Verdict, of number: Int, mayBeThere: Bool) {
        guard number >= first, number - first < states.count else { return }
        let wasAlone = self[number] == .sentAlone
        guard wasAlone || self[number] == .sent else { return }
        inFlight -= 1
        if wasAlone { isAloneInFlight = false }
        switch verdict {
        case .acknowledged: self[number] = .acknowledged
        case .refused: self[number] = .refused
        case .tooLarge where wasAlone: self[number] = .refused
        case .tooLarge: sendAgain(number, .alone)
        case .again:
            sendAgain(number, wasAlone ? .alone : .waiting)
            if mayBeThere, maybeThere.insert(number).inserted { newDuplicates += 1 }
        }
    }

    private mutating func sendAgain(_ number: Int, _ state: State) {
        self[number] = state
        mustGoBack = true
    }

    /// No more reports come: what is not reported is sent again.
    mutating func noteUnreported() {
        for index in states.indices where states[index] == .sent || states[index] == .sentAlone {
            note(.again, of: first + index, mayBeThere: true)
        }
    }

    /// How many of the records that are sent again a broker may have got already; counted once.
    mutating func takePossibleDuplicates() -> Int {
        defer { newDuplicates = 0 }
        return newDuplicates
    }

    // MARK: - Settling

    /// Settles the records at the front whose fate is known.
    ///
    /// - Parameter detail: what is known of the last refusal.
    mutating func settle(in outbox: Outbox, detail: String?) {
        var settled = 0
        while let batch = batches.first {
            while settled < states.count, let fate = states[settled].fate, first + settled < batch.end {
                var count = 1
                while settled + count < states.count, first + settled + count < batch.end,
                    states[settled + count] == states[settled]
                {
                    count += 1
                }
                outbox.settle(count, fate, detail: detail, of: batch.buffer, &batch.progress)
                settled += count
            }
            guard first + settled == batch.end else { break }
            byteCount -= batch.buffer.byteCount
            batches.removeFirst()
            nextBatch = max(0, nextBatch - 1)
        }
        forget(settled)
    }

    private mutating func forget(_ count: Int) {
        guard count > 0 else { return }
        states.removeFirst(count)
        first += count
        next = max(next, first)
        if !maybeThere.isEmpty { maybeThere = maybeThere.filter { $0 >= first } }
    }

    /// Gives up everything: what was sent and not acknowledged counts as that, unless it is in neither state.
    mutating func giveUp(in outbox: Outbox) {
        for batch in batches {
            for number in max(first, batch.start)..<batch.end {
                let state = self[number]
                let isUncertain = state == .sent || state == .sentAlone || maybeThere.contains(number)
                let fate = state.fate ?? .dropped(isUncertain ? .notAcknowledged : .notSent)
                outbox.settle(1, fate, of: batch.buffer, &batch.progress)
            }
        }
        batches = []
        byteCount = 0
        forget(states.count)
        goBack()
        next = first
        inFlight = 0
        isAloneInFlight = false
    }
}

extension KafkaWindow.State {
    /// What becomes of a record in this state for good; `nil` if that is not known yet.
    fileprivate var fate: Outbox.Fate? {
        switch self {
        case .acknowledged: .written
        case .refused: .dropped(.refused)
        case .withoutTopic: .dropped(.tooManyTopics)
        case .waiting, .alone, .sent, .sentAlone: nil
        }
    }
}
