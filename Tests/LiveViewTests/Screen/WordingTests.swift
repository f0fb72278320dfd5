// WordingTests.swift: the screen uses established terms.
import CollectorCore
import Testing

@testable import LiveView

@Suite("The words of the view")
struct WordingTests {
    @Test("are those of syslog and of terminals: none of the older ones is left in any state or in the help")
    func words() {
        let old = [
            "sinks", "SINKS", "turned over", "is no severity", "stands behind", "at most ms", "time ago",
            "time between",
            "draw anew", "all: no filter", "wanted by", "ok 1 held",
        ]
        for (columns, rows) in [(80, 24), (140, 40), (200, 50)] {
            for (name, keys) in GoldenTests.states {
                var scene = Scene.network()
                _ = scene.screen(columns, rows)
                for key in keys { scene.type(key) }
                let text = scene.screen(columns, rows).text
                for word in old { #expect(!text.contains(word), "\(word) in \(name)") }
            }
        }
        for binding in KeyTable.bindings {
            for word in old { #expect(!binding.help.contains(word), "\(binding.keyNames)") }
        }
    }

    @Test("name severities in full where there is room, and in two letters only where there is none")
    func severities() {
        var scene = Scene.network()
        #expect(scene.screen(200, 50).text(row: 3).contains("emerg 4  alert 0  crit 0  err 4  warn 4  notice 8  info"))
        #expect(scene.screen(120, 40).text(row: 3).contains("em 4  al 0  cr 0  er 4  wn 4  nt 8  in"))
        #expect(Severity.notice.code == "ntc" && FilterParser.severity("ntc") == .notice)
    }

    @Test("say of Enter what it does with the line that is typed")
    func accepting() {
        for (keys, word) in [("f", "Enter apply"), ("/", "Enter search"), ("s", "Enter save"), ("?/", "Enter search")] {
            var scene = Scene.network()
            _ = scene.screen()
            scene.type(keys)
            #expect(scene.screen().text.contains(word), "\(keys)")
        }
    }

    @Test(
        "say what is wrong with a filter, and what would be right",
        arguments: [
            ("sev<=warm", "unknown severity \"warm\": use emerg"), ("fac:x", "unknown facility \"x\""),
            ("a OR", "OR needs a term on its right"), ("OR a", "OR needs a term on its left"),
            ("len>abc", "not a size: abc (use 1000 or 8k)"), ("age<x", "not a time: x (use 30s, 5m, 2h or 1d)"),
            ("!", "! needs a term on its right"),
        ])
    func problems(filter: String, words: String) {
        let problem = #expect(throws: FilterProblem.self) { try FilterParser.parse(filter) }
        #expect(problem?.reason.contains(words) == true, "\(problem?.reason ?? "")")
    }

    @Test("name the refresh, the styles of time and muted handlers in one word each")
    func short() {
        var scene = Scene.network()
        _ = scene.screen()
        scene.type("U")
        #expect(scene.model.state.hint?.text == "refresh: 200 ms")
        #expect(TimeStyle.allCases.map(\.name) == ["time: local", "time: relative", "time: delta", "time: UTC"])
        #expect(HandlerState.muted.word == "muted")
        scene.type("D")
        #expect(scene.screen(100, 30).text.contains("muted (screen in use)"))
    }
}
