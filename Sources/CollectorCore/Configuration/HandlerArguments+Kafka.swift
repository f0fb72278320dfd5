// HandlerArguments+Kafka.swift: the arguments of the handler that writes to Kafka; librdkafka itself checks its settings.

extension HandlerArguments {
    mutating func kafka() -> KafkaArguments {
        var arguments = KafkaArguments(
            topic: read("topic", "", Setting.topic), key: readUnlessNull("key", nil, Setting.key),
            hasHeaders: truth("headers", false), settings: [], library: readUnlessNull("library", nil, Setting.library))
        guard let setting = constructor["kafka"] else { return arguments }
        let entries: [(setting: Setting, entry: KafkaSetting)]
        do throws(ConfigurationProblem) {
            entries = try kafkaEntries(setting)
        } catch {
            problems.append(error)
            return arguments
        }
        arguments.settings = entries.map(\.entry)
        check(arguments, entries.map(\.setting), setting)
        return arguments
    }

    private mutating func kafkaEntries(
        _ setting: Setting
    ) throws(ConfigurationProblem) -> [(setting: Setting, entry: KafkaSetting)] {
        var entries: [(setting: Setting, entry: KafkaSetting)] = []
        for member in try setting.object().members {
            let value = Setting(path: Setting.path(setting.path, member.key), value: member.value)
            do throws(ConfigurationProblem) {
                let entry = KafkaSetting(name: member.key, value: try value.kafkaText())
                if let reason = entry.refusal { throw value.problem(reason) }
                entries.append((value, entry))
            } catch {
                problems.append(error)
            }
        }
        return entries
    }

    /// Has librdkafka look at everything, without a broker.
    private mutating func check(_ arguments: KafkaArguments, _ settings: [Setting], _ whole: Setting) {
        if !arguments.settings.contains(where: { KafkaSetting.brokers.contains($0.name) && !$0.value.isEmpty }) {
            problems.append(
                whole.problem(
                    "\"bootstrap.servers\" is missing: the brokers, as \"a.example.com:9092,b.example.com:9092\""))
        }
        let library: KafkaLibrary
        do throws(KafkaError) {
            library = try KafkaLibrary.load(arguments.library)
        } catch {
            let place = constructor["library"] ?? whole
            return problems.append(place.problem(error.description))
        }
        let own = KafkaArguments.defaults.count
        for problem in library.problems(of: KafkaArguments.defaults + arguments.settings) {
            guard let index = problem.index, index >= own else {
                problems.append(whole.problem(problem.reason))
                continue
            }
            let hint = suggestion(for: arguments.settings[index - own].name, among: library.settingNames)
            let isUnknown = problem.reason.hasPrefix("No such configuration property")
            problems.append(settings[index - own].problem(problem.reason + (isUnknown ? hint : "")))
        }
    }
}

extension KafkaArguments {
    /// What differs from librdkafka's own defaults: nothing is given up by itself, and Java's clients find the same
    /// partition for a key.
    static let defaults: [KafkaSetting] = [
        ("acks", "all"), ("enable.idempotence", "true"), ("message.timeout.ms", "0"), ("linger.ms", "50"),
        ("partitioner", "murmur2_random"), ("queue.buffering.max.messages", "10000"),
        ("reconnect.backoff.max.ms", "10000"), ("log.connection.close", "false"), ("client.id", "pysyslog"),
    ].map { KafkaSetting(name: $0.0, value: $0.1) }

    /// The settings of a producer; the last of equal names is in force.
    var allSettings: [KafkaSetting] { Self.defaults + settings }
}

extension KafkaSetting {
    /// Why this setting cannot be had, if that is so.
    fileprivate var refusal: String? {
        switch name {
        case "delivery.report.only.error":
            "without reports of deliveries nothing can be said of them; leave it out"
        case "enable.gapless.guarantee":
            "it makes every error a fatal one, whereas pysyslog sends again what failed; leave it out"
        case "transactional.id": "pysyslog does not use transactions; leave it out"
        case "acks", "request.required.acks":
            value == "0" ? "with 0, no broker acknowledges anything, so that nothing can be said of deliveries" : nil
        default: nil
        }
    }
}

extension Setting {
    /// A value for librdkafka, which takes texts.
    fileprivate func kafkaText() throws(ConfigurationProblem) -> String {
        switch value.kind {
        case .bool(let truth): return truth ? "true" : "false"
        case .integer(let number): return String(number)
        case .number(let number): return String(number)
        case .string(let text) where !text.unicodeScalars.contains("\0"): return text
        default: throw expected("a text, a number, true or false")
        }
    }

    fileprivate func topic() throws(ConfigurationProblem) -> String {
        let text = try name(of: "the name of a topic")
        return try checked(text) { () throws(FormatError) in try KafkaHead(topic: text, key: nil, hasHeaders: false) }
    }

    fileprivate func key() throws(ConfigurationProblem) -> String? {
        let text = try text(as: "a format, such as \"%(name)s\", or null")
        return try checked(text) { () throws(FormatError) in try KafkaHead(topic: "topic", key: text, hasHeaders: false)
        }
    }

    private func checked(
        _ text: String, _ compile: () throws(FormatError) -> KafkaHead
    ) throws(ConfigurationProblem) -> String {
        do throws(FormatError) {
            _ = try compile()
            return text
        } catch {
            throw problem("\(quoted(text)): \(error.reason)")
        }
    }

    fileprivate func library() throws(ConfigurationProblem) -> String? {
        let path = try name(of: "the path of librdkafka")
        guard path.utf8.first == UInt8(ascii: "/") else { throw expected("the absolute path of librdkafka") }
        return path
    }
}
