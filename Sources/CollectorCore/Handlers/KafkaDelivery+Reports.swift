// KafkaDelivery+Reports.swift: what the library reports: acknowledgements, errors, its log; and what follows a fatal error.
import CKafka

extension KafkaDelivery {
    /// Takes all events that there are.
    ///
    /// - Returns: how many.
    mutating func serve() -> Int {
        var events = 0
        while let event = nextEvent() {
            events += 1
            switch event {
            case .deliveries: break
            case .log(let level, let text): log(level, text)
            case .error(Int(COLLECTOR_KAFKA_FATAL), let text): noteFatal(text)
            case .error(Int(COLLECTOR_KAFKA_ALL_BROKERS_DOWN), let text) where window.inFlight > 0:
                fail("cannot send to \(plan.name): \(text)", of: window.firstUnsettled, pauses: false)
            case .error: break  // It is in the log, and the library tries again by itself.
            }
        }
        noteSilence()
        return events
    }

    private mutating func nextEvent() -> KafkaProducer.Event? {
        guard producer != nil else { return nil }
        var failure: (error: Int, number: Int)?
        var isAcknowledged = false
        let event = producer!.nextEvent { report in
            let outcome = KafkaOutcome(ofDelivery: report.error)
            switch outcome {
            case .done:
                isAcknowledged = true
                window.note(.acknowledged, of: report.number, mayBeThere: false)
            case .refused, .tooManyTopics:
                refusal = plan.library.text(of: report.error)
                window.note(.refused, of: report.number, mayBeThere: false)
            case .tooLarge:
                refusal = plan.library.text(of: report.error)
                window.note(.tooLarge, of: report.number, mayBeThere: false)
            case .again:
                failure = failure ?? (report.error, report.number)
                window.note(.again, of: report.number, mayBeThere: report.mayBeThere)
            case .fatal, .full:
                // The reports of a purge; the cause is known.
                window.note(.again, of: report.number, mayBeThere: report.mayBeThere)
            }
        }
        if isAcknowledged { lastAcknowledged = .now }
        if let failure {
            fail(
                "cannot send to \(plan.name): \(plan.library.text(of: failure.error))", of: failure.number, pauses: true
            )
        }
        return event
    }

    private mutating func log(_ level: Int, _ text: String) {
        guard let unsaid = logRate.maySay() else { return }
        let more = unsaid == 0 ? "" : " (\(unsaid) such lines are not shown)"
        reports.log(
            outbox, level <= 3 ? .error : level == 4 ? .warning : level <= 6 ? .info : .debug, "pysyslog.kafka",
            text + more)
    }

    /// A broker that takes records and never answers is a trouble as well.
    private mutating func noteSilence() {
        let now = Instant.now
        guard window.inFlight > 0, lastAcknowledged.advanced(bySeconds: Self.patience) <= now else { return }
        lastAcknowledged = now
        let text = "\(window.inFlight) records are sent, and none was acknowledged for \(Int(Self.patience)) s"
        fail("cannot send to \(plan.name): \(text)", of: window.firstUnsettled, pauses: false)
    }

    mutating func noteFatal(_ text: String) {
        guard !hasFailedFatally else { return }
        hasFailedFatally = true
        let text = "the producer has failed: \(text); a new one sends again what is not acknowledged"
        fail("cannot send to \(plan.name): \(text)", of: window.firstUnsettled, pauses: true)
    }

    /// Replaces a producer that will never send anything any more.
    mutating func renew() {
        takeLastReports()
        window.noteUnreported()
        producer = nil
        hasFailedFatally = false
    }

    /// Has the library give up what it holds, and hears what became of it, for some time.
    private mutating func takeLastReports() {
        guard producer != nil else { return }
        producer!.purge()
        let deadline = Instant.now.advanced(bySeconds: Self.lastReportsTime)
        while window.inFlight > 0, .now < deadline {
            if serve() == 0 { outbox.pauseWriter(until: min(deadline, .now.advanced(bySeconds: 0.1))) }
        }
    }

    /// The time is over: what is not acknowledged is lost, or perhaps not.
    mutating func giveUp() {
        takeLastReports()
        window.giveUp(in: outbox)
    }
}

/// What an error of the library means for a record.
enum KafkaOutcome {
    case done
    /// It can never be delivered.
    case refused
    case tooManyTopics
    /// It is too large, or what it was sent with.
    case tooLarge
    /// Another attempt may succeed.
    case again
    /// The library holds as many records as it may.
    case full
    /// The producer is of no use any more.
    case fatal

    init(ofSending error: Int) {
        switch error {
        case 0: self = .done
        case Int(COLLECTOR_KAFKA_QUEUE_FULL): self = .full
        case Int(COLLECTOR_KAFKA_FATAL): self = .fatal
        // The library's own limit, message.max.bytes.
        case Int(COLLECTOR_KAFKA_TOO_LARGE): self = .refused
        default: self = .again
        }
    }

    init(ofDelivery error: Int) {
        switch error {
        case 0: self = .done
        case Int(COLLECTOR_KAFKA_TOO_LARGE), Int(COLLECTOR_KAFKA_BATCH_TOO_LARGE): self = .tooLarge
        case Int(COLLECTOR_KAFKA_POLICY_VIOLATION), Int(COLLECTOR_KAFKA_INVALID_RECORD),
            Int(COLLECTOR_KAFKA_INVALID_TIMESTAMP):
            self = .refused
        case Int(COLLECTOR_KAFKA_FATAL), Int(COLLECTOR_KAFKA_PURGED_QUEUE), Int(COLLECTOR_KAFKA_PURGED_IN_FLIGHT):
            self = .fatal
        default: self = .again
        }
    }
}
