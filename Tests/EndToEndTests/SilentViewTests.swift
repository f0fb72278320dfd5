// SilentViewTests.swift: a peer that stops sending, as a view in tmux shows it.
import Foundation
import TestSupport
import Testing

@Suite("Silent peers on the screen", .limited)
struct SilentViewTests {
    /// The first row of the table.
    private static func firstPeer(_ picture: String) -> Substring {
        picture.split(separator: "\n").drop { !$0.hasPrefix(" PEER") }.dropFirst().first ?? ""
    }

    @Test(
        "one that stops stands first, on its connection or gone; its return is an event; silent: shows its last lines",
        arguments: [false, true])
    func story(isAttached: Bool) throws {
        let path = RunFolder.newPath("view")
        let collector =
            isAttached ? try RunningCollector(["--silent-after", "3", "--view-socket", path]) : nil
        let screen = isAttached ? try TmuxScreen(attachedTo: [path]) : try TmuxScreen("--silent-after 3")
        let port = collector?.port ?? screen.port
        let steady = try PacedSender(to: port, from: "127.0.0.2", perSecond: 50, "<14>steady as ever")
        let sender = try Sender(to: port, from: "127.0.0.3")
        try sender.send("<11>first words\n")
        try screen.wait("that it is silent on its connection") { picture in
            let row = Self.firstPeer(picture)
            return row.contains("127.0.0.3") && row.contains("silent") && !row.contains("gone")
                && picture.contains("peers 2/2  silent 1")
                && picture.contains(/127\.0\.0\.3 has been silent for \d+ s; its connection is open/)
        }
        try sender.send("<11>second words\n")
        try screen.wait("that it is back") {
            $0.contains(/127\.0\.0\.3 sends again after \d+ s of silence/) && !$0.contains("silent 1")
        }
        sender.halfClose()
        try sender.waitForEnd()
        try screen.wait("that it is gone") { picture in
            let row = Self.firstPeer(picture)
            return row.contains("127.0.0.3") && row.contains(/silent \d+s, gone/)
        }
        try screen.keys("f", "silent:yes", "Enter")
        try screen.wait("its last lines alone") { $0.contains("second words") && !$0.contains("steady as ever") }
        try steady.stop()
        try collector?.stop()
    }
}
