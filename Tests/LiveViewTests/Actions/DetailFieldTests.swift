// DetailFieldTests.swift: filters made of the parts of a message.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Filters from a message")
struct DetailFieldTests {
    /// The message of sshd, opened.
    private static func scene() -> Scene {
        var scene = Scene()
        scene.receive("<35>Aug 29 14:03:21 fw-core sshd[812]: error: refused (203.0.113.9)", from: "10.0.2.17")
        scene.receive("<30>Aug 29 14:03:22 web-01 nginx[2211]: GET / 200", from: "10.0.2.18")
        scene.tick()
        _ = scene.screen()
        scene.type("g")
        scene.type(.enter)
        _ = scene.screen()
        return scene
    }

    private static func filter(tabs: Int, _ key: Key = .enter) -> String {
        var scene = scene()
        for _ in 0..<tabs { scene.type(.tab) }
        scene.type(key)
        #expect(scene.model.state.overlay == nil)
        return scene.model.state.filter
    }

    @Test("Tab goes through peer, facility, severity, host, app, process and the words; Enter filters by it")
    func fields() {
        let filters = (1...9).map { Self.filter(tabs: $0) }
        #expect(
            filters == [
                "peer:10.0.2.17", "fac:auth", "sev:err", "host:fw-core", "app:sshd", "pid:812", "error", "refused",
                "\"203.0.113.9\"",
            ])
        #expect(Self.filter(tabs: 10) == "peer:10.0.2.17", "round")
    }

    @Test("a word of wide characters is marked over all of its columns")
    func wideWord() {
        var scene = Scene()
        scene.receive("<13>\u{65E5}\u{672C}\u{8A9E}, ok", from: "10.0.2.17")
        scene.tick()
        _ = scene.screen()
        scene.type(.enter)
        let fields = scene.arranged().box?.content.fields ?? []
        #expect(fields.first { $0.subject == .term("\u{65E5}\u{672C}\u{8A9E}") }?.columns == 0..<6)
    }

    @Test("x excludes it")
    func negated() {
        let filters = (1...9).map { Self.filter(tabs: $0, .character("x")) }
        #expect(filters[0] == "!peer:10.0.2.17" && filters[4] == "!app:sshd" && filters[8] == "!\"203.0.113.9\"")
        for (number, filter) in filters.enumerated() {
            var scene = Self.scene()
            scene.type(.escape)
            scene.model.state.setFilter(filter)
            scene.model.refreshFilters()
            let text = scene.screen().text
            #expect(text.contains("1 of 2 held") && text.contains("GET /"), "\(number): \(filter)\n\(text)")
        }
    }

    @Test("a term is added to those that are there; its opposite goes, and twice is once")
    func added() {
        var scene = Self.scene()
        scene.model.state.setFilter("refused !app:sshd sev<=warn")
        for _ in 0..<5 { scene.type(.tab) }
        scene.type(.enter)
        #expect(scene.model.state.filter == "refused sev<=warn app:sshd")
        scene.type(.enter)
        for _ in 0..<5 { scene.type(.tab) }
        scene.type(.enter)
        #expect(scene.model.state.hint?.text == "the filter says that already")
        #expect(scene.model.state.filter == "refused sev<=warn app:sshd")
    }

    @Test("without a field that is selected Enter says how to select one; S-Tab begins at the end")
    func unselected() {
        var scene = Self.scene()
        scene.type(.enter)
        #expect(scene.model.state.hint?.text == "Tab selects a field or a word first")
        scene.type(.backTab, .enter)
        #expect(scene.model.state.filter == "\"203.0.113.9\"")
    }

    @Test("a word that cannot be typed is none that can be selected, and one that looks like a field is quoted")
    func odd() {
        var scene = Scene()
        scene.receive("<6>a\u{1B}[31mb sev<=err OR c:d (ok), !no", from: "10.0.2.17")
        scene.tick()
        _ = scene.screen()
        scene.type("g")
        scene.type(.enter)
        let terms = scene.arranged().box?.content.fields.compactMap { field in
            if case .term(let term) = field.subject { return term }
            return nil
        }
        #expect(terms?.dropFirst(2) == ["\"sev<=err\"", "\"OR\"", "\"c:d\"", "ok", "no"])
    }

    @Test("the selected field is marked where it is shown")
    func marked() {
        var scene = Self.scene()
        for _ in 0..<5 { scene.type(.tab) }
        let screen = scene.screen()
        var marked = ""
        for row in 0..<screen.rows {
            for column in 0..<screen.columns where screen[column, row].style.attributes.contains(.selection) {
                marked += screen[column, row].text
            }
        }
        // The selected line of the stream, whose ends are visible beside the box, is marked too.
        #expect(marked.contains("sshd") && !marked.contains("sshd["))
    }
}
