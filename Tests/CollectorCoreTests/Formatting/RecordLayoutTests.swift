// RecordLayoutTests.swift: batches: what is made once, and what each record adds.
import Testing

@testable import CollectorCore

@Suite("A record layout")
struct RecordLayoutTests {
    private let facts = RouteFacts(loggerName: "192.0.2.7", level: .info)

    private func bound(_ format: String, datefmt: String? = nil) throws -> BoundFormatter {
        try Formatter(FormatterDescription(format: format, datefmt: datefmt)).bound(to: facts)
    }

    private func texts(_ layout: inout RecordLayout, _ messages: [String]) -> [String] {
        messages.map { message in
            let bytes = Array(message.utf8)
            var output = ByteBuffer()
            layout.append(message: bytes.span, to: &output)
            return output.bytes.lossyText
        }
    }

    @Test(
        "knows which formats are a prefix, the message and a suffix",
        arguments: [
            ("%(levelname)s:%(message)s!", true), ("%(asctime)s %(msg)s", true), ("%(message)s", true),
            ("%(message)5s", false), ("%(message)r", false), ("%(message)s%(message)s", false),
            ("%(facility)s %(message)s", false), ("%(name)s", false),
        ]
    )
    func plainFormats(format: String, isPlain: Bool) throws {
        #expect(try bound(format).isPlain == isPlain)
    }

    @Test("merges all that is known of a route into one literal")
    func mergesLiterals() throws {
        let bound = try bound("%(levelname)s %(name)s %(process)d %(asctime)s [%(message)s]")
        #expect(bound.pieces.count == 5)
    }

    @Test("prints each record of a batch with what they share")
    func batch() throws {
        var layout = RecordLayout()
        layout.prepare(try bound("%(name)s <%(message)s>"), at: WallTime(nanoseconds: 0))
        #expect(texts(&layout, ["a", "", "b"]) == ["192.0.2.7 <a>", "192.0.2.7 <>", "192.0.2.7 <b>"])
    }

    @Test("reads facility and severity from each line")
    func priorities() throws {
        var layout = RecordLayout()
        layout.prepare(try bound("%(facility)s.%(severity)-7s %(message)s"), at: WallTime(nanoseconds: 0))
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
            layout.prepare(day, at: WallTime(nanoseconds: nanoseconds))
            layout.prepare(standard, at: WallTime(nanoseconds: nanoseconds))
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
                layout.prepare(format, at: WallTime(nanoseconds: second * 1_000_000_000))
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

    @Test("says how much a record may grow")
    func expansion() throws {
        #expect(try bound("%(message)s").expansion == 1)
        #expect(try bound("%(message)s").fixedBytes == 2)
        #expect(try bound("%(message)r %(message)s").expansion == 7)
        // Reads are made so small that this fits: with the bound of any strftime format they were a few lines each.
        #expect(try bound("%(asctime)s %(message)s").fixedBytes < 100)
    }
}
