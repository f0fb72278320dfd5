// LiveViewTimelineTests.swift: the timeline in a terminal: opened, moved along, jumped from, and a filter made of two marks.
import TestSupport
import Testing

@Suite("The timeline on the screen", .limited)
struct LiveViewTimelineTests {
    /// "14:03:05..14:03:10  1,204 lines, 33 of err or worse": the lines under the cursor, and the errors of them.
    private static func selection(_ picture: String) -> (lines: Int, errors: Int)? {
        let words = /\d\d:\d\d:\d\d[.\d]*\.\.\d\d:\d\d:\d\d[.\d]*  ([,\d]+) lines?(?:, ([,\d]+) of err or worse)?/
        guard let found = picture.firstMatch(of: words) else { return nil }
        func number(_ text: Substring?) -> Int { Int((text ?? "0").filter(\.isNumber)) ?? 0 }
        return (number(found.1), number(found.2))
    }

    @Test(
        "the bucket with an error is found, Enter goes to its lines, and two marks show just these",
        arguments: [(80, 24), (140, 40)])
    func walk(columns: Int, rows: Int) throws {
        let screen = try TmuxScreen(columns: columns, rows: rows)
        let steady = try PacedSender(to: screen.port, from: "127.0.0.2", perSecond: 20, "<14>steady as ever")
        let broken = try Sender(to: screen.port, from: "127.0.0.3")
        try screen.wait("the steady one") { $0.contains("steady as ever") }
        try broken.send("<11>raid: disk sdb has failed\n")
        try screen.wait("the error, and some lines after it") { picture in
            let rows = picture.split(separator: "\n")
            let error = rows.lastIndex { $0.contains("raid: disk sdb has failed") }
            return error.map { rows[($0 + 1)...].count { $0.contains("steady as ever") } > 4 } ?? false
        }
        // Nothing moves from here on.
        try screen.keys("Space", "H")
        try screen.wait("the scale and the newest bucket") {
            $0.contains(/max [,\d]+ in \d+m?s/) && Self.selection($0) != nil
        }
        try screen.keys("Home", "e")
        var found = (lines: 0, errors: 0)
        try screen.wait("the bucket with the error") { picture in
            found = Self.selection(picture) ?? found
            return found.errors == 1
        }
        try screen.keys("Enter")
        try screen.wait("its lines") { $0.contains("disk sdb has failed") && Self.selection($0) == nil }
        try screen.keys("BTab", "m", "m")
        try screen.wait("its lines alone, as many as were counted") { picture in
            picture.contains(/filter> time:\d\d:\d\d:\d\d[.\d]*\.\.\d\d:\d\d/)
                && picture.contains(" \(found.lines) of ") && picture.contains("disk sdb has failed")
        }
        try screen.keys("Escape", "H")
        try screen.wait("no timeline") { !$0.contains(/max [,\d]+ in\b/) }
        try steady.stop()
    }
}
