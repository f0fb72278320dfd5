// NamesViewTests.swift: names of addresses, as a view in tmux reads and shows them.
import Foundation
import TestSupport
import Testing

@Suite("Names of addresses on the screen", .limited)
struct NamesViewTests {
    @Test(
        "come from the person's file as it changes, name their sender everywhere, and a mistake is told with its line")
    func story() throws {
        let path = RunFolder.newPath("names")
        try "127.0.0.2 web-01\n".write(toFile: path, atomically: true, encoding: .utf8)
        let screen = try TmuxScreen("--names \(path.shellQuoted)", columns: 200, rows: 30, waits: false)
        let senders = try [2, 3].map { try Sender(to: screen.port, from: "127.0.0.\($0)") }
        for (index, sender) in senders.enumerated() { try sender.send("<14>hello from \(index)\n") }
        try screen.wait("the name in table and stream") { picture in
            picture.contains(" NAME ") && picture.split(separator: "\n").filter { $0.contains("web-01") }.count == 2
        }
        // The person's own file comes later, with a mistake; the other names stay.
        let folder = screen.folder.appending(path: "pysyslog-tui")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let lines = "# mine\n127.0.0.0/8 somewhere\n127.0.0.300 wrong\n127.0.0.3 db-01\n"
        try Data(lines.utf8).write(to: folder.appending(path: "names"), options: .atomic)
        try screen.wait("the new name, and the mistake") { picture in
            picture.contains("db-01") && picture.contains("web-01") && !picture.contains("somewhere")
                && picture.contains("names:3: '127.0.0.300' is no address or network")
        }
        try screen.keys("f", "name:web-*", "Enter")
        try screen.wait("its lines alone") {
            $0.contains("stream: name:web-*") && $0.contains("hello from 0") && !$0.contains("hello from 1")
        }
        try screen.keys("Enter")
        try screen.wait("who says so") { $0.contains(/name +web-01   \(/) }
        try screen.keys("Escape", "a", "Tab", "/", "db-", "Enter")
        try screen.wait("the peer of that name") { $0.contains("▸127.0.0.3") }
        withExtendedLifetime(senders) {}
    }

    @Test("come from DNS when that is switched on, are marked as such, and no line waits for them")
    func resolved() throws {
        let screen = try TmuxScreen("--resolve", columns: 200, rows: 30, waits: false)
        let sender = try Sender(to: screen.port, from: "127.0.0.1")
        try sender.send("<14>hello\n")
        try screen.wait("the name of this machine") { $0.contains("~localhost") && $0.contains("hello") }
        try screen.keys("Enter")
        try screen.wait("that anybody can say so") {
            $0.contains("~localhost   (from DNS: whoever runs the address chooses it)")
        }
        try screen.keys("Escape", "f", "name:localhost", "Enter")
        try screen.wait("the filter") { $0.contains("stream: name:localhost") && $0.contains("1 of 1 held") }
        withExtendedLifetime(sender) {}
    }

    @Test("of another machine's peers are the viewer's own, on the screen and as lines")
    func attached() throws {
        let (path, socket) = (RunFolder.newPath("names"), RunFolder.newPath("view"))
        try "127.0.0.2 web-01\n".write(toFile: path, atomically: true, encoding: .utf8)
        let collector = try RunningCollector(["--view-socket", socket])
        let senders = try [2, 3].map { try Sender(to: collector.port, from: "127.0.0.\($0)") }
        for (index, sender) in senders.enumerated() { try sender.send("<14>hello from \(index)\n") }
        let screen = try TmuxScreen("--names \(path.shellQuoted) --filter name:web-01", attachedTo: [socket])
        try screen.wait("its lines") {
            $0.contains("hello from 0") && $0.contains("web-01") && !$0.contains("hello from 1")
        }
        let lines = try Program(
            Places.product("pysyslog-tui"),
            ["--attach", socket, "--no-tui", "--history", "all", "--names", path, "--filter", "name:web-*"])
        try eventually("its lines on standard output") { lines.outputLines.contains { $0.hasSuffix("hello from 0") } }
        lines.signal(SIGTERM)
        try lines.wait()
        #expect(lines.outputLines.count == 1, "\(lines.outputLines)")
        withExtendedLifetime(senders) {}
        try collector.stop()
    }
}
