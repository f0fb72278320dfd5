// KafkaHead.swift: what a record for Kafka has beside its text: topic, key, headers and time.

/// The parts of a record before its value, as sections; `places(in:)` finds them again.
struct KafkaHead: Equatable, Sendable {
    private let topic: [FormatPart]
    /// `nil` for records without a key.
    private let key: [FormatPart]?
    private let hasHeaders: Bool

    /// Fields that have few values.
    private static let topicFields: [RecordField] = [.listener, .facility, .levelname]
    /// Bytes; the limit of brokers.
    static let longestTopic = 249
    /// Topics that one handler may write to.
    static let mostTopics = 100

    /// - Parameters:
    ///   - topic: a format of `%(listener)s`, `%(facility)s` and `%(levelname)s`.
    ///   - key: a format of any fields.
    init(topic: String, key: String?, hasHeaders: Bool) throws(FormatError) {
        self.topic = try Formatter(FormatterDescription(format: topic, validate: false)).parts
        self.key = try key.map { key throws(FormatError) in
            try Formatter(FormatterDescription(format: key, validate: false)).parts
        }
        self.hasHeaders = hasHeaders
        try checkTopic(topic)
    }

    private func checkTopic(_ text: String) throws(FormatError) {
        if text.isEmpty || text == "." || text == ".." { throw FormatError("\"\(text)\" is no name of a topic") }
        let fields = topic.compactMap { part in
            if case .field(let field, _) = part { field } else { nil }
        }
        for field in fields where !Self.topicFields.contains(field) {
            let names = Self.topicFields.map { "%(\($0.rawValue))s" }.joined(separator: ", ")
            throw FormatError(
                "%(\(field.rawValue))s has any number of values, and each would be a topic; a topic may have \(names)")
        }
        if fields.contains(.facility), fields.contains(.levelname) {
            throw FormatError(
                "%(facility)s and %(levelname)s together are more than \(Self.mostTopics) topics; take one of them")
        }
        var length = 0
        for case .literal(let bytes) in topic {
            length += bytes.count
            guard bytes.allSatisfy(Self.isLegal) else {
                throw FormatError("a topic may have ASCII letters, digits, \".\", \"_\" and \"-\" only")
            }
        }
        guard length <= Self.longestTopic else {
            throw FormatError("a topic has at most \(Self.longestTopic) characters, not \(length)")
        }
    }

    private static func isLegal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39,
            UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The name of a topic as brokers take it: illegal characters become underscores, and what is too long is cut.
    static func name(_ topic: Bytes) -> String {
        let bytes = topic.array.prefix(longestTopic).map { isLegal($0) ? $0 : UInt8(ascii: "_") }
        let name = String(decoding: bytes, as: UTF8.self)
        return name.isEmpty || name == "." || name == ".." ? name + "_" : name
    }

    func pieces(for facts: RouteFacts) -> [HeadPiece] {
        var pieces: [HeadPiece] = [.begin, .fields(topic), .end]
        if let key { pieces += [.begin, .fields(key), .end] }
        if hasHeaders {
            for value in [facts.loggerName, facts.listener, facts.tlsSubject] {
                pieces += [.begin, .literal(Array(value.utf8)), .end]
            }
        }
        return pieces + [.milliseconds]
    }

    /// Whether two connections of one peer can get different heads.
    var printsConnection: Bool { hasHeaders || (topic + (key ?? [])).contains(where: \.printsConnection) }

    /// Finds the parts of a record.
    func places(in record: Bytes) -> KafkaPlaces {
        var offset = 0
        func section() -> Range<Int> {
            let start = offset + 4
            offset = start + record.bigEndianNumber(at: offset)
            return start..<offset
        }
        let topic = section()
        let key = key == nil ? nil : section()
        let headers = hasHeaders ? (section(), section(), section()) : nil
        var milliseconds: Int64 = 0
        for index in offset..<offset + 8 { milliseconds = milliseconds << 8 | Int64(record[index]) }
        return KafkaPlaces(
            topic: topic, key: key, headers: headers, milliseconds: milliseconds, value: offset + 8..<record.count)
    }
}
