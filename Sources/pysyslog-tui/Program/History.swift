// History.swift: what was typed into the prompts, as plain lines in the person's own folder.
import CollectorCommand
import CollectorCore

/// Filters and searches, oldest first.
struct History: Equatable, Sendable {
    var filters: [String] = []
    var searches: [String] = []

    /// `$XDG_CONFIG_HOME/pysyslog-tui`, or `~/.config/pysyslog-tui`.
    private static var folder: String? {
        let configured = Environment["XDG_CONFIG_HOME", default: ""]
        if configured.hasPrefix("/") { return configured + "/pysyslog-tui" }
        let home = Environment["HOME", default: ""]
        return home.hasPrefix("/") ? home + "/.config/pysyslog-tui" : nil
    }

    static func read() -> History {
        History(filters: lines("filters"), searches: lines("searches"))
    }

    private static func lines(_ name: String) -> [String] {
        guard let folder, let bytes = try? FileContents.read("\(folder)/\(name)") else { return [] }
        let lines = bytes.prefix(64 << 10).split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
        return lines.filter { !$0.isEmpty && $0.count <= 1_000 }.suffix(200).map { $0 }
    }

    /// Writes what is worth keeping; a folder that cannot be written to is no reason to say anything.
    func write() {
        guard let folder = Self.folder, self != History.read(), !filters.isEmpty || !searches.isEmpty else { return }
        if let parent = folder.lastIndex(of: "/") { Environment.makeFolder(String(folder[..<parent])) }
        Environment.makeFolder(folder)
        Self.write(filters, to: "\(folder)/filters")
        Self.write(searches, to: "\(folder)/searches")
    }

    private static func write(_ lines: [String], to path: String) {
        guard let file = try? Files.open(path, [.create, .truncate]) else { return }
        _ = try? Files.write(Array(lines.map { $0 + "\n" }.joined().utf8).span, to: file)
    }
}
