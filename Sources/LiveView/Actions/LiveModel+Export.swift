// LiveModel+Export.swift: exports: a line for the clipboard, visible lines as text, lines for a file.
import CollectorCore

/// A selection of lines at one moment; any thread may read it.
package struct Selection: Sendable {
    enum Choice: Sendable {
        case matching(filter: String, floor: UInt64, ceiling: UInt64)
        case numbers([UInt64])
        case peer(PeerKey)
    }

    let window: FeedWindow
    let choice: Choice
    /// What the filter is compiled with.
    let context: FilterContext
    /// Where time of receipt and peer stand in front of each line: seconds that its time is east of UTC.
    var offset: Int?

    /// What stands in front of a line: nothing, unless that was asked for.
    package func head(of entry: FeedEntry) -> String {
        offset.map { entry.facts(offset: $0, milliseconds: true) } ?? ""
    }

    /// Shows `body` the lines, oldest first, until it returns false. Their bytes are as they were received.
    ///
    /// - Parameter isGivenUp: asked before each line, as a filter may take long to find the next that it lets through.
    /// - Throws: `FilterProblem`, which the filter in use does not have.
    package func walk(
        unless isGivenUp: () -> Bool = { false }, _ body: (FeedEntry, Bytes) -> Bool
    ) throws(FilterProblem) {
        switch choice {
        case .matching(let filter, let floor, let ceiling):
            let matcher = try FilterMatcher(FilterParser.parse(filter), context)
            window.scan(from: window.position(atOrAfter: floor)) { entry, line in
                guard entry.sequence < ceiling, !isGivenUp() else { return false }
                return matcher.matches(entry, line) ? body(entry, line) : true
            }
        case .numbers(let numbers):
            for number in numbers {
                guard !isGivenUp() else { return }
                let position = window.position(atOrAfter: number)
                guard position < window.count, window.sequence(at: position) == number else { continue }
                guard window.withLine(at: position, body) else { return }
            }
        case .peer(let peer):
            window.scan(from: 0) { entry, line in
                guard !isGivenUp() else { return false }
                return entry.source.peer == peer ? body(entry, line) : true
            }
        }
    }
}

extension LiveModel {
    /// What `s` saves.
    ///
    /// - Parameter offset: where time and peer are saved too, seconds that the time is east of UTC.
    package func selection(_ scope: SaveScope, withFactsAt offset: Int? = nil) -> Selection {
        let choice: Selection.Choice =
            switch scope {
            case .matching:
                .matching(filter: filterInUse, floor: tables.pager.stream.floor, ceiling: tables.pager.stream.ceiling)
            case .screen: .numbers(arrangement.stream.page)
            case .peer(let peer): .peer(peer)
            }
        return Selection(
            window: tables.pager.stream.window, choice: choice, context: filterContext(kinds: kindsInUse),
            offset: offset)
    }

    /// A line for the clipboard. Escaped, as what is pasted is often pasted into a shell.
    ///
    /// - Parameter withFacts: time of receipt, peer and TLS stand in front.
    package func copyText(of sequence: UInt64, withFacts: Bool, offset: Int = 0) -> String? {
        guard let line = tables.pager.line(sequence) else { return nil }
        let text = Sanitiser().text(line.bytes.span)
        guard withFacts else { return text }
        return line.entry.facts(offset: offset) + text
    }

    /// The lines in sight as text, for a terminal that is not a screen any more.
    package func plainLines(unicode: Bool, offset: Int = 0) -> [String] {
        arrangement.stream.page.compactMap(tables.pager.line).map {
            "\($0.entry.timeText(offset: offset, milliseconds: false)) \($0.entry.source.peer) "
                + Sanitiser(unicode: unicode).text($0.bytes.span)
        }
    }
}

extension FeedEntry {
    /// "2026-08-29 14:03:21 +02:00 10.0.2.17 [tls 1.3 TLS_AES_256_GCM_SHA384] ": what a line does not say of itself.
    package func facts(offset: Int, milliseconds: Bool = false) -> String {
        let tls = source.tls.map { "[tls \($0.summary)] " } ?? ""
        return "\(timeText(offset: offset, milliseconds: milliseconds)) \(source.peer) \(tls)"
    }

    /// "2026-08-29 14:03:21 +02:00"; "-" for a line of a file that says no time.
    fileprivate func timeText(offset: Int, milliseconds: Bool) -> String {
        received == .unknown ? "-" : DisplayClock.full(received, offset: offset, milliseconds: milliseconds)
    }
}
