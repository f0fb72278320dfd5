// CommandLineTests.swift: errors on the command line are reported in one line, with advice.
import Foundation
import TestSupport
import Testing

@Suite("The command line", .limited)
struct CommandLineTests {
    @Test(
        "says what is wrong on standard error, in one line with the command's name, and ends with status 2 or 1",
        arguments: [
            (["127.0.0.1", "http"], 2, "'http'"), (["--framing", "udp"], 2, "udp"),
            (["127.0.0.1", "0", "-l", "missing.json"], 2, "missing.json"),
            (["no.such.host.invalid", "5514"], 1, "no.such.host.invalid:5514"),
        ] as [([String], Int32, String)])
    func mistakes(arguments: [String], status: Int32, mention: String) throws {
        let program = try Program(Places.product("pysyslog"), arguments)
        #expect(try program.wait() == status)
        let lines = program.errorText.split(separator: "\n")
        #expect(lines.count == 1 && program.errorText.hasPrefix("pysyslog: "), "\(program.errorText)")
        #expect(program.errorText.contains(mention), "\(program.errorText)")
        #expect(program.outputText.isEmpty)
    }

    @Test("says who has the port")
    func addressInUse() throws {
        let collector = try RunningCollector()
        let second = try Program(Places.product("pysyslog"), ["127.0.0.1", "\(collector.port)"])
        #expect(try second.wait() == 1)
        #expect(second.errorText.contains("another program has the port"))
        #expect(second.errorText.contains("ss -ltnp"))
        try collector.stop()
    }

    @Test("names the way around a privileged port, when the right to it is missing")
    func privilegedPort() throws {
        let firstFree = try String(contentsOfFile: "/proc/sys/net/ipv4/ip_unprivileged_port_start", encoding: .utf8)
        let port = try #require(Int(firstFree.trimmingCharacters(in: .newlines))) - 1
        // In some containers every port is free to everybody, so nothing is missing.
        guard port > 0 else { return }
        // Root drops the capability first; other users do not have it.
        let command = [Places.product("pysyslog"), "127.0.0.1", "\(min(port, 514))"]
        let dropping = ["setpriv", "--bounding-set=-net_bind_service", "--inh-caps=-net_bind_service"]
        let arguments = getuid() == 0 ? dropping + command : command
        let program = try Program(arguments[0], Array(arguments.dropFirst()))
        #expect(try program.wait() == 1)
        #expect(program.errorText.contains("try pysyslog 127.0.0.1 5"), "\(program.errorText)")
        #expect(program.errorText.contains("CAP_NET_BIND_SERVICE"))
    }

    @Test("help of both commands tells the exit statuses", arguments: ["pysyslog", "pysyslog-tui"])
    func exitStatuses(command: String) throws {
        let help = try Program(Places.product(command), ["--help"])
        #expect(try help.wait() == 0)
        #expect(help.outputText.contains("Exit status: 0 "))
    }

    @Test("the version has the command's name in front", arguments: ["pysyslog", "pysyslog-tui"], ["--version", "-V"])
    func version(command: String, argument: String) throws {
        let version = try Program(Places.product(command), [argument])
        #expect(try version.wait() == 0)
        #expect(version.outputText.wholeMatch(of: /([a-z-]+) \d+\.\d+\.\d+\n/).map { $0.1 == command } == true)
    }

    @Test("bash completes files for the options that take one")
    func completion() throws {
        let folder = try TemporaryFolder()
        try Data().write(to: folder.url.appending(path: "some-file"))
        let script = try Program(Places.product("pysyslog"), ["--generate-completion-script", "bash"])
        #expect(try script.wait() == 0)
        try script.outputData.write(to: folder.url.appending(path: "completion"))
        for option in ["-l", "--logging-config", "--cert", "--key", "--client-ca", "--crl", "--key-password-file"] {
            let ask =
                "source completion; COMP_WORDS=(pysyslog \(option) some); COMP_CWORD=2; COMP_LINE='pysyslog "
                + "\(option) some'; COMP_POINT=${#COMP_LINE}; _pysyslog pysyslog some \(option); echo \"${COMPREPLY[*]}\""
            let shell = try Program("bash", ["-c", ask], directory: folder.url)
            #expect(try shell.wait() == 0)
            #expect(shell.outputText == "some-file\n", "\(option): \(shell.errorText)")
        }
    }
}
