// LiveViewFieldsTests.swift: fields of messages in a real terminal: filters and columns made of them.
import Foundation
import TestSupport
import Testing

@Suite("Fields of messages in a terminal", .limited)
struct LiveViewFieldsTests {
    @Test(
        "a JSON message is opened, a field of it becomes a column, then the filter; the next view has the column again")
    func fields() throws {
        let config = try TemporaryFolder()
        let environment = "XDG_CONFIG_HOME=\(config.url.path.shellQuoted)"
        let screen = try TmuxScreen(columns: 100, rows: 30, environment: environment)
        try Sender(to: screen.port, from: "127.0.0.2").send(
            """
            <14>Aug 29 14:03:21 api orders: {"status":200,"user":{"id":8}}
            <11>Aug 29 14:03:21 api orders: {"status":500,"user":{"id":7}}
            <14>status 500 is what this text names

            """)
        try screen.wait("the lines") { $0.contains("this text names") && $0.contains("\"id\":7") }
        try screen.keys("Up", "Enter")
        try screen.wait("the tree") { $0.contains("── fields: JSON ─") && $0.contains(#/│   id +7 /#) }
        // Back from the last field to the first of the object.
        try screen.keys("BTab", "BTab", "BTab", "c")
        try screen.wait("the answer") { $0.contains("column status added; c again removes it") }
        try screen.keys("Enter")
        try screen.wait("the line alone, with its column") { picture in
            picture.contains("stream: field:status=500 ") && picture.contains(" 1 of 3 held")
                && picture.contains(/TIME +PEER +SEV +status +TEXT/) && picture.contains(#/err +500 +orders: /#)
        }
        try screen.keys("a")
        try screen.wait("all lines") { $0.contains(#/inf +200 +orders: /#) && $0.contains(/inf +- +status 500/) }
        try screen.keys("q")
        try screen.expectSaneTerminal()
        let file = config.url.appending(path: "pysyslog-tui/field-columns")
        #expect(try String(contentsOf: file, encoding: .utf8) == "6 status\n")

        let next = try TmuxScreen("--filter 'field:user.id>=8'", columns: 100, rows: 30, environment: environment)
        try Sender(to: next.port, from: "127.0.0.2").send("<14>x user.id=9 status=ok\n<14>y user.id=7\n")
        try next.wait("what the filter lets through, with the column") {
            $0.contains("1 of 2 held") && $0.contains(/inf +ok +x user\.id=9/)
        }
        try next.keys("c", "End", "Space")
        try next.wait("the answer") { $0.contains("column status removed") }
        try next.keys("Escape")
        try next.wait("no titles") { !$0.contains(/TIME +PEER/) && $0.contains(/inf +x user\.id=9/) }
    }
}
