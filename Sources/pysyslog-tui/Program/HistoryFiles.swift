// HistoryFiles.swift: what was typed and chosen, in files of the person's own.
import CollectorCore
import LiveView

extension History {
    static func read() -> History {
        History(
            filters: lines("filter-history"), searches: lines("search-history"),
            hiddenColumns: lines("hidden-columns"), fieldColumns: lines("field-columns"))
    }

    private static func lines(_ name: String) -> [String] {
        guard let file = PersonalFiles[name], let bytes = try? file.read() else { return [] }
        return lines(bytes)
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        let lines = bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
        return lines.filter { !$0.isEmpty && $0.count <= 1_000 }.suffix(limit).map { $0 }
    }

    /// Adds what came since `begun` to the files, where another view may have added its own. A folder that cannot be
    /// written to is no reason to say anything.
    func write(since begun: History) {
        Self.add(Self.news(in: filters, since: begun.filters), to: "filter-history")
        Self.add(Self.news(in: searches, since: begun.searches), to: "search-history")
        if hiddenColumns != begun.hiddenColumns { Self.replace("hidden-columns", by: hiddenColumns) }
        if fieldColumns != begun.fieldColumns { Self.replace("field-columns", by: fieldColumns) }
    }

    private static func replace(_ name: String, by lines: [String]) {
        try? PersonalFiles[name]?.change { _ in Array(lines.map { $0 + "\n" }.joined().utf8) }
    }

    /// What is used again stands at the end again.
    private static func news(in lines: [String], since begun: [String]) -> ArraySlice<String> {
        let same = zip(lines, begun).prefix { $0 == $1 }.count
        return lines.dropFirst(same)
    }

    private static func add(_ news: ArraySlice<String>, to name: String) {
        guard !news.isEmpty, let file = PersonalFiles[name] else { return }
        try? file.change { bytes in
            var lines = lines(bytes)
            for line in news { remember(line, in: &lines) }
            return Array(lines.map { $0 + "\n" }.joined().utf8)
        }
    }
}
