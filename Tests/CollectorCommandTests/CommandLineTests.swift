// CommandLineTests.swift: what arguments ask for, without a process: options, help, and mistakes with what to try.
import ArgumentParser
import Testing

@testable import CollectorCommand
@testable import CollectorCore

/// A command that only checks its arguments.
private struct Checked: CollectorProgram {
    static let configuration = CommandConfiguration(commandName: "checked")
    @OptionGroup var arguments: CollectorArguments

    func execute() throws(CommandError) -> CollectorCommand.ExitStatus {
        _ = try arguments.collectorOptions()
        _ = try arguments.loggingConfiguration()
        return .done
    }

    /// The options that arguments come to.
    static func options(_ arguments: String...) throws -> CollectorOptions {
        guard case .run(let program) = try request(arguments) else { throw CleanExit.helpRequest() }
        return try program.arguments.collectorOptions()
    }

    /// What is said of arguments that are wrong; `nil` of others.
    static func mistake(_ arguments: [String]) -> CommandError? {
        do throws(CommandError) {
            guard case .run(let program) = try request(arguments) else { return nil }
            _ = try program.execute()
            return nil
        } catch {
            return error
        }
    }

    static func shown(_ arguments: String...) throws -> String? {
        guard case .show(let text) = try request(arguments) else { return nil }
        return text
    }
}

@Suite("Arguments")
struct CommandLineTests {
    @Test("have the defaults of the Python tool")
    func defaults() throws {
        let options = try Checked.options()
        #expect(options.host == "127.0.0.1" && options.port == 514 && options.tls == nil)
        #expect(options.framing == .auto && options.maxMessageSize == 262_144 && options.maxQueueSize == 50_000)
        #expect(options.eventLoops == 0 && options.drainTimeout == 5 && options.pollInterval == 0.5)
        #expect(!options.levelFromPriority)
    }

    @Test("set every option, by long and short names, in any order")
    func everyOption() throws {
        let options = try Checked.options(
            "-m", "7", "::", "--framing", "nul", "0", "--max-message-size=480", "--event-loops", "3",
            "--drain-timeout", "0", "-i", "2.5", "--level-from-priority", "--no-tui")
        #expect(options.host == "::" && options.port == 0)
        #expect(options.framing == .nul && options.maxMessageSize == 480 && options.maxQueueSize == 7)
        #expect(options.eventLoops == 3 && options.drainTimeout == 0 && options.pollInterval == 2.5)
        #expect(options.levelFromPriority)
        #expect(try Checked.options("0.0.0.0", "65535", "-m", "-1").maxQueueSize == -1)
    }

    @Test("listen beside HOST and PORT, or instead of them")
    func listen() throws {
        let instead = try Checked.options("--listen", "tcp://[::]:5514?name=site", "--listen", "tcp://127.0.0.1:0")
        #expect(instead.listeners.map(\.url) == ["tcp://[::]:5514", "tcp://127.0.0.1:0"])
        #expect(instead.listeners.map(\.name) == ["site", nil])
        let beside = try Checked.options("::1", "--listen", "tcp://127.0.0.1:5514")
        #expect(beside.listeners.map(\.url) == ["tcp://[::1]:514", "tcp://127.0.0.1:5514"])
    }

    @Test("name the rules of framing", arguments: Framing.allCases)
    func framing(rule: Framing) throws {
        #expect(try Checked.options("--framing", rule.rawValue).framing == rule)
    }

