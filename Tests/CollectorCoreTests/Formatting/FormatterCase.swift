// FormatterCase.swift: what a test formats, and with which facts.
import Foundation

@testable import CollectorCore

/// One record and its formatter, in the form that `Tests/Oracle/format_oracle.py` reads.
struct FormatterCase: Encodable {
    struct JSONOptions: Encodable {
        var dialect = "json"
        var renameFields: [String: String] = [:]
        var staticFields: [String: String] = [:]
        var timestamp: String?
        var ensureASCII = true
        var prefix = ""

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(dialect, forKey: .dialect)
            try container.encode(renameFields, forKey: .renameFields)
            try container.encode(staticFields, forKey: .staticFields)
            try container.encode(timestamp, forKey: .timestamp)
            try container.encode(ensureASCII, forKey: .ensureASCII)
            try container.encode(prefix, forKey: .prefix)
        }

        private enum CodingKeys: String, CodingKey {
            case dialect, timestamp, prefix
            case renameFields = "rename_fields"
            case staticFields = "static_fields"
            case ensureASCII = "json_ensure_ascii"
        }
    }

    var format = "%(message)s"
    var style = "%"
    var datefmt: String?
    var defaultTime = DefaultTime()
    var validate = true
    var json: JSONOptions?
    var message: [UInt8] = Array("hello".utf8)
    var nanoseconds: Int64 = 1_715_000_000_007_999_999
    var start: Int64 = 1_714_999_000_000_000_000
    var name = "192.0.2.7"
    var levelno = 20
    var peerPort = 51_234
    var process = 4321

    /// The values that `DEFAULTS` has in the oracle.
    static let defaults: [NamedFormatValue] = [
        ("site", .string("Zürich \"1\"")), ("letter", .string("é")), ("count", .integer(1_234_567)),
        ("ratio", .float(-0.04999)), ("big", .float(1e22)), ("tiny", .float(1.5e-7)), ("yes", .boolean(true)),
        ("nothing", .null), ("infinite", .float(.infinity)), ("wide", .integer(12)),
    ].map { NamedFormatValue(name: $0, value: $1) }

    var description: FormatterDescription {
        let options = json.map { json in
            JSONFormatterDescription(
                dialect: json.dialect == "json" ? .json : .jsonlogger,
                renameFields: json.renameFields.sorted { $0.key < $1.key }.map {
                    JSONFormatterDescription.Rename(name: $0.key, newName: $0.value)
                },
                staticFields: json.staticFields.sorted { $0.key < $1.key }.map {
                    NamedFormatValue(name: $0.key, value: .string($0.value))
                },
                timestamp: json.timestamp, ensureASCII: json.ensureASCII, prefix: json.prefix)
        }
        return FormatterDescription(
            format: format, datefmt: datefmt, style: .init(rawValue: Character(style))!, validate: validate,
            defaults: FormatterCase.defaults, json: options, defaultTime: defaultTime)
    }

    var facts: RouteFacts {
        RouteFacts(
            loggerName: name, level: Level(rawValue: levelno), peerPort: UInt16(peerPort), listener: "[::]:1514",
            tlsSubject: "CN=é", tlsVersion: "TLSv1.3")
    }

    func bound() throws(FormatError) -> BoundFormatter {
        let start = WallTime(nanoseconds: start)
        return try Formatter(description, process: ProcessFacts(identifier: process, start: start)).bound(to: facts)
    }

    /// The text of the record.
    func text() throws(FormatError) -> [UInt8] {
        let bound = try bound()
        var layout = RecordLayout()
        var output = ByteBuffer()
        layout.begin(at: WallTime(nanoseconds: nanoseconds))
        layout.add(bound)
        layout.append(message: message.span, as: layout[0], to: &output)
        return output.bytes.array
    }

    /// The same as characters; a bad byte is U+FFFD.
    func string() throws(FormatError) -> String {
        String(decoding: try text(), as: UTF8.self)
    }

    /// The reason for which the format is refused.
    func refusal() -> String? {
        do throws(FormatError) {
            _ = try bound()
            return nil
        } catch {
            return error.reason
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(format, forKey: .format)
        try container.encode(style, forKey: .style)
        try container.encode(datefmt, forKey: .datefmt)
        try container.encode(defaultTime.format, forKey: .timeFormat)
        try container.encode(defaultTime.milliseconds, forKey: .millisecondFormat)
        try container.encode(validate, forKey: .validate)
        try container.encode(json, forKey: .json)
        try container.encode(Data(message).base64EncodedString(), forKey: .message)
        try container.encode(nanoseconds, forKey: .nanoseconds)
        try container.encode(start, forKey: .start)
        try container.encode(name, forKey: .name)
        try container.encode(levelno, forKey: .levelno)
        try container.encode(peerPort, forKey: .peerPort)
        try container.encode(process, forKey: .process)
    }

    private enum CodingKeys: String, CodingKey {
        case timeFormat = "default_time_format"
        case millisecondFormat = "default_msec_format"
        case format, style, datefmt, validate, json, message, nanoseconds, start, name, levelno, peerPort, process
    }
}
