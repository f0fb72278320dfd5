// FormatterTests.swift: the output of formats, and the errors for invalid ones.
import Testing

@testable import CollectorCore

@Suite("A formatter")
struct FormatterTests {
    @Test(
        "prints what CPython prints",
        arguments: [
            ("%", "%(levelname)s:%(name)s:%(message)s", "INFO:192.0.2.7:hello"),
            ("%", "%(message)-8s|%(message)8.3s|%(levelno)06.2f", "hello   |     hel|020.00"),
            ("%", "%(levelno)#.3x %(levelno)+d %(levelno)o %(levelno)-5d|", "0x014 +20 24 20   |"),
            ("%", "%%(message)s %(message)08s %(args)s %(exc_info)6s", "%(message)s    hello ()   None"),
            ("%", "%(msecs)03d %(created).3f %(relativeCreated)d", "007 1715000000.008 1000007"),
            ("%", "%(process)d %(processName)s %(threadName)s %(thread)d", "4321 MainProcess MainThread 4321"),
            ("%", "%(peer)s %(peerPort)d %(listener)s %(tlsVersion)s", "192.0.2.7 51234 [::]:1514 TLSv1.3"),
            ("{", "{levelname:08}{levelno:08}{message!r:>9}", "INFO000000000020  'hello'"),
            ("{", "{{{message:*^9}}} {message[0]} {message[9]}|", "{**hello**} h |"),
            ("{", "{levelno:+.1f} {levelno:#b} {levelno:%}", "+20.0 0b10100 2000.000000%"),
            ("{", "{message:>{wide}} {count:014,} {big}", "       hello 00,001,234,567 1e+22"),
            ("$", "$levelname ${message}$$ $created", "INFO hello$ 1715000000.008"),
        ]
    )
    func prints(style: String, format: String, expected: String) throws {
        #expect(try FormatterCase(format: format, style: style).string() == expected)
    }

    @Test("prints the message alone where no format is given", arguments: ["%", "{", "$"])
    func defaultFormat(style: String) throws {
        #expect(try FormatterCase(format: "", style: style).string() == "hello")
    }

    @Test(
        "refuses what could never print, and says why",
        arguments: [
            ("%", "message", "Invalid format 'message' for '%' style"),
            ("%", "%(mesage)s", "Formatting field not found in record: 'mesage'; did you mean 'message'?"),
            ("%", "%(nothingLikeIt)s", "Formatting field not found in record: 'nothingLikeIt'"),
            ("%", "%(message)d", "%d format: a real number is required, not str (field 'message')"),
            ("%", "%(message)f", "must be real number, not str (field 'message')"),
            ("%", "%(created)x", "%x format: an integer is required, not float (field 'created')"),
            ("%", "%(exc_info)d", "%d format: a real number is required, not NoneType (field 'exc_info')"),
            ("%", "%(message)s 100%", "a '%' in a format needs a name: '%(message)s'; '%%' is '%'"),
            ("%", "%(message)s%(name", "incomplete format key"),
            ("%", "%(message)s%(name)z", "unsupported format character 'z' (0x7a) at index 18 (field 'name')"),
            ("%", "%(message)70000s", "width 70000 is too large; the maximum is 65535"),
            ("{", "message", "invalid format: no fields"),
            ("{", "{message", "invalid format: expected '}' before end of string"),
            ("{", "{message}}", "invalid format: Single '}' encountered in format string"),
            ("{", "{a b}", "invalid format: invalid field name/expression: 'a b'"),
            ("{", "{message!z}", "invalid format: invalid conversion: 'z'"),
            ("{", "{message:!}", "invalid format: bad specifier: '!'"),
            ("{", "{Message}", "Formatting field not found in record: 'Message'; did you mean 'message'?"),
            ("{", "{message:d}", "Unknown format code 'd' for object of type 'str' (field 'message')"),
            ("{", "{message:=9}", "'=' alignment not allowed in string format specifier (field 'message')"),
            ("{", "{args:>9}", "unsupported format string passed to tuple.__format__ (field 'args')"),
            ("{", "{message.upper}", "'message.upper': the values of fields have no attributes to print"),
            ("$", "message", "invalid format: no fields"),
            ("$", "$message costs 5$", "invalid format: bare '$' not allowed"),
            ("$", "$MESSAGE", "Formatting field not found in record: 'MESSAGE'; did you mean 'message'?"),
        ]
    )
    func refuses(style: String, format: String, reason: String) {
        #expect(FormatterCase(format: format, style: style).refusal() == reason)
    }

    @Test("applies what CPython's validation would refuse, if that is switched off")
    func unvalidated() throws {
        #expect(try FormatterCase(format: "plain", validate: false).string() == "plain")
        #expect(try FormatterCase(format: "plain", style: "$", validate: false).string() == "plain")
    }

    @Test("lets a default stand for our own attribute, but not for one of Python's")
    func defaults() throws {
        let defaults = [
            NamedFormatValue(name: "peer", value: .string("mine")), NamedFormatValue(name: "name", value: .null),
        ]
        let description = FormatterDescription(format: "%(peer)s %(name)s", defaults: defaults)
        let bound = try Formatter(description).bound(to: RouteFacts(loggerName: "192.0.2.7", level: .info))
        #expect(String(decoding: bound.literals, as: UTF8.self) == "mine 192.0.2.7")
    }

    @Test(
        "passes bytes that are not UTF-8, and counts each as one character",
        arguments: [
            ("%(message)s|", [0xFF, 0x61, 0x7C] as [UInt8]), ("%(message)4s", [0x20, 0x20, 0xFF, 0x61]),
            ("%(message).1s", [0xFF]), ("%(message)r", Array("'\\udcffa'".utf8)),
            ("%(message)a", Array("'\\udcffa'".utf8)),
        ]
    )
    func invalidBytes(format: String, expected: [UInt8]) throws {
        #expect(try FormatterCase(format: format, message: [0xFF, 0x61]).text() == expected)
    }
}
