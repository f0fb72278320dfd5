// PySyslogTUI.swift: the command with the live view: a doorway.
import ArgumentParser
import CollectorCommand
import CollectorCore
import Glibc

struct PySyslogTUI: CollectorProgram {
    static let configuration = CommandConfiguration(
        commandName: "pysyslog-tui",
        abstract: "Collect syslog, with a live view of who is sending what.",
        discussion: """
            Everything is collected as pysyslog does it; the screen shows it and never slows it. In the view, ? lists the \
            keys, f edits the filter, q ends.

              pysyslog-tui 127.0.0.1 5514             an unprivileged port
              pysyslog-tui :: 5514 -l logging.json    every address, own outputs
              pysyslog-tui --filter 'sev<=err !peer:10.9.0.0/16 /refused|denied/'
              pysyslog-tui --attach                   the view on the service of this machine
              pysyslog-tui --attach ssh://web1 --no-tui --filter 'sev<=err' | tee errors
              pysyslog-tui --open /var/log/syslog*    files, read and followed

            A filter: words are ANDed; OR, !not, "a phrase", /regex/, peer: host: app: with * or /16, sev<=warn, fac:auth, \
            age<5m, len>1000, silent:yes. An address by itself is a peer.

            Handlers that write to the terminal are muted while the screen is in use; with standard output redirected \
            they write. Without a terminal it is pysyslog. SIGUSR2, or r in the overlay of outputs, \
            reloads the configuration; SIGUSR1 logs the account.

            \(ExitStatus.help)
            """)

    @OptionGroup var arguments: CollectorArguments
    @OptionGroup(title: "The view") var view: ViewArguments
    @OptionGroup(title: "Watching a collector elsewhere") var attaching: AttachArguments
    @OptionGroup(title: "Files") var files: FileArguments

    func execute() throws(CommandError) -> ExitStatus {
        if let path = attaching.relay { return relay(path) }
        let options = try view.options()
        if !files.open.isEmpty { return try show(files.open, options) }
        try files.checkWithoutOpen()
        if !attaching.attach.isEmpty { return try watch(options) }
        try attaching.checkWithoutAttach()
        if arguments.isHeadless || arguments.check { return try Headless(arguments).run() }
        return try LiveProgram(arguments, options).run()
    }

    /// Watches collectors that run elsewhere.
    private func watch(_ options: ViewOptions) throws(CommandError) -> ExitStatus {
        if let option = arguments.firstOfCollector {
            throw CommandError(.usage, "--attach watches a collector that runs already: \(option) is of no use here")
        }
        let addresses = try attaching.addresses()
        if arguments.isHeadless, options.resolves {
            throw CommandError(.usage, "--resolve needs the screen; with --no-tui, name: finds the names of files")
        }
        guard arguments.isHeadless else {
            try attaching.checkWithScreen()
            return try AttachedProgram(addresses, options).run()
        }
        return try AttachedLines(
            addresses, options, output: attaching.output ?? .lines, history: attaching.historyLimit()
        ).run()
    }

    /// Shows files.
    private func show(_ paths: [String], _ options: ViewOptions) throws(CommandError) -> ExitStatus {
        if let option = arguments.firstOfCollector {
            throw CommandError(.usage, "--open shows files and runs no collector: \(option) is of no use here")
        }
        if !attaching.attach.isEmpty {
            throw CommandError(.usage, "--open shows files, --attach a collector: one of them at a time")
        }
        guard !arguments.isHeadless else {
            throw CommandError(.usage, "--open needs the screen; without one, use grep, zgrep or zstdgrep")
        }
        try attaching.checkWithoutAttach()
        return try FilesProgram(paths, speed: files.checkedSpeed(), options).run()
    }

    private func relay(_ path: String) -> ExitStatus {
        ignoreFailedWrites()
        return ViewRelay(path: path).run() ? .done : .failed
    }
}

@main
enum Main {
    static func main() {
        exit(PySyslogTUI.run(AttachArguments.completed(Array(CommandLine.arguments.dropFirst()))).rawValue)
    }
}
