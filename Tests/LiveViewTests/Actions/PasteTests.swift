// PasteTests.swift: pasted text is never taken for keys.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Pasted text")
struct PasteTests {
    @Test("goes into the line that is typed, at the cursor; what has no room is refused as a whole, and said so")
    func typed() {
        var scene = Scene.network()
        _ = scene.screen()
        scene.type("/ad")
        scene.type(.left)
        #expect(scene.model.apply(.paste("bc")) == .none)
        #expect(scene.model.state.prompt?.text == "abcd" && scene.model.state.prompt?.cursor == 3)
        _ = scene.model.apply(.paste(String(repeating: "x", count: 5_000)))
        #expect(scene.model.state.prompt?.text == "abcd", "the beginning of a filter is another filter")
        #expect(scene.model.state.hint?.text == "too long: a line has 1,000 characters at most")
        _ = scene.model.apply(.paste(String(repeating: "x", count: Prompt.limit - 4)))
        #expect(scene.model.state.prompt?.text.count == Prompt.limit && scene.model.state.hint == nil)
        scene.type("y")
        #expect(scene.model.state.prompt?.text.count == Prompt.limit && scene.model.state.hint != nil)
    }

    @Test("is dropped elsewhere, and said so")
    func dropped() {
        for keys in ["", "?", "q", "B", "D"] {
            var scene = Scene.network()
            _ = scene.screen()
            scene.type(keys)
            let overlay = scene.model.state.overlay
            #expect(scene.model.apply(.paste("query year\n")) == .none)
            #expect(scene.model.state.overlay == overlay)
            #expect(scene.model.state.hint?.text.contains("only taken where something is typed") == true)
        }
    }

    @Test("is one line: controls are blanks, what cannot be seen is left out; a lost end ends it in time")
    func characters() {
        let start = Instant(nanoseconds: 1_000_000_000)
        var paste = PastedText(at: start)
        for scalar in "a\r\n\u{7}b\u{202E}\u{200B}é東\u{9B}".unicodeScalars {
            let isOver = paste.add(scalar.value, at: start)
            #expect(!isOver)
        }
        _ = paste.add(0xD800, at: start)
        #expect(paste.text == "a   bé東 ")
        for _ in 0..<5_000 { _ = paste.add(0x78, at: start) }
        #expect(paste.text.unicodeScalars.count == Prompt.limit + 1, "enough to be seen as too long")
        #expect(paste.text(unlessBusyAt: start.advanced(bySeconds: 1)) == nil)
        #expect(paste.text(unlessBusyAt: start.advanced(bySeconds: 6)) == paste.text)
    }

    @Test("ends with its mark when that comes in pieces, which ncurses takes for keys")
    func pieces() {
        let now = Instant(nanoseconds: 1_000_000_000)
        for (text, expected) in [
            ("", ""), ("ab", "ab"), ("a\u{1B}[201", "a [201"), (String(repeating: "x", count: 1_500), ""),
        ] {
            var paste = PastedText(at: now)
            for scalar in text.unicodeScalars { _ = paste.add(scalar.value, at: now) }
            let ends = "\u{1B}[201~".unicodeScalars.map { paste.add($0.value, at: now) }
            #expect(ends == [false, false, false, false, false, true])
            #expect(paste.text == (expected.isEmpty ? String(text.prefix(Prompt.limit + 1)) : expected))
        }
    }
}
