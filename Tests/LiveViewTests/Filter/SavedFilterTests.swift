// SavedFilterTests.swift: named filters: their file, and the keys for them.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Saved filters")
struct SavedFilterTests {
    private static let file = """
        # of the night shift
        prod-errors\tsev<=err  !peer:10.9.0.0/16
        alone
        web host:web-*

        web host:other
        bad/name x

        """

    @Test("a file is read line by line; what is no filter is told with its line, and kept byte for byte")
    func reading() {
        let bytes = Array(Self.file.utf8) + [0xFF, 0xFE, 10]
        var saved = SavedFilters(bytes)
        #expect(
            saved.filters == [
                SavedFilter(name: "prod-errors", text: "sev<=err  !peer:10.9.0.0/16"),
                SavedFilter(name: "web", text: "host:web-*"),
            ])
        #expect(saved.problems.map { $0.prefix(6) } == ["line 3", "line 6", "line 7", "line 8"])
        #expect(saved.bytes == bytes)
        saved.apply(.put(SavedFilter(name: "web", text: "host:w*")))
        saved.apply(.put(SavedFilter(name: "new", text: "a\nb")))
        saved.apply(.remove(name: "prod-errors"))
        let expected = "# of the night shift\nalone\nweb host:w*\n\nweb host:other\nbad/name x\n"
        #expect(saved.bytes == Array(expected.utf8) + [0xFF, 0xFE, 10] + Array("new a b\n".utf8))
    }

    @Test("any bytes are read, and written back as they were")
    func anything() {
        var generator = SeededGenerator(for: "saved filters")
        for _ in 0..<2_000 {
            let bytes = (0..<generator.number(0...40)).map { _ -> UInt8 in
                generator.pick([10, 32, 9, 97, 98, 64, 35, 0, 255, 13])
            }
            let saved = SavedFilters(bytes)
            #expect(saved.bytes == (bytes.isEmpty || bytes.last == 10 ? bytes : bytes + [10]))
        }
    }

    @Test("@name stands for a filter; one that is not there is answered with those that are")
    func resolving() throws {
        let saved = SavedFilters(Array("b x\na sev<=err\n".utf8))
        #expect(try saved.resolve("@a") == "sev<=err")
        #expect(try saved.resolve("@a b") == "@a b")
        #expect(try saved.resolve("@") == "@")
        #expect(try saved.resolve("\"@c\"") == "\"@c\"")
        do throws(FilterProblem) {
            _ = try saved.resolve("@c")
            Issue.record("there is no c")
        } catch {
            #expect(error.reason == "no saved filter is named c (known: a, b); to find the text, quote it")
        }
    }

    @Test("a filter is saved under a name, used, added, edited and deleted from the overlay")
    func keys() {
        var scene = Scene.network(filter: "sev<=err")
        _ = scene.screen()
        scene.type("Bs")
        scene.type("no/name")
        #expect(scene.model.handle(.enter) == .none)
        #expect(scene.model.state.prompt != nil && scene.model.state.hint != nil)
        scene.type(.control("u"))
        scene.type("worst")
        scene.save(.enter)
        #expect(scene.model.state.saved["worst"] == "sev<=err")
        // Space removes its terms, and adds them to others.
        scene.type(.end, .character(" "))
        #expect(scene.model.state.filter == "")
        scene.type("n")
        scene.type("nginx")
        scene.type(.enter, .end, .character(" "))
        #expect(scene.model.state.filter == "nginx sev<=err")
        // Enter uses it alone, and closes the overlay.
        scene.type(.end, .enter)
        #expect(scene.model.state.filter == "sev<=err" && scene.model.state.overlay == nil)
        // For another filter of that name, a question is asked.
        scene.type("a]Bn")
        scene.type("nginx")
        scene.type(.enter, .character("s"))
        scene.type("worst")
        scene.save(.enter)
        #expect(scene.model.state.overlay == .question(.replaceFilter(SavedFilter(name: "worst", text: "nginx"))))
        scene.save(.character("n"))
        #expect(scene.model.state.saved["worst"] == "sev<=err")
        scene.type(.end, .character("d"))
        scene.save(.character("y"))
        #expect(scene.model.state.saved.filters.isEmpty)
        #expect(scene.screen().text.contains("Filters change this view only."))
    }

    @Test("a term keeps its row when it is switched off, and twice Space changes nothing")
    func twice() {
        let filter = "healthz !foo sev<=info"
        for row in 0..<3 {
            var scene = Scene.network(filter: filter)
            _ = scene.screen()
            scene.type("B" + String(repeating: "j", count: row))
            let rows = scene.model.state.filterRows.count
            scene.type(" ")
            #expect(scene.model.state.filterRows.count == rows && scene.model.state.shelved.map(\.row) == [row])
            scene.type(" ")
            #expect(scene.model.state.filter == filter && scene.model.state.shelved == [], "row \(row)")
        }
        var scene = Scene.network(filter: filter)
        _ = scene.screen()
        scene.type("B j j ")
        #expect(scene.model.state.filter == "" && scene.model.state.shelved.map(\.row) == [0, 1, 2])
        scene.type("k k ")
        #expect(scene.model.state.filter == "healthz !foo" && scene.model.state.shelved.map(\.text) == ["sev<=info"])
    }

    @Test("the marker of the peers is not shown beside a box, where it would look like the box's cursor")
    func marker() {
        var scene = Scene.network(filter: "a b")
        _ = scene.screen()
        scene.type(.tab, .character("j"))
        #expect(scene.screen().text.contains("▸"))
        scene.type("B")
        #expect(!scene.screen().text.contains("▸"))
    }

    @Test("Enter on a term edits it where it stands; a term that is off comes back to be edited")
    func editing() {
        var scene = Scene.network(filter: "refused sev<=err nginx")
        _ = scene.screen()
        scene.type("Bj")
        scene.type(.enter, .backspace, .backspace, .backspace)
        scene.type("warn")
        scene.type(.enter)
        #expect(scene.model.state.filter == "refused sev<=warn nginx")
        scene.type(.home, .character(" "), .home, .enter, .enter)
        #expect(scene.model.state.filter == "sev<=warn nginx refused" && scene.model.state.shelved == [])
    }

    @Test("@name is taken in the filter line, with a preview; an unknown one changes nothing")
    func typing() {
        var scene = Scene.network()
        scene.model.state.saved = SavedFilters(Array("fw peer:192.168.40.5\n".utf8))
        _ = scene.screen()
        scene.type("f@f")
        #expect(scene.arranged().problem?.reason.contains("known: fw") == true)
        scene.type("w")
        #expect(scene.arranged().counts.matches == 8)
        scene.type(.enter)
        #expect(scene.model.state.filter == "peer:192.168.40.5")
    }

    @Test("a saved filter that says nothing is shown as such, not used")
    func wrong() {
        var scene = Scene.network()
        scene.model.state.saved = SavedFilters(Array("old sev<=loud\n".utf8))
        _ = scene.screen()
        for key in [Key.enter, .character(" ")] {
            scene.type("B")
            scene.type(key)
            #expect(scene.model.state.filter == "")
            #expect(scene.model.state.hint?.text.contains("unknown severity") == true)
            scene.type(.escape)
        }
    }

    @Test("a watch and a colour stand behind the name; a file without them reads as before")
    func marks() {
        let file = "night:watch,red sev<=err\nfw:blue peer:192.168.40.5\nold:watch x\nplain y\n"
        var saved = SavedFilters(Array(file.utf8))
        #expect(saved.filters.map(\.isWatched) == [true, false, true, false])
        #expect(saved.filters.map(\.colour) == [.red, .blue, nil, nil])
        #expect(saved.filters.map(\.name) == ["night", "fw", "old", "plain"] && saved.problems.isEmpty)
        #expect(saved["night"] == "sev<=err")
        #expect(saved.bytes == Array(file.utf8))
        saved.apply(.watch(name: "night", false))
        saved.apply(.colour(name: "plain", .cyan))
        saved.apply(.watch(name: "plain", true))
        saved.apply(.colour(name: "fw", nil))
        saved.apply(.watch(name: "gone", true))
        #expect(
            saved.bytes
                == Array("night:red sev<=err\nfw peer:192.168.40.5\nold:watch x\nplain:watch,cyan y\n".utf8))
    }

    @Test("an edited filter stays watched and keeps its colour; under another name it does so by hand")
    func marksSurvive() {
        var saved = SavedFilters(Array("night:watch,red sev<=err\n".utf8))
        saved.apply(.put(SavedFilter(name: "night", text: "sev<=crit")))
        #expect(saved.bytes == Array("night:watch,red sev<=crit\n".utf8))
        saved = SavedFilters(Array(String(decoding: saved.bytes, as: UTF8.self).replacing("night", with: "day").utf8))
        #expect(saved.filters.first?.name == "day")
        #expect(saved.filters.first?.isWatched == true && saved.filters.first?.colour == .red)
    }

    @Test(
        "what is no watch and no colour is told, and the line is kept",
        arguments: ["a: x", "a:blink x", "a:watch,watch x", "a:red,blue x", "a:watch:red x", ":watch x", "a:watch"])
    func wrongMarks(line: String) {
        let saved = SavedFilters(Array((line + "\n").utf8))
        #expect(saved.filters.isEmpty && saved.problems.count == 1)
        #expect(saved.bytes == Array((line + "\n").utf8))
    }

    @Test("c goes through all colours and back to none")
    func colours() {
        var colours: [FilterColour?] = [nil]
        repeat {
            colours.append(FilterColour.next(after: colours.last!))
        } while colours.last! != nil && colours.count < 20
        #expect(colours.dropFirst().dropLast().compactMap { $0 } == FilterColour.allCases)
        // Each sign tells its colour where there are none.
        #expect(Set(FilterColour.allCases.map(\.sign)).count == FilterColour.allCases.count)
    }
}
