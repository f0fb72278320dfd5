// LiveViewFilesTests.swift: what the view writes: named filters, and lines.
import Foundation
import TestSupport
import Testing

@Suite("Files of the live view", .limited)
struct LiveViewFilesTests {
    private func mode(_ path: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path.path)[.posixPermissions] as? Int
    }

    @Test("a filter saved in the overlay is there for another view and on its command line; deleted, it is gone")
    func savedFilter() throws {
        let config = try TemporaryFolder()
        let environment = "XDG_CONFIG_HOME=\(config.url.path.shellQuoted)"
        let first = try TmuxScreen("--filter '!healthz'", environment: environment)
        // Opened before the other view saves anything.
        let second = try TmuxScreen(environment: environment)
        try first.keys("B", "s")
        try first.keys("-l", "no-probes")
        try first.keys("Enter")
        try first.wait("the answer") { $0.contains("saved; --filter @no-probes") && $0.contains("saved  no-probes") }
        let file = config.url.appending(path: "pysyslog-tui/saved-filters")
        #expect(try String(contentsOf: file, encoding: .utf8) == "no-probes !healthz\n")
        #expect(try mode(file) == 0o600)
        #expect(try mode(file.deletingLastPathComponent()) == 0o700)

        try second.keys("f")
        try second.keys("-l", "mine")
        try second.keys("Enter", "B", "s")
        try second.keys("-l", "mine")
        try second.keys("Enter")
        try second.wait("both filters") { $0.contains("saved  no-probes") && $0.contains("saved  mine") }
        #expect(try String(contentsOf: file, encoding: .utf8) == "no-probes !healthz\nmine mine\n")

        let third = try TmuxScreen("--filter @no-probes", environment: environment)
        try Sender(to: third.port, from: "127.0.0.2").send("GET /healthz\nGET /items\n")
        try third.wait("the lines that the saved filter lets through") {
            $0.contains("stream: !healthz") && $0.contains("1 of 2") && $0.contains("GET /items")
        }
        try third.keys("B", "End", "d")
        try third.wait("the question") { $0.contains("delete a saved filter?") && $0.contains("mine") }
        try third.keys("y")
        try third.wait("the answer") { $0.contains("mine is deleted") && !$0.contains("saved  mine") }
        #expect(try String(contentsOf: file, encoding: .utf8) == "no-probes !healthz\n")
    }

    @Test(
        "a name that is not saved is answered with those that are; a folder that cannot be written to with the reason")
    func troubles() throws {
        let config = try TemporaryFolder()
        let folder = config.url.appending(path: "pysyslog-tui")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        try Data("web host:web-*\nno filter here(\nerrors sev<=err\nodd sev:\u{1B}[31m\n".utf8).write(
            to: folder.appending(path: "saved-filters"))
        let odd = try Program(
            "env", ["XDG_CONFIG_HOME=\(config.url.path)", Places.product("pysyslog-tui"), "--filter", "@odd"])
        #expect(try odd.wait() == 2)
        #expect(odd.errorText.contains("unknown severity") && !odd.errorText.contains("\u{1B}"), "\(odd.errorText)")
        let program = try Program(
            "env", ["XDG_CONFIG_HOME=\(config.url.path)", Places.product("pysyslog-tui"), "--filter", "@wbe"])
        #expect(try program.wait() == 2)
        #expect(program.errorText.contains("no saved filter is named wbe (known: errors, no, odd, web)"))
        #expect(program.errorText.split(separator: "\n").count == 1)

        let blocked = try TmuxScreen("--filter x", environment: "XDG_CONFIG_HOME=/dev/null/nowhere")
        try blocked.keys("B", "s")
        try blocked.keys("-l", "name")
        try blocked.keys("Enter")
        try blocked.wait("the reason") {
            $0.contains("cannot change /dev/null/nowhere/pysyslog-tui/saved-filters: not a")
        }
    }

    @Test("columns that are hidden stay hidden in the next view, and shown again they stay shown")
    func hiddenColumns() throws {
        let config = try TemporaryFolder()
        let environment = "XDG_CONFIG_HOME=\(config.url.path.shellQuoted)"
        let file = config.url.appending(path: "pysyslog-tui/hidden-columns")
        for content in ["stream peer\n", ""] {
            let screen = try TmuxScreen(environment: environment)
            try screen.keys("c", "j", "Space", "Escape", "q")
            try screen.expectSaneTerminal()
            #expect(try String(contentsOf: file, encoding: .utf8) == content)
            #expect(try mode(file) == 0o600)
            let next = try TmuxScreen(environment: environment)
            try next.keys("c")
            let state = content.isEmpty ? "on      peer" : "off     peer"
            try next.wait("the columns") { $0.contains(state) }
        }
    }

    @Test("s saves what the filter lets through, what is on the screen, or a peer, and writes over nothing")
    func save() throws {
        let screen = try TmuxScreen("--filter wanted")
        try Sender(to: screen.port, from: "127.0.0.3").send("\u{1B}[1m of another\n")
        try Sender(to: screen.port, from: "127.0.0.2").send("wanted 1\nother\nwanted 2\n")
        try screen.wait("the filtered lines") { $0.contains("wanted 2") && $0.contains("2 of 4") }
        func save(_ name: String, tabs: Int, _ answer: String) throws {
            try screen.keys("s")
            try screen.wait("the scopes") { $0.contains("[all that match: 2]   on the screen: 2    all of 127.0.0.2") }
            for _ in 0..<tabs { try screen.keys("Tab") }
            try screen.keys("-l", name)
            try screen.keys("Enter")
            try screen.wait("the answer") { $0.contains(answer) }
        }
        func content(_ name: String) throws -> String {
            try String(contentsOf: screen.folder.appending(path: name), encoding: .utf8)
        }
        try save("saved.txt", tabs: 0, "saved 2 lines to saved.txt")
        #expect(try content("saved.txt") == "wanted 1\nwanted 2\n")
        #expect(try mode(screen.folder.appending(path: "saved.txt")) == 0o600)
        try save("saved.txt", tabs: 1, "cannot save to saved.txt: it exists already; name a new file")
        // The prompt stays open for another name.
        try screen.keys("Escape")
        try screen.wait("the panes") { !$0.contains("save to>") }
        try save("peer.txt", tabs: 2, "saved 3 lines to peer.txt")
        #expect(try content("peer.txt") == "wanted 1\nother\nwanted 2\n")
        #expect(try content("saved.txt") == "wanted 1\nwanted 2\n")
    }
}
