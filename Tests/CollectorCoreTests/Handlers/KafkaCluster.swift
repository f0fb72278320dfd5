// KafkaCluster.swift: the mock cluster of librdkafka, in the process of the tests, and a consumer that reads from it.
import CKafka
import Testing

@testable import CollectorCore

/// A record that a broker holds.
struct KafkaRecord: Equatable {
    var partition = 0
    var key: String?
    var value: String
    var headers: [String: String] = [:]
    var milliseconds: Int64 = 0
}

/// A cluster on real sockets whose brokers do what a test says.
@safe
final class KafkaCluster {
    typealias Pointer = UnsafeMutableRawPointer

    let library: KafkaLibrary
    private let client: Pointer
    private let cluster: Pointer

    init(brokers: Int = 1, topic: String = "syslog", partitions: Int = 1) throws {
        library = try KafkaLibrary.load(nil)
        var conf = KafkaConf(library)
        unsafe client = try conf.makeProducer()
        let make: @convention(c) (Pointer, CInt) -> Pointer? = try unsafe Self.find(library, "mock_cluster_new")
        unsafe cluster = try #require(unsafe make(client, CInt(brokers)))
        let create: @convention(c) (Pointer, UnsafePointer<CChar>, CInt, CInt) -> CInt =
            try unsafe Self.find(library, "mock_topic_create")
        try #require(unsafe create(cluster, topic, CInt(partitions), 1) == 0)
    }

    deinit {
        if let end: @convention(c) (Pointer) -> Void = unsafe library.find("rd_kafka_mock_cluster_destroy") {
            unsafe end(cluster)
        }
        unsafe library.destroy(client)
    }

    private static func find<Function>(_ library: KafkaLibrary, _ name: String) throws -> Function {
        try #require(library.find("rd_kafka_" + name), "no function rd_kafka_\(name)")
    }

    var brokers: String {
        get throws {
            let text: @convention(c) (Pointer) -> UnsafePointer<CChar> =
                try unsafe Self.find(library, "mock_cluster_bootstraps")
            return unsafe String(cString: text(cluster))
        }
    }

    /// The next requests of a kind are answered by these errors.
    func answer(_ api: Int16, by errors: [CInt]) throws {
        let push: @convention(c) (Pointer, Int16, Int, UnsafePointer<CInt>) -> Void =
            try unsafe Self.find(library, "mock_push_request_errors_array")
        unsafe push(cluster, api, errors.count, errors)
    }

    func setError(_ error: CInt, of topic: String) throws {
        let set: @convention(c) (Pointer, UnsafePointer<CChar>, CInt) -> Void =
            try unsafe Self.find(library, "mock_topic_set_error")
        unsafe set(cluster, topic, error)
    }

    /// - Parameter broker: -1 for none.
    func setLeader(_ broker: Int32, of topic: String, _ partition: Int32 = 0) throws {
        let set: @convention(c) (Pointer, UnsafePointer<CChar>, Int32, Int32) -> CInt =
            try unsafe Self.find(library, "mock_partition_set_leader")
        try #require(unsafe set(cluster, topic, partition, broker) == 0)
    }

    func setDown(_ broker: Int32, _ isDown: Bool) throws {
        let set: @convention(c) (Pointer, Int32) -> CInt =
            try unsafe Self.find(library, isDown ? "mock_broker_set_down" : "mock_broker_set_up")
        try #require(unsafe set(cluster, broker) == 0)
    }

    /// Delays all answers.
    func setDelay(_ broker: Int32, milliseconds: CInt) throws {
        let set: @convention(c) (Pointer, Int32, CInt) -> CInt = try unsafe Self.find(library, "mock_broker_set_rtt")
        try #require(unsafe set(cluster, broker, milliseconds) == 0)
    }
}

// MARK: - Reading back

extension KafkaCluster {
    /// All that the brokers hold of a topic, partition by partition.
    func records(of topic: String = "syslog", partitions: Int = 1) throws -> [KafkaRecord] {
        try KafkaReader(library, try brokers).records(of: topic, partitions: partitions)
    }
}

/// A consumer of the same library.
@safe
final class KafkaReader {
    typealias Pointer = UnsafeMutableRawPointer
    typealias Message = UnsafePointer<collector_kafka_message>

    private let library: KafkaLibrary
    private let consumer: Pointer