    struct Mistake: CustomTestStringConvertible {
        var arguments: [String]
        var mentions: [String]
        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(
        "that are wrong are explained in one line",
        arguments: [
            Mistake(arguments: ["--framnig", "lf"], mentions: ["--framnig", "--framing", "see checked --help"]),
            Mistake(arguments: ["127.0.0.1", "http"], mentions: ["'http'", "0 to 65535"]),
            Mistake(arguments: ["127.0.0.1", "-1"], mentions: ["'-1'", "0 to 65535"]),
            Mistake(arguments: ["127.0.0.1", "65536"], mentions: ["'65536'", "0 to 65535"]),
            Mistake(arguments: ["127.0.0.1", "0", "more"], mentions: ["more"]),
            Mistake(arguments: ["5514"], mentions: ["'5514'", "as in: 127.0.0.1 5514"]),
            Mistake(arguments: ["--port", "5514"], mentions: ["--port", "as in: 127.0.0.1 5514"]),
            Mistake(arguments: ["--port=5514"], mentions: ["--port", "as in: 127.0.0.1 5514"]),
            Mistake(arguments: ["-p", "5514"], mentions: ["-p", "as in: 127.0.0.1 5514"]),
            Mistake(arguments: ["-l", "missing.json"], mentions: ["missing.json", "no such file"]),
            Mistake(arguments: ["-l", "/"], mentions: ["/", "is a directory"]),
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
            Mistake(arguments: ["--framing", "udp"], mentions: ["udp", "auto", "octet", "nul"]),
            Mistake(arguments: ["--max-message-size", "1"], mentions: ["--max-message-size", "480"]),
            Mistake(arguments: ["--drain-timeout", "-1"], mentions: ["--drain-timeout", "seconds"]),
            Mistake(arguments: ["--listen", "5514"], mentions: ["--listen", "'5514'", "tcp://HOST:PORT"]),
            Mistake(arguments: ["--listen", "tls://[::]:6514"], mentions: ["tls://[::]:6514", "--cert", "--key"]),
            Mistake(
                arguments: ["--listen", "tcp://:1?name=a", "--listen", "tcp://:2?name=a"],
                mentions: ["two listeners", "'a'"]),
            Mistake(arguments: ["--allow", "10.0.0.1/8"], mentions: ["--allow", "10.0.0.0/8"]),
            Mistake(arguments: ["--proxy-protocol", "balancer"], mentions: ["--proxy-protocol", "'balancer'"]),
            Mistake(arguments: ["--rate-limit", "fast"], mentions: ["--rate-limit", "'fast'", "1000:5000"]),
            Mistake(arguments: ["--rate-limit", "10:"], mentions: ["--rate-limit", "'10:'"]),
            Mistake(arguments: ["--rate-limit", "0"], mentions: ["--rate-limit", "'0'"]),
            Mistake(arguments: ["--max-connections", "0"], mentions: ["--max-connections 0", "at least 1"]),
            Mistake(arguments: ["--max-connections-per-peer", "-1"], mentions: ["--max-connections-per-peer -1"]),
            Mistake(arguments: ["--idle-timeout", "0"], mentions: ["--idle-timeout", "seconds"]),
            Mistake(arguments: ["--max-connection-age", "nan"], mentions: ["--max-connection-age", "seconds"]),
            Mistake(arguments: ["--event-loops", "0"], mentions: ["--event-loops", "1 to 256"]),
        ])
    func mistakes(mistake: Mistake) throws {
        let error = try #require(Checked.mistake(mistake.arguments))
        #expect(error.status == .usage && error.lines.count == 1 && !error.lines[0].contains("\n"))
        for mention in mistake.mentions { #expect(error.lines[0].contains(mention), "\(error.lines[0])") }
    }

    @Test("help shows every option, the important ones first", arguments: ["--help", "-h", "help"])
    func help(argument: String) throws {
        let help = try #require(try Checked.shown(argument))
        for option in [
            "--poll-interval", "--max-queue-size", "--cert", "--key", "--logging-config", "--no-tui", "--framing",
            "--max-message-size", "--event-loops", "--drain-timeout", "--check", "--tls-min-version", "--tls-ciphers",
            "--tls-ciphersuites", "--handshake-timeout", "--client-ca", "--tls-peer", "--crl", "--key-password-file",
            "--listen", "--allow", "--max-connections", "--max-connections-per-peer", "--rate-limit", "--idle-timeout",
            "--max-connection-age", "--proxy-protocol",
            "-i,", "-m,", "-c,", "-k,", "-l,", "-V,", "-h,",
        ] {
            #expect(help.contains(option))
        }
        let titles = help.split(separator: "\n").filter { $0.hasSuffix(":") && $0 == $0.uppercased() }
        #expect(
            titles == [
                "ARGUMENTS:", "COLLECTING:", "LISTENING:", "ADMISSION:", "TLS:", "MONITORING:", "VIEWERS:", "OPTIONS:",
            ])
    }

    @Test("the version has the command's name in front", arguments: ["--version", "-V"])
    func version(argument: String) throws {
        #expect(try Checked.shown(argument) == "checked \(Version.current)")
        #expect(Version.current.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
    }
}
