// CollectorPagesTests.swift: the messages of the collector and the refused peers, behind D.
import Testing

@testable import CollectorCore
@testable import LiveView

@Suite("The pages of the collector")
struct CollectorPagesTests {
    private static func scene() -> Scene {
        var scene = Scene.network()
        _ = scene.screen()
        scene.type("D")
        return scene
    }

    @Test("Tab goes from the outputs to the messages and the refused peers, and round; Esc closes each")
    func pages() {
        var scene = Self.scene()
        let titles = ["messages of the collector", "refused and closed, by peer", " outputs "]
        for title in titles {
            scene.type(.tab)
            #expect(scene.screen().text.contains(title))
        }
        scene.type(.backTab)
        #expect(scene.model.state.overlay == .refusals(scroll: 0))
        scene.type(.backTab)
        #expect(scene.model.state.overlay == .messages(scroll: nil))
        scene.type(.escape)
        #expect(scene.model.state.overlay == nil)
    }

    @Test("messages have time and level, the newest last; the end stays the end until one goes up")
    func messages() {
        var scene = Self.scene()
        scene.collector.notes = (1...100).map { FeedNote("record \($0)", at: scene.wall, .info) }
        scene.type(.tab)
        #expect(scene.screen().text.contains("14:03:22 INFO    record 100 "))
        scene.collector.notes.append(FeedNote("one more", at: scene.wall, .error))
        #expect(scene.screen().text.contains("14:03:22 ERROR   one more"))
        scene.type("k")
        let before = scene.screen()
        #expect(!before.text.contains("one more"))
        scene.collector.notes.append(FeedNote("and one", at: scene.wall))
        #expect(!scene.screen().text.contains("and one"))
        scene.type("G")
        #expect(scene.screen().text.contains("and one"))
        scene.type("/record 7")
        scene.type(.enter)
        #expect(scene.screen().text.contains("record 7"))
        scene.collector.notes = []
        #expect(scene.screen().text.contains("The collector has logged nothing yet."))
    }

    @Test("messages of other days stand below their date, and those of today below today's where others come before")
    func dates() {
        var scene = Self.scene()
        scene.collector.notes = [FeedNote("of today", at: scene.wall)]
        scene.type(.tab)
        let today = DisplayClock.date(scene.wall, offset: 7_200)
        func rows() -> [String] {
            scene.screen().text.split(separator: "\n").dropFirst().map(String.init).filter { row in
                ["of old", "older", "of today", today, "-08-26"].contains { row.contains($0) }
            }
        }
        #expect(rows().count == 1)
        let days = { WallTime(nanoseconds: scene.wall.nanoseconds - $0 * 86_400_000_000_000) }
        scene.collector.notes = [
            FeedNote("older", at: days(3)), FeedNote("of old", at: days(3)), FeedNote("of today", at: scene.wall),
        ]
        let found = rows()
        #expect(found.count == 5, "\(found)")
        for (row, words) in zip(found, ["-08-26", "older", "of old", today, "of today"]) {
            #expect(row.contains(words), "\(found)")
        }
    }

    @Test("the reasons of failed handshakes and of closed connections are told by peer, and the row has a sign")
    func refusals() {
        var scene = Self.scene()
        scene.type(.tab, .tab)
        let text = scene.screen().text
        #expect(text.contains("172.16.9.200"))
        #expect(text.contains("3 failed TLS handshakes: plain text 2, no client certificate 1"))
        #expect(text.contains("3 connections closed by the collector: too many from one address, 1,120 "))
        scene.type(.escape)
        #expect(scene.screen(100, 40).text.contains("\n!172.16.9.200"))
        scene.type(.tab)
        scene.type("/172.16")
        scene.type(.enter, .enter)
        #expect(scene.model.state.hint?.text.contains("closed 3 connections of 172.16.9.200; D, Tab, Tab") == true)
    }

    @Test("of very many refused peers the list stays short, and says how many there are")
    func many() {
        var scene = Scene()
        for number in 0..<150 {
            var peer = PeerSnapshot(address: "10.0.0.\(number)", at: scene.wall)
            peer.closed.add(.silent, unreadBytes: 0)
            scene.snapshot.peers.append(peer)
        }
        scene.tick()
        _ = scene.screen()
        scene.type("D")
        scene.type(.tab, .tab, .end)
        #expect(scene.screen().text.contains("and 50 other peers"))
    }

    @Test("before anything was refused the page says so")
    func none() {
        var scene = Scene()
        _ = scene.screen()
        scene.type("D")
        scene.type(.tab, .tab)
        #expect(scene.screen().text.contains("Nothing was refused, and no connection was closed."))
    }
}
