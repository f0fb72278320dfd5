// PySyslog.swift: the headless command: a doorway.
import ArgumentParser
import CollectorCommand
import Glibc

struct PySyslog: CollectorProgram {
    static let configuration = CommandConfiguration(
        commandName: "pysyslog",
        abstract:
            "Collect syslog over TCP, TLS, UDP and local sockets: every line goes to a logger named after its sender.",
        discussion: """
            Without a logging configuration, lines are printed as INFO:<sender>:<line>.

              pysyslog 127.0.0.1 5514                listen on an unprivileged port
              pysyslog :: 5514 -l logging.json       every address, outputs as configured
              logger -T -n 127.0.0.1 -P 5514 hello   send a line

            SIGTERM and SIGINT read what has been sent, write it out and end; a second one ends at once. \
            SIGHUP and SIGUSR2 reopen moved log files, and read the logging configuration and the TLS files again; SIGUSR1 logs \
            what was received and delivered so far.

            \(ExitStatus.help)
            """)

    @OptionGroup var arguments: CollectorArguments

    func execute() throws(CommandError) -> ExitStatus {
        try Headless(arguments).run()
    }
}

@main
enum Main {
    static func main() {
        exit(PySyslog.run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }
}
