// KafkaWriter.swift: the thread that brings the records of one outbox to Kafka.

/// Drains an outbox into a producer. A record is written when a broker has acknowledged it, and not before.
final class KafkaWriter: RunningWriter {
    /// What a producer is made from.
    struct Plan: Sendable {
        var library: KafkaLibrary
        var settings: [KafkaSetting]
        var head: KafkaHead
        /// What messages call the destination.
        var name: String
    }

    /// Bytes that may wait or be on their way.
    static let queuedBytes = 16 << 20

    private let plan: Plan
    private let outbox: Outbox

    init(_ plan: Plan, outbox: Outbox) {
        self.plan = plan
        self.outbox = outbox
    }

    func run(reporting reports: any WriterReports) {
        var delivery = KafkaDelivery(plan, outbox, reports)
        delivery.run()
    }

    /// There is no file.
    func reopen() {}
}
