// HandlerFactory+Kafka.swift: the handlers that write to Kafka. Nothing is connected when they are made.

extension HandlerFactory {
    mutating func kafkaHandler(
        _ description: HandlerDescription, _ form: RecordForm, _ arguments: KafkaArguments
    ) throws(HandlerError) -> Parts {
        let plan: KafkaWriter.Plan
        do {
            plan = try KafkaWriter.Plan(arguments)
        } catch {
            throw HandlerError(handler: description.name, reason: "\(error)")
        }
        var form = form
        form.head = .kafka(plan.head)
        // A broker takes large batches or it is slow, so that more than usual must be on its way.
        var limit = limit.applying(description.queue)
        limit.bytes = max(limit.bytes, KafkaWriter.queuedBytes)
        let outbox = try destination(description, limit) { KafkaWriter(plan, outbox: $0) }
        return (form, .outbox(outbox))
    }
}

extension KafkaWriter.Plan {
    fileprivate init(_ arguments: KafkaArguments) throws {
        library = try KafkaLibrary.load(arguments.library)
        head = try KafkaHead(topic: arguments.topic, key: arguments.key, hasHeaders: arguments.hasHeaders)
        settings = arguments.allSettings
        let brokers = settings.last { KafkaSetting.brokers.contains($0.name) }
        name = "Kafka at \(brokers?.value ?? "no broker")"
    }
}
