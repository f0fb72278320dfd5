// SearchTests.swift: what the search prompt accepts, and how it reports a mistake.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Searches")
struct SearchTests {
    @Test("what stands between slashes is an expression, all else a phrase as it stands")
    func meaning() throws {
        #expect(try SearchText.parse("/refused [0-9]/") == .expression(pattern: "refused [0-9]", ignoresCase: false))
        #expect(try SearchText.parse("/a/b/i") == .expression(pattern: "a/b", ignoresCase: true))
        for phrase in ["", "/", "//", "//i", "/var/log", "\"a b\"", "a OR b", "/[unclosed", "peer:10.0.0.1"] {
            #expect(try SearchText.parse(phrase) == .text(phrase))
        }
    }

    @Test("a wrong expression is not taken for a text over the panes either")
    func wrongInBox() {
        var scene = Scene.network()
        _ = scene.screen()
        scene.type("?/")
        scene.type("/(a/")
        #expect(scene.screen().text.contains(" [search] missing closing parenthesis"))
        scene.type(.enter)
        #expect(scene.model.state.prompt?.purpose == .boxSearch && scene.model.state.boxSearch.text == "")
    }

    @Test("a wrong expression is told and underlined, Enter does not take it, and the last good search stays")
    func wrong() {
        var scene = Scene.network()
        _ = scene.screen()
        scene.type("/refused")
        scene.type(.enter)
        let good = scene.arranged().searchResult
        #expect((good?.count ?? 0) > 0)
        scene.type("/  /[unclosed/")
        let picture = scene.screen()
        #expect(picture.text.contains(" [search] missing terminating ]"))
        let row = picture.rows - 3
        let wrong = (0..<picture.columns).filter { picture[$0, row].style.attributes.contains(.underline) }
        #expect(wrong.first == " search>   /[unclose".count, "\(wrong)")
        #expect(scene.arranged().searchResult == good)
        scene.type(.enter)
        #expect(scene.model.state.prompt?.text == "  /[unclosed/" && scene.model.state.search == "refused")
        scene.type(.escape)
        #expect(scene.screen().text.contains("/refused/") && scene.arranged().searchResult?.count == good?.count)
        #expect(!scene.model.state.searchHistory.contains { $0.contains("unclosed") })
        // The same, corrected.
        scene.type("/")
        scene.type("/[r]efused/")
        scene.type(.enter)
        #expect(scene.model.state.prompt == nil && scene.arranged().searchResult?.count == good?.count)
    }
}
