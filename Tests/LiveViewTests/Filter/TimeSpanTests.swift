// TimeSpanTests.swift: time: in filters: what is read, what it matches, and how it is written.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Filters by time of receipt")
struct TimeSpanTests {
    /// 2026-08-29 14:03:22 two hours east of UTC.
    private static let now: Int64 = 1_788_005_002_000_000_000
    private static let offset = 7_200

    private static func matches(_ filter: String, at nanoseconds: Int64) throws -> Bool {
        let entry = FeedEntry(
            sequence: 1, received: WallTime(nanoseconds: nanoseconds), source: FeedSource(address: "10.0.0.1", port: 1),
            length: 1)
        let matcher = try FilterMatcher(
            FilterParser.parse(filter), FilterContext(now: WallTime(nanoseconds: now), offset: offset))
        #expect(!matcher.dependsOnTime)
        return matcher.matches(entry, [UInt8]("x".utf8).span)
    }

    /// Seconds after 14:03:22 at which a line is let through, and at which it is not.
    static let table: [(filter: String, inside: [Double], outside: [Double])] = [
        ("time:14:03", [-22, 0, 37.999], [-22.001, 38, 86_338]),
        ("time:14:03:22", [0, 0.999, 86_400, -86_400], [-0.001, 1]),
        ("time:14:03:22.5", [0.5, 0.599], [0.499, 0.6]),
        ("time:14:03:22.25..14:03:22.75", [0.25, 0.7], [0.2, 0.75]),
        ("time:14:03..14:05", [-22, 97.999], [-23, 98]),
        ("time:14:03..", [-22, 3_600, 35_797], [-23, 35_798]),
        ("time:..14:03", [-23, -50_000], [-22, 0]),
        ("time:23:50..00:10", [35_198, 36_397], [0, 35_197, 36_398]),
        ("time:23:50..24:00", [35_198, 35_797], [0, 35_798]),
        ("time:12:03Z", [-22, 0], [38]), ("time:12:03..12:05z", [0, 97], [98]), ("time:12:03Z..12:05Z", [0], [98]),
        ("time:2026-08-29", [0, -50_602, 35_797], [-50_603, 35_798, 86_400]),
        ("time:2026-08-29T14:03", [0], [38, 86_400, -86_400]),
        ("time:2026-08-29T14:03..14:05", [0, 97], [98, 86_400]),
        ("time:2026-08-29T23:50..00:10", [35_198, 36_397], [36_398, -51_202]),
        ("time:2026-08-28..2026-08-30", [0, -86_400], [35_798]),
        ("time:2026-08-29T14:03..", [0, 900_000], [-23]), ("time:..2026-08-29T14:03", [-23, -900_000], [-22]),
        ("time:14:03,14:05", [0, 98], [38]), ("!time:14:03", [38], [0]),
        ("time:14:03 time:14:03:22", [0], [1]), ("time:2026-08-29T12:03Z", [0], [38]),
    ]

    @Test("matches from its beginning up to, not including, its end", arguments: table)
    func matching(row: (filter: String, inside: [Double], outside: [Double])) throws {
        for seconds in row.inside {
            #expect(try Self.matches(row.filter, at: Self.now + Int64(seconds * 1_000) * 1_000_000), "\(seconds)")
        }
        for seconds in row.outside {
            #expect(try !Self.matches(row.filter, at: Self.now + Int64(seconds * 1_000) * 1_000_000), "\(seconds)")
        }
        // No time that a wrong clock can show is too far.
        for time in [Int64.min, .max, 0, -1] { _ = try Self.matches(row.filter, at: time) }
    }

    @Test(
        "is refused where it is none",
        arguments: [
            "", "14", "14:3", "25:00", "14:60", "14:03:60", "14:03:", "14:03:20.", "24:00", "24:01", "..",
            "14:03...14:05",
            "14:05..14:05", "2026-08-29T14:05..2026-08-29T14:03", "14:03..2026-08-29T14:05", "2026-13-01", "2026-02-30",
            "2026-08-29T", "T14:03", "26-08-29", "2026-08-29T14:03T14:05", "-1:00", "1４:03", "14:03:20.1234567890",
        ])
    func wrong(text: String) {
        #expect(throws: FilterProblem.self) { try FilterParser.parse("time:" + text) }
        #expect(throws: FilterProblem.self) { try FilterParser.parse("time<14:03") }
    }

    @Test("is written as it is read, and means the same lines")
    func writing() throws {
        var generator = SeededGenerator(for: "spans of time")
        for _ in 0..<2_000 {
            let units: [Int64] = [10_000_000, 1_000_000_000, 60_000_000_000, 3_600_000_000_000, 86_400_000_000_000]
            let unit = generator.pick(units)
            let start = (Self.now / unit + Int64(generator.number(-100...100))) * unit
            let end = start + unit * Int64(generator.number(1...50))
            let bounds = generator.pick([start..<end, Int64.min..<end, start..<Int64.max])
            let margin = Int64(generator.number(0...200_000)) * TimeSpan.second
            let held = generator.chance(80) ? start - margin...end + margin : nil
            let isUTC = generator.chance(50)
            let span = TimeSpan(bounds, among: held, isUTC: isUTC, offset: Self.offset)
            let text = "time:\(span)"
            let read = FilterNode(kind: .term(.time([span])), range: 0..<text.count)
            #expect(try FilterParser.parse(text).kind == .all([read]))
            let ends: [Int64] = [start - 1, start, (start + end) / 2, end - 1, end]
            for time in ends + [held?.lowerBound ?? start, held?.upperBound ?? start] {
                let matches = try Self.matches(text, at: time)
                #expect(matches == bounds.contains(time), "\(text) at \(time - start)")
            }
            #expect(span.covers(bounds, offset: Self.offset))
            if bounds.lowerBound != .min, bounds.upperBound != .max {
                #expect(!span.covers(start - 1..<end, offset: Self.offset))
                #expect(!span.covers(start..<end + 1, offset: Self.offset))
                #expect(span.hull(in: start...end - 1, offset: Self.offset) == bounds)
            }
        }
    }

    @Test("of two marks takes the place of one that lets all of it through, and of no other")
    func edits() throws {
        let span = try #require(TimeSpan("14:03..14:05"))
        func edit(_ text: String) -> String {
            let range = span.hull(in: Self.now...Self.now, offset: Self.offset)!
            return FilterEdit.onlyTime(span, in: text) { $0.covers(range, offset: Self.offset) }
        }
        #expect(edit("") == "time:14:03..14:05")
        #expect(edit("up time:14:00..15:00 !time:14:04") == "up !time:14:04 time:14:03..14:05")
        #expect(edit("time:14:04..15:00") == "time:14:04..15:00 time:14:03..14:05")
        #expect(edit("time:2026-08-29") == "time:14:03..14:05")
        #expect(edit("up OR down") == "(up OR down) time:14:03..14:05")
    }

    @Test("days are counted as the calendar does")
    func calendar() {
        for days in stride(from: -200_000, through: 200_000, by: 37) {
            let date = CivilDate(daysSinceEpoch: days)
            #expect(date.daysSinceEpoch == days)
            #expect(CivilDate(year: date.year, month: date.month, day: date.day) == date)
        }
        #expect(CivilDate(year: 2026, month: 2, day: 29) == nil && CivilDate(year: 2024, month: 2, day: 29) != nil)
    }
}
