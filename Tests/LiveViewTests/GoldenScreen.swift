// GoldenScreen.swift: screens as text files, compared whole.
import CollectorCore
import Glibc
import Testing

@testable import LiveView

/// A screen as text: its characters, and below them the roles and attributes of the cells.
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

    /// The letter of the role, or that of an attribute: reversed, selected or dim.
    private static func letter(_ style: Style) -> Character {
        if style.attributes.contains(.reverse) { return "R" }
        if style.attributes.contains(.selection) { return "s" }
        if style.attributes.contains(.dim) { return "," }
        return style.role.letter
    }

    /// Compares with the file `name`, or writes it if requested.
    func check(_ name: String, file: String = #filePath) {
        let folder = file.split(separator: "/").dropLast(2).joined(separator: "/")
        let path = "/\(folder)/Golden/\(name).txt"
        if unsafe getenv("LIVE_VIEW_REGENERATE") != nil { return write(to: path) }
        guard let bytes = try? FileContents.read(path) else {
            Issue.record("there is no golden screen \(name)")
            return
        }
        let expected = String(decoding: bytes, as: UTF8.self)
        guard expected != text else { return }
        let rows = Self.differences(expected, text).joined(separator: "\n")
        Issue.record("\(name) has changed; CONTRIBUTING.md says how to renew it\n\(rows)")
    }

    /// The rows that differ, expected and actual. Rows of attributes are numbered after those of characters.
    private static func differences(_ expected: String, _ actual: String) -> [String] {
        let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let found = actual.split(separator: "\n", omittingEmptySubsequences: false)
        return (0..<max(wanted.count, found.count)).flatMap { row -> [String] in
            let (wanted, found) = (row < wanted.count ? wanted[row] : "", row < found.count ? found[row] : "")
            return wanted == found ? [] : ["line \(row + 1)", "  expected |\(wanted)|", "  actual   |\(found)|"]
        }
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
