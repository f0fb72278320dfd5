// KafkaDelivery.swift: takes records, has them sent, hears what became of them, and begins anew after fatal errors.

/// A running delivery; used by the writer's thread alone.
///
/// The thread never waits for one thing only: whatever it waits for, it takes reports. It is woken by the queue and by the
/// library through the same descriptor.
struct KafkaDelivery: ~Copyable {
    let plan: KafkaWriter.Plan
    let outbox: Outbox
    let reports: any WriterReports
    var producer: KafkaProducer?
    var window = KafkaWindow()
    private var topics = KafkaTopics()
    var hasFailedFatally = false
    /// What the last refusal was.
    var refusal: String?
    private var trouble: Trouble?
    /// The trouble ends when this record is settled.
    private var troubledRecord = 0
    private var nextAttempt: Instant?
    /// When a broker has last acknowledged something, or there was nothing to acknowledge.
    var lastAcknowledged = Instant.now
    var logRate = LogRate(lines: 30, inSeconds: 60)

    /// Seconds without an acknowledgement that are a trouble.
    static let patience = 10.0
    /// Seconds for the reports of what is given up.
    static let lastReportsTime = 2.0
    /// The longest sleep, in seconds.
    private static let longestSleep = 1.0
    /// After a batch of fewer bytes than this, the next one may grow for a moment; see `Writer`.
    private static let smallBatch = 32 << 10
    private static let pause = 0.001

    init(_ plan: KafkaWriter.Plan, _ outbox: Outbox, _ reports: any WriterReports) {
        self.plan = plan
        self.outbox = outbox
        self.reports = reports
        producer = nil
    }

    /// Delivers until the outbox is finished and everything is settled, or it is closed.
    mutating func run() {
        var mayCome = true
        while mayCome || !window.isEmpty {
            guard !outbox.isClosed else {
                giveUp()
                break
            }
            var taken = 0
            if window.inFlight == 0 { lastAcknowledged = .now }
            if mayCome, hasRoom { mayCome = take(&taken) }
            let events = serve()
            if hasFailedFatally { renew() }
            let sent = send()
            settle()
            for news in outbox.lossNews() { reports.lost(outbox, news) }
            if taken == 0, events == 0, !sent { sleep() }
            if taken > 0, taken < Self.smallBatch { outbox.pauseWriter(seconds: Self.pause) }
        }
        for news in outbox.lossNews(isEnding: true) { reports.lost(outbox, news) }
    }

    /// Whether more may be taken. What stays in the outbox can be dropped there, if the handler is to drop.
    private var hasRoom: Bool {
        let limit = outbox.limit
        return window.byteCount < limit.bytes && (limit.records <= 0 || window.count < limit.records)
    }

    /// Takes what there is, and waits for nothing.
    private mutating func take(_ bytes: inout Int) -> Bool {
        var buffer = RecordBuffer()
        let mayCome = outbox.take(into: &buffer, until: .now)
        bytes = buffer.byteCount
        if !buffer.isEmpty { window.add(buffer) }
        return mayCome
    }

    private func sleep() {
        let latest = Instant.now.advanced(bySeconds: Self.longestSleep)
        outbox.pauseWriter(until: min(nextAttempt ?? latest, latest))
    }

    private mutating func settle() {
        window.settle(in: outbox, detail: refusal)
        guard let ended = trouble, window.firstUnsettled > troubledRecord else { return }
        trouble = nil
        nextAttempt = nil
        reports.recovered(outbox, plan.name, after: ended)
    }

    /// Something stands in the way of a record.
    ///
    /// - Parameter pauses: whether nothing is sent for a moment.
    mutating func fail(_ text: String, of record: Int, pauses: Bool) {
        let current = trouble?.again() ?? Trouble()
        trouble = current
        troubledRecord = max(troubledRecord, record)
        if pauses { nextAttempt = .now.advanced(bySeconds: current.pause) }
        reports.failed(outbox, text, current)
    }
}

// MARK: - Sending

extension KafkaDelivery {
    /// Sends what the producer takes.
    ///
    /// - Returns: whether that was anything.
    private mutating func send() -> Bool {
        if let time = nextAttempt, time > .now { return false }
        nextAttempt = nil
        if window.mustGoBack {
            // In their order: what is still on its way may have to be sent again as well.
            guard window.inFlight == 0 else { return false }
            goBack()
        }
        guard !window.isEmpty, makeProducer() else { return false }
        var count = 0
        while !window.isAloneInFlight, let record = window.nextToSend(), !record.isAlone || window.inFlight == 0 {
            guard sendNext(record.number) else { break }
            count += 1
        }
        return count > 0
    }

    private mutating func goBack() {
        let maybeTwice = window.takePossibleDuplicates()
        if maybeTwice > 0 { outbox.note { $0.possibleDuplicates += maybeTwice } }
        window.goBack()
    }

    /// - Returns: false if there is none, and none can be made now.
    private mutating func makeProducer() -> Bool {
        guard producer == nil else { return true }
        topics = KafkaTopics()
        do throws(KafkaError) {
            producer = try KafkaProducer(plan.library, plan.settings, waker: outbox.writer)
            return true
        } catch {
            fail("cannot make a producer for \(plan.name): \(error)", of: window.firstUnsettled, pauses: true)
            return false
        }
    }

    /// Has one record sent.
    ///
    /// - Returns: false if it cannot be sent now.
    private mutating func sendNext(_ number: Int) -> Bool {
        var text = ""
        let outcome = window.withNext { record in
            let places = plan.head.places(in: record)
            switch topics.find(record.extracting(places.topic), &producer!) {
            case .tooMany: return KafkaOutcome.tooManyTopics
            case .failed(let reason):
                text = reason
                return .again
            case .found(let topic, let name):
                let error = producer!.produce(record, places, to: topic, number: number)
                if error != 0 { text = "topic \(name): \(plan.library.text(of: error))" }
                return KafkaOutcome(ofSending: error)
            }
        }
        switch outcome {
        case .done: window.noteSent()
        case .refused:
            refusal = text
            window.noteRefused(.refused)
        case .tooManyTopics: window.noteRefused(.withoutTopic)
        case .full: return false
        case .fatal:
            noteFatal(text)
            return false
        case .again, .tooLarge:
            fail("cannot send to \(plan.name): \(text)", of: number, pauses: true)
            return false
        }
        return true
    }
}
