// WatchViewTests.swift: a filter is watched and gets a colour in a view in tmux, and its line is noticed.
import Foundation
import TestSupport
import Testing

@Suite("Watched filters on the screen", .limited)
struct WatchViewTests {
    /// BEL bytes that reached the terminal, but for those that end a control string.
    private static func bells(_ file: URL) -> Int {
        let bytes = (try? Data(contentsOf: file)) ?? Data()
        return String(decoding: bytes, as: UTF8.self).replacing(/\u{1B}\][^\u{07}]*\u{07}/, with: "").count {
            $0 == "\u{07}"
        }
    }

    @Test(
        "w in B watches; a line that comes is in the header, an event and rings the bell; A goes there, past the filter",
        arguments: [false, true])
    func story(isAttached: Bool) throws {
        let path = RunFolder.newPath("view")
        let collector = isAttached ? try RunningCollector(["--view-socket", path]) : nil
        let screen = try TmuxScreen("--bell", environment: "NO_COLOR=", attachedTo: isAttached ? [path] : [])
        let output = screen.folder.appending(path: "output")
        try screen.tmux(["pipe-pane", "cat > \(output.path.shellQuoted)"])
        let steady = try PacedSender(
            to: collector?.port ?? screen.port, from: "127.0.0.2", perSecond: 50, "<14>steady as ever")
        try screen.wait("lines") { $0.contains("steady as ever") }

        try screen.keys("f", "memory", "Enter", "B", "s")
        try screen.wait("the prompt") { $0.contains("save the filter as>") }
        try screen.keys("oom", "Enter")
        try screen.wait("the saved filter") { $0.contains(/saved\s+oom\s+memory/) }
        // Behind the term of the filter itself.
        try screen.keys("End", "w")
        try screen.wait("the watch") { $0.contains("watched, 0 new") }
        try screen.keys("c", "c")
        try screen.wait("the colour") { $0.contains(/saved\s+g\s+oom\s+memory/) }
        let file = screen.folder.appending(path: "pysyslog-tui/saved-filters")
        try eventually("the file has both") {
            (try? String(contentsOf: file, encoding: .utf8)) == "oom:watch,green memory\n"
        }
        // Another filter hides what is watched.
        try screen.keys("Escape", "f", "C-u", "steady", "Enter")
        try screen.wait("the other filter") { $0.contains("stream: steady") && !$0.contains("WATCH") }
        #expect(Self.bells(output) == 0)

        let sender = try Sender(to: collector?.port ?? screen.port, from: "127.0.0.3")
        try sender.send("<11>out of memory\n")
        try screen.wait("what was noticed") { picture in
            picture.contains(" WATCH 1 ") && picture.contains("watched: oom 1; A goes there")
                && !picture.contains("out of memory")
        }
        try eventually("the bell") { Self.bells(output) == 1 }
        try screen.keys("A")
        try screen.wait("the line among all lines") { picture in
            picture.contains("out of memory") && picture.contains("SCROLL") && !picture.contains("WATCH")
                && picture.contains("oom: 1 new one; v brings the filter back") && picture.contains("g out of memory")
        }
        #expect(try screen.picture(attributes: true).contains(/32m[^\n]*out of memory/))
        try screen.keys("v")
        try screen.wait("the filter again") { $0.contains("stream: steady") && !$0.contains("out of memory") }
        try screen.keys("H")
        try screen.wait("when it came, past the filter too") { $0.contains(/watched +a +a oom/) }
        try steady.stop()
        try collector?.stop()
        #expect(Self.bells(output) == 1)
    }
}
