// StreamTextTests.swift: which part of a line is shown as its text.
import Testing

@testable import LiveView

@Suite("The text of a line")
struct StreamTextTests {
    @Test("structured data is shown dimmed behind the message, and alone where there is none")
    func structured() {
        func shown(_ text: String) -> String {
            var scene = Scene()
            scene.receive(text, from: "10.0.0.1")
            // Wide enough for a column of programs.
            return scene.arranged(200).stream.lines[0].content.text[0].map(\.glyph.text).joined()
        }
        #expect(shown("<13>1 - h a - - [timeQuality tzKnown=\"1\"] hello") == "hello  [timeQuality tzKnown=\"1\"]")
        #expect(shown("<13>1 - h a - - [x y=\"1\"]") == "[x y=\"1\"]")
        #expect(shown("<13>1 - h a - - - hello") == "hello")
    }
}