    init(_ library: KafkaLibrary, _ brokers: String) throws {
        self.library = library
        let conf = unsafe try #require(unsafe library.confNew())
        var text = [CChar](repeating: 0, count: 512)
        for (name, value) in [
            ("bootstrap.servers", brokers), ("group.id", "tests"), ("enable.partition.eof", "true"),
            ("enable.auto.commit", "false"),
        ] {
            try #require(unsafe library.confSet(conf, name, value, &text, text.count) == 0)
        }
        let consumer: CInt = 1
        unsafe self.consumer = try #require(unsafe library.new(consumer, conf, &text, text.count))
    }

    deinit { unsafe library.destroy(consumer) }

    private func find<Function>(_ name: String) throws -> Function {
        try #require(library.find("rd_kafka_" + name), "no function rd_kafka_\(name)")
    }

    func records(of topic: String, partitions: Int) throws -> [KafkaRecord] {
        try assign(topic, partitions)
        let poll: @convention(c) (Pointer, CInt) -> Message? = try unsafe find("consumer_poll")
        let end: @convention(c) (Message) -> Void = try unsafe find("message_destroy")
        var found = [[KafkaRecord]](repeating: [], count: partitions)
        var ended: Set<Int32> = []
        let deadline = Instant.now.advanced(bySeconds: 30)
        while ended.count < partitions, .now < deadline {
            guard let message = unsafe poll(consumer, 200) else { continue }
            defer { unsafe end(message) }
            let isEnd = -191 as CInt
            switch unsafe message.pointee.error {
            case 0: found[Int(unsafe message.pointee.partition)].append(try unsafe record(message))
            case isEnd: unsafe ended.insert(message.pointee.partition)
            default: break  // It tries again.
            }
        }
        #expect(ended.count == partitions, "the consumer came to the end of \(ended.count) of \(partitions) partitions")
        return found.flatMap(\.self)
    }

    private func assign(_ topic: String, _ partitions: Int) throws {
        let make: @convention(c) (CInt) -> Pointer = try unsafe find("topic_partition_list_new")
        let add: @convention(c) (Pointer, UnsafePointer<CChar>, Int32) -> Pointer =
            try unsafe find("topic_partition_list_add")
        let offset: @convention(c) (Pointer, UnsafePointer<CChar>, Int32, Int64) -> CInt =
            try unsafe find("topic_partition_list_set_offset")
        let destroy: @convention(c) (Pointer) -> Void = try unsafe find("topic_partition_list_destroy")
        let assign: @convention(c) (Pointer, Pointer) -> CInt = try unsafe find("assign")
        let list = unsafe make(CInt(partitions))
        defer { unsafe destroy(list) }
        let beginning = -2 as Int64
        for partition in 0..<Int32(partitions) {
            _ = unsafe add(list, topic, partition)
            _ = unsafe offset(list, topic, partition, beginning)
        }
        try #require(unsafe assign(consumer, list) == 0)
    }

    private func record(_ message: Message) throws -> KafkaRecord {
        let value = unsafe Self.text(message.pointee.value, message.pointee.value_size) ?? ""
        var record = KafkaRecord(value: value)
        record.partition = unsafe Int(message.pointee.partition)
        record.key = unsafe Self.text(message.pointee.key, message.pointee.key_size)
        let time: @convention(c) (Message, UnsafeMutablePointer<CInt>) -> Int64 = try unsafe find("message_timestamp")
        var kind: CInt = 0
        record.milliseconds = unsafe time(message, &kind)
        let headers: @convention(c) (Message, UnsafeMutablePointer<Pointer?>) -> CInt =
            try unsafe find("message_headers")
        var list: Pointer?
        guard unsafe headers(message, &list) == 0, let list = unsafe list else { return record }
        let get:
            @convention(c) (
                Pointer, UnsafePointer<CChar>, UnsafeMutablePointer<UnsafeRawPointer?>, UnsafeMutablePointer<Int>
            ) -> CInt = try unsafe find("header_get_last")
        for name in ["peer", "listener", "tlsSubject"] {
            var (bytes, size): (UnsafeRawPointer?, Int) = (nil, 0)
            guard unsafe get(list, name, &bytes, &size) == 0 else { continue }
            record.headers[name] = unsafe Self.text(bytes, size) ?? ""
        }
        return record
    }

    private static func text(_ bytes: UnsafeRawPointer?, _ size: Int) -> String? {
        guard let bytes = unsafe bytes else { return nil }
        return unsafe String(decoding: UnsafeRawBufferPointer(start: bytes, count: size), as: UTF8.self)
    }
}
