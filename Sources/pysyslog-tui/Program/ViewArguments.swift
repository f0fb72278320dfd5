// ViewArguments.swift: the options of the view; those of the collector are pysyslog's own.
import ArgumentParser
import CollectorCommand
import CollectorCore
import LiveView

/// What happens to the collector when its terminal is gone.
enum HangUp: String, CaseIterable, ExpressibleByArgument, Sendable { case exit, keep }

extension QuitConfirmation: ExpressibleByArgument {}

/// How the colours of the terminal are used.
enum ThemeChoice: String, CaseIterable, ExpressibleByArgument, Sendable {
    case auto, light, dark, mono

    /// `nil` for the one that suits the background.
    var theme: Theme? {
        switch self {
        case .auto: nil
        case .light: .light
        case .dark: .dark
        case .mono: .mono
        }
    }
}

/// Options as they stand on the command line, not yet checked.
struct ViewArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Filter to start with, or @name for a saved one; outputs still receive everything.",
            valueName: "expr"))
    var filter = ""

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Memory for the lines in the view; the oldest are evicted.", valueName: "bytes"))
    var viewMemory = 64 << 20

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Refresh interval: 100, 200, 500, 1000, 2000 or 5000.", valueName: "ms"))
    var refresh = 100

    @Option(
        help: ArgumentHelp(
            "File with lines \"ADDRESS-or-NETWORK name\", before those of ~/.config/pysyslog-tui/names, /etc/pysyslog/names and"
                + " /etc/hosts.",
            valueName: "path"),
        completion: .file())
    var names: String?

    @Flag(help: "Ask DNS for names of addresses that no file names; whoever runs an address chooses that name.")
    var resolve = false

    @Option(
        help: ArgumentHelp(
            "Colours for a light or dark background, or none; auto asks the terminal. NO_COLOR means none.",
            valueName: "name"))
    var theme = ThemeChoice.auto

    @Option(help: ArgumentHelp("When q asks: always, connected (while peers are), never.", valueName: "when"))
    var quitConfirm = QuitConfirmation.connected

    @Option(help: ArgumentHelp("When the terminal is gone: exit in order, or keep collecting.", valueName: "what"))
    var onHangup = HangUp.exit

    @Flag(help: "Ring the bell when a watched filter matches, at most once in 10 s.")
    var bell = false
}

/// Options of the view that are right.
struct ViewOptions: Sendable {
    var filter: String
    var memory: Int
    var refresh: Int
    var quitConfirmation: QuitConfirmation
    var hangUp: HangUp
    var ringsBell: Bool
    /// A file with names of addresses.
    var names: String?
    /// Whether DNS is asked for names.
    var resolves: Bool
    /// `nil` for the one that suits the background.
    var theme: Theme?
}

extension ViewArguments {
    private static let memories = (256 << 10)...(64 << 30)

    /// - Throws: `CommandError` for what is out of range, or a filter that says nothing.
    func options() throws(CommandError) -> ViewOptions {
        var text = filter.trimmingBlanks
        do throws(FilterProblem) {
            if text.hasPrefix("@") { text = try SavedFilters.read().resolve(text) }
            if !text.isEmpty { _ = try FilterMatcher(FilterParser.parse(text), FilterContext(now: .now)) }
        } catch {
            // It may quote what stands in a file.
            let reason = Sanitiser(unicode: false).text(Array(error.reason.utf8).span)
            throw CommandError(.usage, "--filter '\(filter)': \(reason)")
        }
        guard Self.memories.contains(viewMemory) else {
            let allowed = "from \(Self.memories.lowerBound) to \(Self.memories.upperBound) bytes"
            throw CommandError(.usage, "--view-memory \(viewMemory) is out of range: it must be \(allowed)")
        }
        guard ViewSettings.refreshes.contains(refresh) else {
            let allowed = ViewSettings.refreshes.map { "\($0)" }.joined(separator: ", ")
            throw CommandError(.usage, "--refresh \(refresh) is not allowed: use one of \(allowed) milliseconds")
        }
        if let names, FileStamp(of: names) == nil {
            throw CommandError(.usage, "--names \(names): there is no such file, or it cannot be reached")
        }
        return ViewOptions(
            filter: text, memory: viewMemory, refresh: refresh, quitConfirmation: quitConfirm,
            hangUp: onHangup, ringsBell: bell, names: names, resolves: resolve, theme: theme.theme)
    }
}
