// PySyslogTUI.swift: the command with the live view: a doorway.
import ArgumentParser
import CollectorCommand
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

            A filter: words are ANDed; OR, !not, "a phrase", /regex/, peer: host: app: with * or /16, sev<=warn, fac:auth, \
            age<5m, len>1000. An address by itself is a peer.

            Handlers that write to the terminal are muted while the screen is in use; with standard output redirected \
            they write. Without a terminal it is pysyslog. SIGUSR2, or r in the overlay of outputs, \
            reloads the configuration; SIGUSR1 logs the account.

            \(ExitStatus.help)
            """)

    @OptionGroup var arguments: CollectorArguments
    @OptionGroup(title: "The view") var view: ViewArguments

    func execute() throws(CommandError) -> ExitStatus {
        let options = try view.options()
        if arguments.isHeadless || arguments.check { return try Headless(arguments).run() }
        return try LiveProgram(arguments, options).run()
    }
}

@main
enum Main {
    static func main() {
        exit(PySyslogTUI.run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }
}
