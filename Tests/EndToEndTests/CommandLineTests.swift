// CommandLineTests.swift: what is wrong on the command line is said in one line, with what to try.
import Foundation
import TestSupport
import Testing

@Suite("The command line", .limited)
struct CommandLineTests {
    struct Mistake: CustomTestStringConvertible {
        var arguments: [String]
        var status: Int32 = 2
        var mentions: [String]
        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(
        "explains a mistake in one line",
        arguments: [
            Mistake(arguments: ["--framnig", "lf"], mentions: ["--framnig", "--framing", "--help"]),
            Mistake(arguments: ["127.0.0.1", "http"], mentions: ["'http'", "0 to 65535"]),
            Mistake(arguments: ["127.0.0.1", "-1"], mentions: ["'-1'", "0 to 65535"]),
            Mistake(arguments: ["127.0.0.1", "65536"], mentions: ["'65536'", "0 to 65535"]),
            Mistake(arguments: ["127.0.0.1", "0", "more"], mentions: ["more"]),
            Mistake(arguments: ["5514"], mentions: ["'5514'", "127.0.0.1 5514"]),
            Mistake(arguments: ["--port", "5514"], mentions: ["--port", "127.0.0.1 5514"]),
            Mistake(arguments: ["--port=5514"], mentions: ["--port", "127.0.0.1 5514"]),
            Mistake(arguments: ["-p", "5514"], mentions: ["-p", "127.0.0.1 5514"]),
            Mistake(
                arguments: ["no.such.host.invalid", "5514"], status: 1,
                mentions: ["no.such.host.invalid:5514", "HOST is"]),
            Mistake(arguments: ["127.0.0.1", "0", "-l", "missing.json"], mentions: ["missing.json", "no such file"]),
            Mistake(arguments: ["127.0.0.1", "0", "-l", "/"], mentions: ["/", "is a directory"]),
            Mistake(arguments: ["--cert", "x.pem"], mentions: ["--cert", "--key"]),
            Mistake(arguments: ["--key", "x.pem"], mentions: ["--cert", "--key"]),
            Mistake(
                arguments: ["--cert", "missing.pem", "--key", "k.pem"],
                mentions: ["--cert", "missing.pem", "no such file"]),
            Mistake(arguments: ["--client-ca", "ca.pem"], mentions: ["--client-ca", "--cert"]),
            Mistake(
                arguments: ["--cert", "c.pem", "--key", "k.pem", "--tls-peer", "host"],
                mentions: ["--tls-peer", "--client-ca"]),
            Mistake(
                arguments: ["--cert", "c", "--key", "k", "--client-ca", "a", "--tls-peer", "a*.b"],
                mentions: ["--tls-peer", "a*.b", "*.example.com"]),
            Mistake(arguments: ["--tls-min-version", "1.1"], mentions: ["1.1", "1.2"]),
            Mistake(arguments: ["--handshake-timeout", "0"], mentions: ["--handshake-timeout", "seconds"]),
            Mistake(arguments: ["-m", "many"], mentions: ["many", "-m"]),
            Mistake(arguments: ["--framing", "udp"], mentions: ["udp", "auto", "octet"]),
            Mistake(arguments: ["--max-message-size", "1"], mentions: ["--max-message-size", "480"]),
            Mistake(arguments: ["--drain-timeout", "-1"], mentions: ["--drain-timeout", "seconds"]),
            Mistake(arguments: ["--event-loops", "0"], mentions: ["--event-loops", "1 to 256"]),
        ])
    func mistakes(mistake: Mistake) throws {
        let program = try Program(Places.product("pysyslog"), mistake.arguments)
        #expect(try program.wait() == mistake.status)
        let lines = program.errorText.split(separator: "\n")
        #expect(lines.count == 1, "\(program.errorText)")
        #expect(program.errorText.hasPrefix("pysyslog: "))
        for mention in mistake.mentions { #expect(program.errorText.contains(mention), "\(program.errorText)") }
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
        // Where every port is free to everybody, as in some containers, there is no such right to miss.
        guard port > 0 else { return }
        // As root, the right is given up first; as anybody else it is missing anyway.
        let command = [Places.product("pysyslog"), "127.0.0.1", "\(min(port, 514))"]
        let dropping = ["setpriv", "--bounding-set=-net_bind_service", "--inh-caps=-net_bind_service"]
        let arguments = getuid() == 0 ? dropping + command : command
        let program = try Program(arguments[0], Array(arguments.dropFirst()))
        #expect(try program.wait() == 1)
        #expect(program.errorText.contains("try pysyslog 127.0.0.1 5"), "\(program.errorText)")
        #expect(program.errorText.contains("CAP_NET_BIND_SERVICE"))
    }

    @Test("help shows every option, the important ones first", arguments: ["--help", "-h", "help"])
    func help(argument: String) throws {
        let help = try Program(Places.product("pysyslog"), [argument])
        #expect(try help.wait() == 0)
        let titles = help.outputText.split(separator: "\n").filter { $0.hasSuffix(":") && $0 == $0.uppercased() }
        #expect(titles == ["ARGUMENTS:", "COLLECTING:", "TLS:", "OPTIONS:"])
        #expect(help.outputText.contains("Exit status: 0 "))
        for option in [
            "--poll-interval", "--max-queue-size", "--cert", "--key", "--logging-config", "--no-tui", "--framing",
            "--max-message-size", "--event-loops", "--drain-timeout", "--check", "--tls-min-version", "--tls-ciphers",
            "--tls-ciphersuites", "--handshake-timeout", "--client-ca", "--tls-peer", "--crl", "--key-password-file",
            "-i,", "-m,", "-c,", "-k,", "-l,",
        ] {
            #expect(help.outputText.contains(option))
        }
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
