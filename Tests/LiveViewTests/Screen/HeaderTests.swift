// HeaderTests.swift: the titles of the columns, which never touch, and the state of the handlers in the header.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Titles and header")
struct HeaderTests {
    @Test("the order's sign always stands behind its title, and no title touches another", arguments: [6, 60, 12_345])
    func titles(peers: Int) {
        var scene = Scene.network()
        for number in 6..<peers {
            scene.count("10.\(number >> 16).\(number >> 8 & 255).\(number & 255)", lines: 1, bytes: 60, connections: 1)
        }
        scene.tick()
        for columns in [40, 52, 60, 71, 80, 90, 100, 119, 140, 200, 260] {
            let placed = scene.arranged(columns).peers.columns.map(\.column)
            for column in placed {
                scene.model.state.sort.column = column
                let screen = LiveScreen.render(scene.arranged(columns))
                let titles = screen.text.split(separator: "\n").first { $0.hasPrefix(" PEER") }
                let words = titles?.split(separator: " ").map(String.init) ?? []
                for other in placed where other != .spark {
                    let sign = other == column ? "▾" : ""
                    #expect(words.contains(other.title + sign), "\(other) at \(columns): \(words)")
                }
                #expect(words.contains { $0.hasSuffix("▾") }, "\(column) at \(columns): \(words)")
                // No number is cut.
                #expect(
                    !words.contains("of") || words.contains(NumberText.grouped(scene.model.tables.peers.count)),
                    "\(words)")
            }
        }
    }

    private static func handler(_ name: String, queued: Int = 0, failure: String? = nil) -> HandlerSnapshot {
        let failures = failure.map { [SinkFailure($0, at: WallTime(nanoseconds: 0))] } ?? []
        return HandlerSnapshot(named: name, written: 1, queued: queued, recentFailures: failures)
    }

    @Test("muted handlers are not counted as good: the header counts them as the overlay shows them")
    func handlers() {
        #expect(HandlerState.summary([], muted: []) == ("0 ok", .good))
        var handlers = [Self.handler("stdout")]
        #expect(HandlerState.summary(handlers, muted: []) == ("1 ok", .good))
        #expect(HandlerState.summary(handlers, muted: ["stdout"]) == ("1 muted", .severityWarning))
        handlers += [Self.handler("a"), Self.handler("b")]
        #expect(HandlerState.summary(handlers, muted: ["stdout"]) == ("2 ok 1 muted", .severityWarning))
        handlers.append(Self.handler("c", queued: 3, failure: "refused"))
        #expect(HandlerState.summary(handlers, muted: ["stdout"]) == ("1 retrying", .alarm))
    }

    @Test("large numbers are grouped, and the state of the handlers is there on narrow screens too")
    func largeNumbers() {
        var scene = Scene()
        for number in 0..<10_000 {
            scene.count("10.0.\(number >> 8).\(number & 255)", lines: 1, bytes: 60, connections: 1)
        }
        scene.snapshot.handlers = [Self.handler("stdout"), Self.handler("a"), Self.handler("b", queued: 31_200)]
        scene.facts.heldHandlers = ["stdout"]
        scene.tick()
        for (columns, rows) in [(80, 24), (140, 40)] {
            let text = scene.screen(columns, rows).text
            #expect(text.contains("peers 10,000/10,000") && text.contains("outputs 2 ok 1 muted"), "\(text)")
            #expect(text.contains("of 10,000") || text.contains("/10,000 "), "\(text)")
        }
    }
}
