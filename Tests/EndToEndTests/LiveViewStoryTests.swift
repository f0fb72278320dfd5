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
}
