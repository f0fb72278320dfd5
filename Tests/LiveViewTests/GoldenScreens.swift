// GoldenScreens.swift: screens as text files, compared whole.
//
// To make them anew after a change that is meant: LIVE_VIEW_REGENERATE=1 swift test --filter GoldenTests
// and look at each difference before it is committed.
import CollectorCore
import Glibc
import Testing

@testable import pysyslog_tui

/// The cells of a screen on two planes: characters, and below them roles and attributes.
struct GoldenScreen {
    let text: String

    init(_ screen: Screen) {
        let frame = String(repeating: "=", count: screen.columns)
        var planes = [String]()
        for row in 0..<screen.rows {
            var letters = ""
            for column in 0..<screen.columns { letters.append(Self.letter(screen[column, row].style)) }
            while letters.last == "." { letters.removeLast() }
            planes.append(letters)
        }
        var parts = [frame, screen.text, frame, planes.joined(separator: "\n"), frame]
        if let cursor = screen.cursor { parts.append("cursor \(cursor.column) \(cursor.row)") }
        text = parts.joined(separator: "\n") + "\n"
    }

    /// The letter of the role; what is drawn reversed, selected or dim is that before all.
    private static func letter(_ style: Style) -> Character {
        if style.attributes.contains(.reverse) { return "R" }
        if style.attributes.contains(.selection) { return "s" }
        if style.attributes.contains(.dim) { return "," }
        return style.role.letter
    }

    /// Compares with the file `name`, or writes it where that is asked for.
    func check(_ name: String, file: String = #filePath) {
        let folder = file.split(separator: "/").dropLast().joined(separator: "/")
        let path = "/\(folder)/Golden/\(name).txt"
        if unsafe getenv("LIVE_VIEW_REGENERATE") != nil { return write(to: path) }
        guard let bytes = try? FileContents.read(path) else {
            Issue.record("there is no golden screen \(name)")
            return
        }
        let expected = String(decoding: bytes, as: UTF8.self)
        if expected != text { Issue.record("\(name) has changed:\n\(text)\nexpected:\n\(expected)") }
    }

    private func write(to path: String) {
        guard let file = unsafe fopen(path, "w") else {
            Issue.record("cannot write \(path)")
            return
        }
        unsafe fputs(text, file)
        unsafe fclose(file)
    }
}
