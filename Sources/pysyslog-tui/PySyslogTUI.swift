// PySyslogTUI.swift: the command with the live view: a doorway.
import ArgumentParser
import CollectorCommand
import Glibc

struct PySyslogTUI: CollectorProgram {
    static let configuration = CommandConfiguration(
        commandName: "pysyslog-tui",
        abstract: "Collect syslog over TCP, with a live view of who is sending what.",
        version: Version.current)

    @OptionGroup var arguments: CollectorArguments

    func execute() throws(CommandError) -> ExitStatus {
        try Headless(arguments).run()
    }
}

@main
enum Main {
    static func main() {
        exit(PySyslogTUI.run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }
}
