// LiveViewSaveTests.swift: saves that cannot be completed: no room, or no time.
import Foundation
import TestSupport
import Testing

@Suite("Saves of the live view that come to no end", .limited)
struct LiveViewSaveTests {
    /// A prefix of the command that gives it its own small disk, `small`.
    private static let smallDisk =
        "unshare -rm sh -c 'mkdir small && mount -t tmpfs -o size=64k none small && exec \"$@\"' sh"
    /// A prefix that limits its files to 64 KiB.
    private static let smallFiles = "sh -c 'mkdir small && ulimit -f 128 && exec \"$@\"' sh"

    private static let canMount =
        (try? Program("unshare", ["-rm", "mount", "-t", "tmpfs", "-o", "size=64k", "none", "/mnt"]).wait()) == 0

    /// Fills the view, saves all lines and those on the screen into `small`, and checks the files.
    private func save(_ environment: String, _ reason: String) throws {
        let screen = try TmuxScreen(columns: 100, environment: environment)
        let lines = (0..<2_000).map { "line \($0) \(String(repeating: "x", count: 90))\n" }.joined()
        try Sender(to: screen.port, from: "127.0.0.2").send(lines)
        try screen.wait("the lines") { $0.contains("line 1999") }
        let folder = "/proc/\(try screen.collector())/cwd/small"
        try screen.keys("s")
        try screen.keys("-l", "small/all")
        try screen.keys("Enter")
        try screen.wait("the reason") {
            $0.contains("cannot save to small/all: \(reason)") && $0.contains("nothing of it")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        // The failed save has left no space occupied.
        try screen.keys("s", "Tab")
        try screen.keys("-l", "small/some")
        try screen.keys("Enter")
        try screen.wait("the answer") {
            $0.contains("lines to small/some")
        }
        let text = try String(contentsOfFile: folder + "/some", encoding: .utf8)
        #expect(text.hasSuffix("\n") && text.contains("line 1999 x"))
    }

    @Test("on a disk that is full nothing of it stays", .enabled(if: canMount, "this machine lets nobody mount"))
    func fullDisk() throws {
        try save(Self.smallDisk, "no space left on device")
    }

    @Test("beyond the largest file that the process may make nothing of it stays, and the collector goes on")
    func largestFile() throws {
        try save(Self.smallFiles, "file too large")
    }

    @Test("that the end of the collector overtakes are given up: no file looks complete, and the account says so")
    func overtaken() throws {
        // On each line this expression uses up its limit of steps.
        let screen = try TmuxScreen("--drain-timeout 0 --filter '/(x+x+)+[yz]/'", columns: 100)
        let line = String(repeating: "x", count: 300) + "\n"
        try Sender(to: screen.port, from: "127.0.0.2").send(String(repeating: line, count: 20_000))
        try screen.wait("the lines") { $0.contains("of 20,000") }
        try screen.keys("s")
        try screen.keys("-l", "lines.txt")
        try screen.keys("Enter")
        let draft = screen.folder.appending(path: "lines.txt.part").path
        try eventually("the save has begun") { FileManager.default.fileExists(atPath: draft) }
        kill(try screen.collector(), SIGTERM)
        try screen.expectSaneTerminal()
        let said = try screen.everything()
        #expect(said.contains("gave up saving to lines.txt, and nothing of it was kept"), "\(said)")
        let files = try FileManager.default.contentsOfDirectory(atPath: screen.folder.path)
        #expect(!files.contains { $0.hasPrefix("lines.txt") }, "\(files)")
    }
}
