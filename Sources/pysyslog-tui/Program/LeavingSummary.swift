// LeavingSummary.swift: the summary after a view of collectors that run elsewhere: they go on.
import CollectorCore
import LiveView

struct LeavingSummary {
    private let attached: [AttachedState]
    private let shown: Int
    /// The results of saves that outlived the screen.
    private let saves: [String]
    private let offset: Int

    /// - Parameters:
    ///   - shown: lines that the view received.
    ///   - offset: seconds that the time is east of UTC.
    init(_ attached: [AttachedState], shown: Int, _ saves: [String] = [], offset: Int) {
        self.attached = attached
        self.shown = shown
        self.saves = saves
        self.offset = offset
    }

    var text: String {
        let sanitiser = Sanitiser(unicode: false)
        return ([title] + skipped + troubles + saves.map { "  " + $0 }).map {
            sanitiser.text(Array($0.utf8).span) + "\r\n"
        }.joined()
    }

    /// "pysyslog-tui: web1 runs on; 12,345 lines shown, 7 skipped".
    private var title: String {
        let connected = attached.filter { $0.state == .connected }.map(\.name)
        let others = connected.dropLast().joined(separator: ", ")
        let running =
            switch connected.count {
            case 0: ""
            case 1: "\(connected[0]) runs on; "
            default: "\(others) and \(connected[connected.count - 1]) run on; "
            }
        let sum = attached.reduce(0) { $0 + $1.skipped }
        return "pysyslog-tui: \(running)\(NumberText.count(shown, "line")) shown, \(NumberText.grouped(sum)) skipped"
    }

    /// By collector, where there are several.
    private var skipped: [String] {
        guard attached.count > 1 else { return [] }
        return attached.filter { $0.skipped > 0 }.map { "  \($0.name): \(NumberText.grouped($0.skipped)) skipped" }
    }

    private var troubles: [String] { attached.compactMap { $0.words(offset: offset, isOver: true) }.map { "  " + $0 } }
}
