// AttachArguments.swift: the options for watching a collector that runs elsewhere.
import ArgumentParser
import CollectorCommand
import CollectorCore

/// How lines are written to standard output.
enum LineOutput: String, CaseIterable, ExpressibleByArgument, Sendable { case lines, facts, json }

/// Options as they stand on the command line, not yet checked.
struct AttachArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Watch the collector with this --view-socket instead of running one: PATH or ssh://[USER@]HOST[:PORT][/PATH]; without"
                + " a value the usual socket. May be repeated.",
            valueName: "where"),
        completion: .file())
    var attach: [String] = []

    @Option(
        help: ArgumentHelp(
            "With --attach --no-tui: begin with the last n lines that the filter lets through, or all.",
            valueName: "n|all"))
    var history: String?

    @Option(
        help: ArgumentHelp(
            "With --attach --no-tui: the lines as they came, with time and peer in front (facts), or JSON.",
            valueName: "form"))
    var output: LineOutput?

    @Option(
        help: ArgumentHelp(
            "Carry a view's connection over standard input and output; ssh:// runs this on the other machine.",
            valueName: "path"),
        completion: .file())
    var relay: String?

    /// Gives `--attach` and `--relay` the usual socket where they have no value: the parser has no such options.
    static func completed(_ arguments: [String]) -> [String] {
        arguments.indices.map { index in
            let next = index + 1 < arguments.count ? arguments[index + 1] : "-"
            let lacksValue = ["--attach", "--relay"].contains(arguments[index]) && next.hasPrefix("-")
            return lacksValue ? "\(arguments[index])=\(usualPath())" : arguments[index]
        }
    }
}

extension AttachArguments {
    /// Where the collectors are.
    ///
    /// - Throws: `CommandError` for an address that is none.
    func addresses() throws(CommandError) -> [ViewAddress] {
        var addresses: [ViewAddress] = []
        for text in attach {
            do throws(ViewAddress.Mistake) {
                let address = try ViewAddress(text)
                guard !addresses.contains(address) else {
                    throw ViewAddress.Mistake(reason: "'\(address)' is named twice")
                }
                addresses.append(address)
            } catch {
                throw CommandError(.usage, "--attach: \(error.reason)")
            }
        }
        return addresses
    }

    /// - Throws: for options that only make sense with `--attach`.
    func checkWithoutAttach() throws(CommandError) {
        if history != nil { throw CommandError(.usage, "--history needs --attach and --no-tui") }
        if output != nil { throw CommandError(.usage, "--output needs --attach and --no-tui") }
    }

    /// - Throws: for options that only make sense without a screen.
    func checkWithScreen() throws(CommandError) {
        if history != nil { throw CommandError(.usage, "--history needs --no-tui; the view shows all that is held") }
        if output != nil { throw CommandError(.usage, "--output needs --no-tui; in the view, s saves lines to a file") }
    }

    /// Where a collector of this machine usually has its socket.
    static func usualPath() -> String {
        ViewAddress.usualPath { name in
            let value = Environment[name, default: ""]
            return value.isEmpty ? nil : value
        }
    }

    /// Lines of the past to begin with.
    func historyLimit() throws(CommandError) -> Int {
        guard let history else { return 0 }
        if history == "all" { return .max }
        guard let number = Int(history), number >= 0 else {
            throw CommandError(.usage, "--history '\(history)' is neither a number of lines nor all")
        }
        return number
    }
}
