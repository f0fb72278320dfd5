// FieldKeyTests.swift: keys on the fields of an opened message: filters and columns made of them.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Fields of an opened message")
struct FieldKeyTests {
    private static let json =
        #"<14>Aug 29 14:03:21 api orders[7]: {"status":500,"user":{"id":7,"tags":["a b"]},"note":"x\ny","\u001bk":1}"#

    /// A message, opened, among others.
    private static func scene(_ line: String = json) -> Scene {
        var scene = Scene()
        scene.receive("<14>Aug 29 14:03:21 api orders[7]: {\"status\":200,\"user\":{\"id\":8}}", from: "10.0.0.2")
        scene.receive(line, from: "10.0.0.1")
        scene.receive("<14>status 500", from: "10.0.0.2")
        scene.tick()
        _ = scene.screen(100, 40)
        scene.type(.up, .enter)
        return scene
    }

    /// Presses Tab until the field of this name is selected.
    private static func select(_ path: String, _ scene: inout Scene) throws {
        let fields = try #require(scene.arranged(100, 40).box).content.fields
        for _ in 0..<fields.count {
            scene.type(.tab)
            guard let field = scene.arranged(100, 40).box?.content.field else { continue }
            if case .field(let column, _) = fields[field].subject, column.path == path { return }
        }
        Issue.record("no field \(path) among \(fields)")
    }

    @Test(
        "Enter makes a filter of a field that finds the message again, x the opposite",
        arguments: [
            ("status", "field:status=500"), ("user", "field:user"), ("user.id", "field:user.id=7"),
            ("user.tags", "field:user.tags"), ("note", "field:note=x?y"),
        ])
    func filters(path: String, term: String) throws {
        for (key, filter) in [(Key.enter, term), (.character("x"), "!" + term)] {
            var scene = Self.scene()
            try Self.select(path, &scene)
            scene.type(key)
            #expect(scene.model.state.filter == filter && scene.model.state.overlay == nil)
            let shown = scene.screen(160, 40).text
            #expect(shown.contains("\"\\u001bk\":1") == (key == .enter), "\(filter)\n\(shown)")
        }
    }

    @Test("an element has the name of its array, and a value with blanks is quoted")
    func element() throws {
        var scene = Self.scene()
        try Self.select("user.tags", &scene)
        scene.type(.tab, .enter)
        #expect(scene.model.state.filter == "field:user.tags=\"a b\"")
        #expect(scene.screen(100, 40).text.contains("1 of 3"))
    }

    @Test("a name that cannot be typed is shown escaped, and no key acts on it")
    func oddName() throws {
        var scene = Self.scene()
        #expect(scene.screen(100, 40).text.contains("^[k"))
        let fields = scene.arranged(100, 40).box?.content.fields ?? []
        let paths = fields.compactMap { field in
            if case .field(let column, _) = field.subject { return column.path }
            return nil
        }
        #expect(paths == ["status", "user", "user.id", "user.tags", "user.tags", "note"])
    }

    @Test("p shows the text as it was sent and back, b bytes; the next message is shown in the same way")
    func raw() {
        var scene = Self.scene()
        #expect(scene.screen(100, 40).text.contains("fields: JSON"))
        scene.type("p")
        let raw = scene.screen(100, 40).text
        #expect(!raw.contains("fields: JSON") && raw.contains("\"note\":\"x\\ny\""))
        scene.type(.left)
        #expect(!scene.screen(100, 40).text.contains("fields: JSON"))
        scene.type("b")
        #expect(scene.screen(100, 40).text.contains("raw bytes"))
        scene.type("b")
        #expect(scene.screen(100, 40).text.contains("fields: JSON"))
        scene.type("pp")
        #expect(scene.screen(100, 40).text.contains("fields: JSON"))
    }

    @Test("c gives a field a column of the stream, and takes it away; elsewhere it says what to select")
    func column() throws {
        var scene = Self.scene()
        scene.type("c")
        #expect(scene.model.state.hint?.text.hasPrefix("Tab selects a field of the message first") == true)
        try Self.select("user.id", &scene)
        scene.type("c")
        #expect(scene.model.state.fieldColumns == [FieldColumn("user.id", width: 7)])
        scene.type(.escape)
        let rows = scene.screen(100, 40).text.split(separator: "\n").drop { !$0.contains("stream:") }.dropFirst()
        let rest = rows.map { String($0) }
        #expect(rest[0].hasPrefix("TIME ") && rest[0].contains("PEER ") && rest[0].contains(" user.id  TEXT"))
        let place = try #require(rest[0].range(of: "user.id")).lowerBound.utf16Offset(in: rest[0])
        let values = rest[1...3].map { row in String(Array(row)[place...].prefix { $0 != " " }) }
        #expect(values == ["8", "7", "-"])
        scene.type(.enter)
        try Self.select("user.id", &scene)
        scene.type(.character("c"), .escape)
        #expect(scene.model.state.fieldColumns == [] && !scene.screen(100, 40).text.contains("TIME "))
    }

