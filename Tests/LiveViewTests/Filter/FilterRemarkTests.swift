// FilterRemarkTests.swift: a valid filter may not mean what was intended.
import Testing

@testable import LiveView

@Suite("What is said of a filter that is right")
struct FilterRemarkTests {
    @Test(
        "a field that does not exist is searched as text, and said to be", arguments: ["colour:red", "!session:root"])
    func unknown(filter: String) {
        let name = filter.drop { $0 == "!" }.prefix { $0 != ":" }
        #expect(FilterParser.remark(on: filter) == "no field \"\(name)\": searched as text")
    }

    @Test(
        "nothing is said of times, addresses, URLs, quoted text and fields",
        arguments: [
            "12:30:01", "2001:db8::1", "dead:beef::1", "fe80::1", "aa:bb:cc:dd:ee:ff", "http://web/", "std::vector",
            "error:", "\"colour:red\"", "host:web", "sev<=err", "timeout", "c:\\temp", "key=value",
        ])
    func fine(filter: String) {
        #expect(FilterParser.remark(on: filter) == nil)
    }

    @Test("it stands on the event line while the filter is typed, and the search goes on")
    func shown() {
        var scene = Scene.network()
        _ = scene.screen()
        scene.type("fcolour:red")
        let screen = scene.screen()
        #expect(screen.text(row: 22) == " [filter] no field \"colour\": searched as text")
        #expect(scene.model.filterInUse == "colour:red")
        scene.type(.enter)
        #expect(scene.model.state.filter == "colour:red")
    }
}
