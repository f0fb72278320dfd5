// RecordLayoutTests.swift: what is formatted once per batch, and what once per record.
import Testing

@testable import CollectorCore

@Suite("A record layout")
struct RecordLayoutTests {
    private let facts = RouteFacts(loggerName: "192.0.2.7", level: .info)

    private func bound(_ format: String, datefmt: String? = nil) throws -> BoundFormatter {
        try Formatter(FormatterDescription(format: format, datefmt: datefmt)).bound(to: facts)
    }

    /// A layout with one form.
    private func prepare(_ layout: inout RecordLayout, _ bound: BoundFormatter, at nanoseconds: Int64 = 0) {
        layout.begin(at: WallTime(nanoseconds: nanoseconds))
        layout.add(bound)
    }

    private func texts(_ layout: inout RecordLayout, _ messages: [String], form: Int = 0) -> [String] {
        messages.map { message in
            let bytes = Array(message.utf8)
            var output = ByteBuffer()
            layout.append(message: bytes.span, as: layout[form], to: &output)
            return output.bytes.lossyText
        }
    }

    @Test(
        "knows which formats are a prefix, the message and a suffix",
        arguments: [
            ("%(levelname)s:%(message)s!", .str), ("%(asctime)s %(msg)s", .str), ("%(message)s", .str),
            ("%(message)r", .repr), ("%(message)5s", nil), ("%(message).5s", nil), ("%(message)s%(message)s", nil),
            ("%(facility)s %(message)s", nil), ("%(name)s", nil),
        ] as [(String, TextConversion?)]
    )
    func wrappedMessages(format: String, conversion: TextConversion?) throws {
        #expect(try bound(format).wrapped == conversion)
    }

    @Test("merges all that is known of a route into one literal")
    func mergesLiterals() throws {
        let bound = try bound("%(levelname)s %(name)s %(process)d %(asctime)s [%(message)s]")
        #expect(bound.pieces.count == 5)
    }

    @Test("prints each record of a batch with what they share")
    func batch() throws {
        var layout = RecordLayout()
        prepare(&layout, try bound("%(name)s <%(message)s>"))
        #expect(texts(&layout, ["a", "", "b"]) == ["192.0.2.7 <a>", "192.0.2.7 <>", "192.0.2.7 <b>"])
    }

    @Test("has several forms at a time, each with what is its own")
    func forms() throws {
        var layout = RecordLayout()
        layout.begin(at: WallTime(nanoseconds: 0))
        for format in ["<%(message)s>", "%(message)r!", "%(message)3s|%(message)s", "%(name)s"] {
            layout.add(try bound(format))
        }
        for _ in 0..<2 {
            #expect(texts(&layout, ["a", "b"], form: 0) == ["<a>", "<b>"])
            #expect(texts(&layout, ["a'"], form: 1) == ["\"a'\"!"])
            #expect(texts(&layout, ["a"], form: 2) == ["  a|a"])
            #expect(texts(&layout, ["a"], form: 3) == ["192.0.2.7"])
        }
    }

    @Test("reads facility and severity from each line")
    func priorities() throws {
        var layout = RecordLayout()
        prepare(&layout, try bound("%(facility)s.%(severity)-7s %(message)s"))
        let lines = ["<34>a", "<191>b", "<192>c", "d", "<>", "<7", "<1234>e", "<0>"]
        let expected = [
            "auth.crit    <34>a", "local7.debug   <191>b", ".        <192>c", ".        d", ".        <>",
            ".        <7",
            ".        <1234>e", "kern.emerg   <0>",
        ]
        #expect(texts(&layout, lines) == expected)
    }

    @Test("asks for the time of a second once, for all formatters that share it")
    func timeIsCached() throws {
        let day = try bound("%(asctime)s %(message)s", datefmt: "%d")
        let standard = try bound("%(asctime)s %(message)s")
        var layout = RecordLayout()
        for nanoseconds in stride(from: Int64(0), to: 2_000_000_000, by: 125_000_000) {
            prepare(&layout, day, at: nanoseconds)
            prepare(&layout, standard, at: nanoseconds)
            let milliseconds = String(1000 + nanoseconds / 1_000_000 % 1000).dropFirst()
            #expect(texts(&layout, ["x"])[0].hasSuffix(",\(milliseconds) x"))
        }
        #expect(layout.timeRenderings == 4)
    }

    @Test("stays right with more time formats than it caches")
    func manyTimeFormats() throws {
        let formats = try (0..<40).map { try bound("%(asctime)s%(message)s", datefmt: "n\($0)-%s") }
        var layout = RecordLayout()
        for second in [Int64(1), 1, 2] {
            for (number, format) in formats.enumerated() {
                prepare(&layout, format, at: second * 1_000_000_000)
                #expect(texts(&layout, ["!"]) == ["n\(number)-\(second)!"])
            }
        }
    }

    @Test("truncates milliseconds, computed from a double that may round up the second")
    func milliseconds() throws {
        let one = FormatterCase(format: "%(msecs)d %(asctime)s", datefmt: "%S", nanoseconds: 1_699_999_999_999_999_999)
        #expect(try one.string() == "0 20")
    }

    @Test(
        "copies directives that strftime does not know, and a lone percent sign",
        arguments: [
            ("%f", "%f"), ("%Q%%", "%Q%"), ("%", "%"), ("é", "é"), ("%300d", String(repeating: "0", count: 298) + "06"),
        ]
    )
    func strftime(datefmt: String, expected: String) throws {
        #expect(try FormatterCase(format: "%(asctime)s", datefmt: datefmt).string() == expected)
    }

    @Test("refuses a datefmt with a NUL")
    func nulInDatefmt() {
        #expect(FormatterCase(datefmt: "a\0b").refusal() == "datefmt contains a NUL character")
    }

    @Test(
        "says how much a record may grow, and how much a byte that may have been escaped in its frame",
        arguments: [
            ("%(message)s", 1, 4, 0), ("%(message)r %(message)s", 7, 10, 3), ("%(message)65535s", 1, 4, 65_535),
            ("%(name)s %(message)10s", 1, 4, 20),
        ]
    )
    func growth(format: String, expansion: Int, growth: Int, fixedBytes: Int) throws {
        let bound = try bound(format)
        #expect(bound.expansion == expansion)
        #expect(bound.growth == growth)
        #expect(bound.fixedBytes == fixedBytes)
    }

    @Test(
        "allows for a time of any length that its format can give, and for little more",
        arguments: [
            "%Y-%m-%dT%H:%M:%S%z", "%c", "%A, %d. %B %Y %I:%M:%S %p %Z", "%300d", "%-5000Y%%", "%+%c%Ec%E%x",
            "%s %F %T %D %R",
            "%f %Q é", "%", "%E", "%_10H%^a%#Z",
        ]
    )
    func timeBound(datefmt: String) throws {
        let bound = try bound("%(asctime)s", datefmt: datefmt)
        var layout = RecordLayout()
        // From 1700 to 2260, at every hour, day, month and season.
        for number in -200..<200 as Range<Int64> {
            prepare(&layout, bound, at: number * 44_444_444_444_444_321)
            #expect(texts(&layout, [""])[0].utf8.count <= bound.fixedBytes, "\(number)")
        }
        #expect(bound.fixedBytes < 6_000)
    }

    @Test("refuses fields that would make every record longer than a queue can hold")
    func widths() throws {
        let wide = String(repeating: "%(message)65535s", count: 17)
        #expect(try bound(wide).fixedBytes == 17 * 65_535)
        #expect(throws: FormatError.self) { try bound(String(repeating: "%(message)65535s", count: 257)) }
    }
}
