// KeyTableTests.swift: the table of keys, and the help made from it.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Keys")
struct KeyTableTests {
    /// What can be open, and which contexts of keys apply then.
    static let states: [ViewState] = {
        var states = [ViewState(), ViewState()]
        states[1].focus = .peers
        let overlays: [Overlay] = [
            .help(scroll: 0), .handlers(row: 1), .handler(name: "stdout", row: 1, scroll: 0),
            .detail(sequence: 1, as: .laidOut, scroll: 0),
            .filters(selection: 0), .messages(scroll: nil), .refusals(scroll: 0),
            .columns(selection: 0), .kinds(KindsPage()), .question(.quit),
        ]
        for overlay in overlays {
            var state = ViewState()
            state.overlay = overlay
            states.append(state)
        }
        var typing = ViewState()
        typing.prompt = Prompt(.filter)
        var timeline = ViewState()
        timeline.timeline = TimelineCursor()
        timeline.focus = .timeline
        return states + [timeline, typing]
    }()

    @Test("no key is bound twice in a context, nor in two contexts that count together")
    func unique() {
        for state in Self.states {
            let contexts = KeyTable.contexts(in: state)
            let keys = KeyTable.bindings.filter { contexts.contains($0.context) }.flatMap(\.keys)
            let doubles = Dictionary(grouping: keys) { $0 }.filter { $0.value.count > 1 }.keys.map(\.name)
            #expect(doubles == [], "in \(contexts)")
        }
    }

    @Test("every key does what its row of the table says")
    func everyRow() {
        for state in Self.states {
            for context in KeyTable.contexts(in: state) {
                for binding in KeyTable.bindings where binding.context == context {
                    for (place, key) in binding.keys.enumerated() {
                        let expected = binding.action == .sort(1) ? .sort(place + 1) : binding.action
                        #expect(KeyTable.action(for: key, in: state) == expected, "\(key.name) in \(context)")
                    }
                }
            }
        }
    }

    @Test("only y agrees to what is asked: Enter, and any key without a meaning, is no")
    func questions() {
        var state = ViewState()
        state.overlay = .question(.quit)
        for key in [Key.enter, .escape, .tab, .down, .function(7)] + "nxe ".map(Key.character) {
            #expect(KeyTable.action(for: key, in: state) == .no, "\(key.name)")
        }
        for key in "yY".map(Key.character) { #expect(KeyTable.action(for: key, in: state) == .yes) }
    }

    @Test("keys that are kept free mean nothing in the panes")
    func reserved() {
        for character in KeyTable.reserved {
            for state in Self.states.prefix(2) {
                #expect(KeyTable.action(for: .character(character), in: state) == nil)
            }
        }
        for key in [Key.control("s"), .control("q")] {
            for state in Self.states { #expect([nil, .no].contains(KeyTable.action(for: key, in: state))) }
        }
    }

    @Test("the help names every key of the panes, and fits its columns")
    func help() {
        var scene = Scene.network()
        _ = scene.screen(200, 200)
        scene.type("?")
        let text = scene.screen(200, 200).text
        for binding in KeyTable.bindings where [.panes, .peers, .timeline, .stream, .prompt].contains(binding.context) {
            #expect(text.contains(binding.keyNames), "\(binding.keyNames)")
            #expect(text.contains(binding.help), "\(binding.help)")
            #expect(binding.help.count <= 24, "\(binding.help)")
        }
    }

    @Test("the help explains the filter line by filters that are right, at 80 columns too")
    func filterHelp() throws {
        var scene = Scene.several()
        _ = scene.screen(80, 24)
        scene.type("?")
        var pages = ""
        for _ in 0..<12 {
            pages += scene.screen(80, 24).text
            scene.type(.down, .down, .down, .down, .down, .down)
        }
        for example in FilterHelp.examples + FilterHelp.severalExamples {
            _ = try FilterParser.parse(example.filter)
            #expect(pages.contains(example.filter) && pages.contains(example.meaning), "\(example.filter)")
        }
    }

    @Test("while something is typed, letters are letters")
    func typing() {
        let state = Self.states.last!
        for character in "qxi?/ ü東" {
            #expect(KeyTable.action(for: .character(character), in: state) == .insert(character))
        }
    }
}
