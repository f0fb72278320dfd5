// JSONFormatterTests.swift: records as JSON objects.
import Testing

@testable import CollectorCore

@Suite("A JSON formatter")
struct JSONFormatterTests {
    private func text(
        _ format: String, _ options: FormatterCase.JSONOptions, style: String = "%", message: [UInt8] = Array("hé".utf8)
    ) throws -> String {
        try FormatterCase(format: format, style: style, json: options, message: message).string()
    }

    /// The older dialect, which does not print defaults.
    private let plain = FormatterCase.JSONOptions(dialect: "jsonlogger")

    @Test("prints the fields that the format names, in order, as JSON types")
    func fields() throws {
        let format = "%(levelno)d %(message)s %(msecs)d %(exc_info)s %(args)s %(nosuch)s"
        let expected =
            #"{"levelno": 20, "message": "h\u00e9", "msecs": 7.0, "exc_info": null, "args": [], "nosuch": null}"#
        #expect(try text(format, plain) == expected)
        #expect(try text("${name}", plain, style: "$") == #"{"name": "192.0.2.7"}"#)
        #expect(try text("{name}", plain, style: "{") == #"{"name": "192.0.2.7"}"#)
    }

    @Test("renames in place since 3.0, and to the end before")
    func renames() throws {
        var options = plain
        options.renameFields = ["message": "msg"]
        #expect(try text("%(message)s %(name)s", options) == #"{"name": "192.0.2.7", "msg": "h\u00e9"}"#)
        options.dialect = "json"
        let members = try text("%(message)s %(name)s", options)
        #expect(
            members.hasSuffix(#"tinite": Infinity, "wide": 12, "msg": "h\u00e9", "name": "192.0.2.7"}"#.dropFirst(2)))
    }

    @Test("refuses to rename what the format does not name, where the package drops every record")
    func missingRename() {
        var options = plain
        options.renameFields = ["mesage": "msg"]
        let reason = FormatterCase(format: "%(message)s", json: options).refusal()
        #expect(reason == "cannot rename 'mesage': the format does not name it; did you mean 'message'?")
    }

    @Test("adds static fields, a prefix, and the time in UTC")
    func additions() throws {
        var options = plain
        options.staticFields = ["env": "prod"]
        options.timestamp = "@timestamp"
        options.prefix = "@cee: "
        let expected = #"@cee: {"name": "192.0.2.7", "env": "prod", "@timestamp": "2024-05-06T12:53:20.008000+00:00"}"#
        #expect(try text("%(name)s", options) == expected)
    }

    @Test("writes static arrays and objects")
    func nested() throws {
        let value = FormatValue.object([
            NamedFormatValue(name: "a", value: .array([.integer(1), .null, .boolean(true), .float(0.5)]))
        ])
        let json = JSONFormatterDescription(
            dialect: .json, staticFields: [NamedFormatValue(name: "tags", value: value)])
        let formatter = try Formatter(FormatterDescription(format: "%(message)s", json: json))
        let bound = formatter.bound(to: RouteFacts(loggerName: "a", level: .info))
        let text = String(decoding: bound.literals, as: UTF8.self)
        #expect(text == #"{"message": , "tags": {"a": [1, null, true, 0.5]}}"#)
    }

    @Test("escapes bytes that are not UTF-8, or replaces them where it must not escape")
    func badBytes() throws {
        var options = plain
        #expect(try text("%(message)s", options, message: [0xFF, 0x61]) == #"{"message": "\udcffa"}"#)
        options.ensureASCII = false
        #expect(try text("%(message)s", options, message: [0xFF, 0x61]) == "{\"message\": \"\u{FFFD}a\"}")
    }
}
