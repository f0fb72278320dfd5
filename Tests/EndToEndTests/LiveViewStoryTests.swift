// LiveViewStoryTests.swift: what a view is for: who misbehaves, what does it say, since when; and the evidence is saved.
import Foundation
import TestSupport
import Testing

@Suite("The story of a host that misbehaves", .limited)
struct LiveViewStoryTests {
    @Test("the host, its errors, their beginning and a file with them take ten keys at 80x24")
    func story() throws {
        let screen = try TmuxScreen()
        let loud = try PacedSender(to: screen.port, from: "127.0.0.2", perSecond: 100, "<14>web: GET /items 200")
        let quiet = try PacedSender(to: screen.port, from: "127.0.0.3", perSecond: 20, "<14>db: checkpoint done")
        let broken = try PacedSender(to: screen.port, from: "127.0.0.4", perSecond: 5, "<11>raid: disk sdb has failed")
        try screen.wait("three peers") { $0.contains("peers 3/3") && $0.contains("127.0.0.4") }
        var count = 0
        func press(_ keys: String...) throws {
            for key in keys {
                try screen.keys(key)
                count += 1
            }
        }

        // Which host?
        try press("Tab", "0")
        try screen.wait("the host with errors on top, and its errors") { picture in
            let rows = picture.split(separator: "\n")
            guard let title = rows.firstIndex(where: { $0.contains("ERR/60s▾") }) else { return false }
            return rows[title + 1].contains("127.0.0.4")
        }
        // What does it say?
        try press("Enter")
        try screen.wait("its lines alone") { picture in
            let rows = picture.split(separator: "\n").drop { !$0.contains("stream: peer:127.0.0.4") }.dropFirst()
            return rows.first?.contains("raid: disk sdb has failed") == true && !rows.contains { $0.contains("GET") }
        }
        // Since when? The first of its lines that is held, with all that is known of it.
        try press("g", "Enter")
        try screen.wait("when the first was received") {
            $0.contains("received") && $0.contains("127.0.0.4:") && $0.contains("disk sdb has failed")
        }
        // The evidence, with time and peer in front of each line.
        try press("Escape", "s", "C-t", "Enter")
        let answer = try screen.wait("the answer") { $0.contains(/saved [0-9]+ lines? to lines-.*\.log/) }
        #expect(count <= 10, "\(count) keys")

        let names = try FileManager.default.contentsOfDirectory(atPath: screen.folder.path)
        let name = try #require(names.first { $0.hasPrefix("lines-") }, "\(answer)")
        let lines = try Data(contentsOf: screen.folder.appending(path: name)).lines
        #expect(lines.count > 1)
        let wanted = /[-0-9]{10} [.:0-9]{12} [-+:0-9]{6} 127\.0\.0\.4 <11>raid: disk sdb has failed.*/
        #expect(lines.allSatisfy { $0.wholeMatch(of: wanted) != nil }, "\(lines.first ?? "")")
        for sender in [loud, quiet, broken] { try sender.stop() }
    }

    @Test(
        "something broke: which senders, what is new, when exactly, who is silent since, and a file, in twelve keys",
        arguments: [(80, 24), (140, 40)])
    func incident(columns: Int, rows: Int) throws {
        let screen = try TmuxScreen("--silent-after 3", columns: columns, rows: rows)
        let web = try PacedSender(to: screen.port, from: "127.0.0.2", perSecond: 50, "<14>web: GET /items 200")
        let database = try Sender(to: screen.port, from: "127.0.0.3")
        let replica = try Sender(to: screen.port, from: "127.0.0.4")
        try screen.wait("that all is well") { $0.contains("peers 3/3") && $0.contains("GET /items") }
        try database.send("<11>db: cannot write block 7 of users\n<11>db: cannot write block 9 of users\n")
        try replica.send("<11>db: cannot write block 8 of users\n")
        // Since when silent? The table says so without a key.
        try screen.wait("the two that say nothing more") { picture in
            picture.contains("silent 2") && picture.contains(/127\.0\.0\.3 +.*silent \d+s/)
                && picture.contains(/127\.0\.0\.4 +.*silent \d+s/)
        }
        var count = 0
        func press(_ keys: String...) throws {
            for key in keys {
                try screen.keys(key)
                count += 1
            }
        }

        // What is new, of how many senders? The rarest kind stands last.
        try press("P", "N", "G")
        try screen.wait("a kind of three lines of two senders") { picture in
            picture.contains("new in the last 1 min")
                && picture.contains(/\b3 +\S+ +\d+ +\d+s +2 +err +db: cannot write block \d of users/)
        }
        try press("Enter")
        try screen.wait("its lines alone") { picture in
            picture.contains("filter> kind:") && picture.contains("block 8 of users") && !picture.contains("GET /items")
        }
        // When exactly?
        try press("H", "E")
        try screen.wait("when that was") {
            $0.contains(/\d\d:\d\d:\d\d[.\d]*\.\.\d\d:\d\d:\d\d[.\d]*  \d lines?, \d of err/)
        }
        try press("Enter", "Enter")
        try screen.wait("when the first was received, and of whom") { picture in
            picture.contains(/received +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}/)
                && picture.contains(/127\.0\.0\.[34]:\d+/)
                && picture.contains("cannot write block")
        }
        // The evidence, with time and peer.
        try press("Escape", "s", "C-t", "Enter")
        let answer = try screen.wait("the answer") { $0.contains(/saved 3 lines to lines-.*\.log/) }
        #expect(count <= 12, "\(count) keys")
        let names = try FileManager.default.contentsOfDirectory(atPath: screen.folder.path)
        let name = try #require(names.first { $0.hasPrefix("lines-") }, "\(answer)")
        let lines = try Data(contentsOf: screen.folder.appending(path: name)).lines
        let wanted = /[-0-9]{10} [.:0-9]{12} [-+:0-9]{6} 127\.0\.0\.[34] <11>db: cannot write block \d of users/
        #expect(lines.count == 3 && lines.allSatisfy { $0.wholeMatch(of: wanted) != nil }, "\(lines)")
        try web.stop()
    }
}