    @Test("columns of fields are listed with the others, removed there, and remembered")
    func columnsBox() throws {
        var scene = Self.scene()
        scene.model.state.fieldColumns = [FieldColumn("user.id", width: 7), FieldColumn("status", width: 3)]
        scene.type(.escape, "c".keys[0])
        #expect(scene.screen(100, 40).text.contains(/on +user\.id +field of messages/))
        #expect(scene.model.history.fieldColumns == ["7 user.id", "4 status"])
        for _ in 0..<scene.model.tables.columns.stream.count + 1 { scene.type(.down) }
        scene.type(" ")
        #expect(scene.model.state.fieldColumns == [FieldColumn("user.id", width: 7)])
        scene.type(" ")
        #expect(scene.model.state.fieldColumns == [], "the one above has moved into its place")
        scene.type(" ")
        #expect(scene.model.state.hiddenStreamColumns == [.severity])

        var settings = ViewSettings()
        settings.history.fieldColumns = ["7 user.id", "x", "", "99 a b"]
        let model = LiveModel(scene.collector, settings)
        #expect(model.state.fieldColumns == [FieldColumn("user.id", width: 7), FieldColumn("a b", width: 24)])
        #expect(model.history.fieldColumns == ["7 user.id", "24 a b"])
    }

    @Test("of a megabyte of JSON what the view keeps is laid out, and found; what is too deep is said")
    func large() {
        let long = #"<14>{"first":1,"text":""# + String(repeating: "x", count: 1 << 20) + #"","last":2}"#
        var scene = Self.scene(long)
        scene.type(.end)
        #expect(scene.screen(100, 40).text.contains("the rest of the JSON is not here"))
        scene.type(.escape)
        scene.type("ffield:first=1 field:text ")
        #expect(scene.screen(100, 40).text.contains("1 of 3"))

        scene = Self.scene("<14>k=v " + String(repeating: #"{"a":"#, count: 1_000))
        scene.type(.end)
        #expect(scene.screen(100, 40).text.contains("JSON nested deeper than 64: not laid out"))

        scene = Self.scene(#"<14>{"a":["# + String(repeating: "1,", count: 4_000) + "1]}")
        scene.type(.end)
        #expect(scene.screen(100, 40).text.contains(#/│ +4000 +1 /#), "8 KiB do not hold more than is laid out")
    }

    @Test("at most 8 fields have columns, and as many are shown as leave room for the text")
    func manyColumns() throws {
        var scene = Self.scene()
        scene.model.state.fieldColumns = (1...8).map { FieldColumn("name\($0)", width: 10) }
        try Self.select("status", &scene)
        scene.type("c")
        #expect(scene.model.state.fieldColumns.count == 8)
        #expect(scene.model.state.hint?.text.hasPrefix("there are 8 columns of fields already") == true)
        scene.type(.escape)
        for columns in [40, 60, 80, 100, 140, 200] {
            let arranged = scene.arranged(columns, 40)
            let places = arranged.stream.columns
            #expect(places.text.count >= 19 || places.fields.isEmpty, "\(columns)")
            for (left, right) in zip(places.fields, places.fields.dropFirst()) {
                #expect(left.columns.upperBound < right.columns.lowerBound)
            }
        }
    }

    @Test("fields full of controls, of any format, leave the other cells alone")
    func hostile() {
        var generator = SeededGenerator(for: "hostile fields")
        var writer = JSONFieldTests.Writer(generator: generator)
        var (rounds, filters) = (0, 0)
        // Many of these lines have no field.
        while rounds < 100 || filters <= 20 && rounds < 1_000 {
            rounds += 1
            var line = Array("<14>".utf8)
            switch generator.number(0...3) {
            case 0: line += writer.changed(writer.object())
            case 1: line += writer.object().utf8
            default:
                line += generator.pick(["", "CEF:0|a|b|c|d|e|5|", "LEEF:1.0|a|b|c|d|", "1 - - - - - [x y=\""]).utf8
                for _ in 0..<generator.number(0...40) {
                    line +=
                        generator.pick([
                            "k=", "\"", "\\", " ", "\u{1B}[31m", "\u{202E}", "|", "]", "\t", "é", "a", "'", "=",
                        ]).utf8
                    if generator.chance(5) { line.append(UInt8.random(in: 0...255, using: &generator)) }
                }
            }
            var scene = Scene()
            scene.receive(line, from: "10.0.0.1")
            scene.tick()
            scene.model.state.fieldColumns = [FieldColumn("k", width: 6), FieldColumn("a", width: 4)]
            _ = scene.screen()
            scene.type(.enter)
            for (columns, rows) in [(40, 10), (80, 24), (140, 50)] {
                let screen = scene.screen(columns, rows)
                for cell in screen.cells {
                    #expect(
                        cell.text.unicodeScalars.allSatisfy {
                            $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x202E
                        })
                }
            }
            // Whatever is selected, the filter that it makes finds the line.
            for _ in 0...generator.number(0...3) { scene.type(.backTab) }
            scene.type(.enter)
            guard scene.model.state.overlay == nil, scene.model.state.filter.hasPrefix("field:") else { continue }
            filters += 1
            #expect(
                scene.screen().text.contains("1 of 1"),
                "\(scene.model.state.filter) in \(String(decoding: line, as: UTF8.self))")
        }
        #expect(filters > 20, "\(filters)")
    }
}
