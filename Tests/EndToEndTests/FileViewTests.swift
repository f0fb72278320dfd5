// FileViewTests.swift: files in the view, in a terminal.
import Foundation
import TestSupport
import Testing

@Suite("The view on files, in a terminal", .limited)
struct FileViewTests {
    /// Appends to a file.
    private func append(_ text: String, to url: URL) throws {
        let file = try FileHandle(forWritingTo: url)
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    @Test("a compressed file and the one after it are shown, filtered, followed through a rotation, and saved")
    func story() throws {
        let folder = try TemporaryFolder()
        let log = folder.url.appending(path: "app.log")
        let old = folder.url.appending(path: "app.log.1")
        try Data((1...500).map { "INFO:10.0.0.1:<30>old \($0)\n" }.joined().utf8).write(to: old)
        let gzip = try Program("gzip", [old.path])
        #expect(try gzip.wait() == 0)
        try Data((1...500).map { "INFO:10.0.0.2:<27>new \($0)\n" }.joined().utf8).write(to: log)
        let view = try TmuxScreen(opening: "\(folder.url.path.shellQuoted)/app.log*")
        try view.wait("all lines of both") {
            $0.contains("1,000 of 1,000") && $0.contains("2 files") && $0.contains("read all")
        }
        try view.wait("the peers") { $0.contains("10.0.0.1") && $0.contains("10.0.0.2") && $0.contains("new 500") }
        try view.keys("f")
        try view.keys("-l", "peer:10.0.0.1 \"old 77\"")
        try view.keys("Enter")
        try view.wait("the line of the compressed file") { $0.contains("1 of 1,000") && $0.contains("old 77") }
        try view.keys("a", "G")
        try append("INFO:10.0.0.3:<30>grown\n", to: log)
        try view.wait("what the file got") { $0.contains("1,001 of 1,001") && $0.contains("grown") }
        try FileManager.default.moveItem(at: log, to: folder.url.appending(path: "app.log.0"))
        try Data("INFO:10.0.0.3:<30>after the rotation\n".utf8).write(to: log)
        try view.wait("the new file") { $0.contains("after the rotation") && $0.contains("was replaced by a new file") }
        try view.keys("s")
        try view.keys("-l", "lines")
        try view.keys("C-t", "Enter")
        try view.wait("the answer") { $0.contains("saved 1,002 lines to lines") }
        try view.keys("q")
        try view.expectSaneTerminal()
        let saved = try String(contentsOf: view.folder.appending(path: "lines"), encoding: .utf8)
        #expect(saved.split(separator: "\n").count == 1_002)
        // No line says its time.
        #expect(saved.hasPrefix("- 10.0.0.1 <30>old 1\n"), "\(saved.prefix(80))")
    }

    @Test("a search through a large file ends only where it has found a line, or has looked at all of them")
    func largeSearch() throws {
        let folder = try TemporaryFolder()
        let log = folder.url.appending(path: "app.log")
        let block = (0..<10_000).map { "INFO:10.0.0.1:<30>line \($0) \(String(repeating: "x", count: 80))\n" }.joined()
        try Data(("INFO:10.0.0.1:<27>the first one\n" + String(repeating: block, count: 40)).utf8).write(to: log)
        let view = try TmuxScreen(opening: log.path.shellQuoted)
        try view.wait("all lines") { $0.contains("400,001 of 400,001") }
        try view.keys("E")
        try view.wait("the first line") { $0.contains("the first one") && !$0.contains("% searched") }
        try view.keys("E")
        try view.wait("the answer") { $0.contains("no line of err or worse before this one") }
        try view.keys("G", "/")
        try view.keys("-l", "/nowhere[0-9]/")
        try view.keys("Enter")
        try view.wait("the answer") { $0.contains("nothing matches /nowhere[0-9]/") }
        try view.keys("q")
        try view.expectSaneTerminal()
    }

    @Test("a file that is truncated is read anew")
    func truncation() throws {
        let folder = try TemporaryFolder()
        let log = folder.url.appending(path: "app.log")
        try Data((1...50).map { "before \($0)\n" }.joined().utf8).write(to: log)
        let view = try TmuxScreen(opening: log.path.shellQuoted)
        try view.wait("the lines") { $0.contains("50 of 50") && $0.contains("before 50") }
        let file = try FileHandle(forWritingTo: log)
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data("after\n".utf8))
        try file.close()
        try view.wait("the new lines") { $0.contains("1 of 1") && $0.contains("after") && $0.contains("was truncated") }
        try view.keys("q")
        try view.expectSaneTerminal()
    }

    @Test("what comes from a pipe is shown as it comes, in its own time with --speed")
    func pipe() throws {
        let view = try TmuxScreen(
            "--speed 2", opening: "-",
            input: "printf '2026-08-29T12:00:00Z a b: one\\n2026-08-29T12:00:04Z a b: two\\n'")
        try view.wait("the first line") { $0.contains("one") && $0.contains("replay 2x") && !$0.contains("two") }
        try view.wait("the second line") { $0.contains("two") && $0.contains("the replay is over") }
        try view.keys("q")
        try view.expectSaneTerminal()
    }

    @Test(
        "mistakes are told in one line",
        arguments: [
            (["--open", "/nowhere/log"], 1, "cannot open /nowhere/log: no such file or directory"),
            (["--open", "/"], 1, "cannot open /: it is a folder; name files in it"),
            (["--speed", "2"], 2, "--speed needs --open"),
            (
                ["--open", "/dev/null", "--speed", "0"], 2,
                "--speed 0.0 is out of range: it must be from 0.01 to 1000000"
            ),
            (
                ["--open", "/dev/null", "--attach"], 2,
                "--open shows files, --attach a collector: one of them at a time"
            ),
            (
                ["--no-tui", "--open", "/dev/null"], 2,
                "--open needs the screen; without one, use grep, zgrep or zstdgrep"
            ),
        ])
    func mistakes(arguments: [String], status: Int, reason: String) throws {
        // A terminal is there in `script`, which gives its program one.
        let words = ([Places.product("pysyslog-tui")] + arguments).map(\.shellQuoted).joined(separator: " ")
        let program = try Program("script", ["-qec", words, "/dev/null"])
        #expect(try program.wait() == Int32(status))
        #expect((program.outputText + program.errorText).contains("pysyslog-tui: \(reason)"), "\(program.outputText)")
    }
}
