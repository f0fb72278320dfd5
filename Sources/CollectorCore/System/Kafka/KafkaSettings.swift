// KafkaSettings.swift: the settings of a producer, which librdkafka checks.
import CKafka

/// A setting of librdkafka, as its documentation names it.
public struct KafkaSetting: Equatable, Sendable {
    public var name: String
    public var value: String

    /// Those that say where the brokers are.
    static let brokers = ["bootstrap.servers", "metadata.broker.list", "test.mock.num.brokers"]
}

/// The settings of one producer, until it is made from them.
@safe
struct KafkaConf: ~Copyable {
    private let library: KafkaLibrary
    private let raw: KafkaLibrary.Pointer
    /// Whether a producer has taken it over.
    private var isTaken = false

    init(_ library: KafkaLibrary) {
        guard let raw = unsafe library.confNew() else { fatalError("out of memory") }
        self.library = library
        unsafe self.raw = raw
    }

    deinit {
        if !isTaken { unsafe library.confDestroy(raw) }
    }

    /// - Throws: what the library has to say about the name or the value.
    func set(_ setting: KafkaSetting) throws(KafkaError) {
        var text = [CChar](repeating: 0, count: 512)
        let result = unsafe library.confSet(raw, setting.name, setting.value, &text, text.count)
        guard result == 0 else { throw KafkaError(Self.string(text)) }
    }

    /// Makes a producer, whose log and delivery reports are events.
    mutating func makeProducer() throws(KafkaError) -> KafkaLibrary.Pointer {
        try set(KafkaSetting(name: "log.queue", value: "true"))
        unsafe library.confSetEvents(
            raw, CInt(COLLECTOR_KAFKA_DELIVERIES | COLLECTOR_KAFKA_LOG | COLLECTOR_KAFKA_ERROR))
        var text = [CChar](repeating: 0, count: 512)
        let producer: CInt = 0
        guard let made = unsafe library.new(producer, raw, &text, text.count) else {
            throw KafkaError(Self.string(text))
        }
        isTaken = true
        return unsafe made
    }

    private static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension KafkaLibrary {
    /// Checks settings without a broker: one by one, then all together.
    ///
    /// - Returns: what is wrong, with the index of the setting, `nil` for all together.
    func problems(of settings: [KafkaSetting]) -> [(index: Int?, reason: String)] {
        let conf = KafkaConf(self)
        var problems: [(index: Int?, reason: String)] = []
        for (index, setting) in settings.enumerated() {
            do { try conf.set(setting) } catch { problems.append((index, error.description)) }
        }
        guard problems.isEmpty else { return problems }
        // Without brokers, it connects to nobody.
        do {
            var alone = KafkaConf(self)
            for setting in settings where !KafkaSetting.brokers.contains(setting.name) { try alone.set(setting) }
            unsafe destroy(try alone.makeProducer())
        } catch {
            problems.append((nil, error.description))
        }
        return problems
    }

    /// What the library does not list, as it has no default.
    private static let unlisted = [
        "bootstrap.servers", "sasl.mechanism", "sasl.password", "sasl.username", "ssl.ca.location",
        "ssl.certificate.location", "ssl.key.location", "ssl.key.password",
    ]

    /// The names of all settings that somebody may have meant.
    var settingNames: [String] {
        guard let conf = unsafe confNew(), let topicConf = unsafe topicConfNew() else { return [] }
        defer {
            unsafe confDestroy(conf)
            unsafe topicConfDestroy(topicConf)
        }
        return unsafe Self.unlisted + names(confDump, conf) + names(topicConfDump, topicConf)
    }

    private func names(_ dump: Dump, _ conf: Pointer) -> [String] {
        var count = 0
        guard let entries = unsafe dump(conf, &count) else { return [] }
        defer { unsafe confDumpFree(entries, count) }
        // Names and values take turns.
        return stride(from: 0, to: count, by: 2).compactMap { index in
            unsafe entries[index].map { unsafe String(cString: $0) }
        }
    }
}
