// KafkaTopics.swift: the topics that one producer writes to.

/// Topics by what the format of a topic has become.
struct KafkaTopics {
    enum Found {
        case found(KafkaProducer.Topic, name: String)
        case tooMany
        case failed(String)
    }

    private var topics: [(text: [UInt8], name: String, topic: KafkaProducer.Topic)] = []
    private var last = 0

    mutating func find(_ text: Bytes, _ producer: inout KafkaProducer) -> Found {
        if last < topics.count, text.isEqual(to: topics[last].text) {
            return .found(topics[last].topic, name: topics[last].name)
        }
        for index in topics.indices where text.isEqual(to: topics[index].text) {
            last = index
            return .found(topics[index].topic, name: topics[index].name)
        }
        guard topics.count < KafkaHead.mostTopics else { return .tooMany }
        let name = KafkaHead.name(text)
        do throws(KafkaError) {
            topics.append((text.array, name, try producer.topic(named: name)))
        } catch {
            return .failed(error.description)
        }
        last = topics.count - 1
        return .found(topics[last].topic, name: name)
    }
}
