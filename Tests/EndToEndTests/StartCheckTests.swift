// StartCheckTests.swift: `--check` finds what would keep the collector from starting, and leaves no trace.
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("--check", .limited)
struct StartCheckTests {
    /// Runs it in a folder with the files `present.log` and `logging.json`, which has handlers of these arguments.
    ///
    /// - Parameter prefix: a command that runs it.
    private func check(
        _ arguments: [String], handlers: [String: String] = [:], by prefix: [String] = [], in folder: TemporaryFolder
    ) throws -> Program {
        let descriptions = handlers.map { #""\#($0)": {"class": "logging.FileHandler", \#($1)}"# }
        let names = handlers.keys.map { #""\#($0)""# }
        let json = """
            {"version": 1, "handlers": {\(descriptions.joined(separator: ", "))},
             "root": {"level": "INFO", "handlers": [\(names.joined(separator: ", "))]}}
            """
        try Data(json.utf8).write(to: folder.url.appending(path: "logging.json"))
        try Data("kept\n".utf8).write(to: folder.url.appending(path: "present.log"))
        let before = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        let command = prefix + [Places.product("pysyslog"), "--check", "-l", "logging.json"] + arguments
        let program = try Program("env", command, directory: folder.url)
        try program.wait()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == before)
        #expect(try Data(contentsOf: folder.url.appending(path: "present.log")) == Data("kept\n".utf8))
        return program
    }

    @Test("shows who may send, and how much")
    func admission() throws {
        let folder = try TemporaryFolder()
        let program = try check(
            [
                "--allow", "10.0.0.0/8", "--allow", "2001:db8::1", "--max-connections", "500",
                "--max-connections-per-peer", "20", "--rate-limit", "1000:5000", "--idle-timeout", "600",
                "--max-connection-age", "0.5e4", "--proxy-protocol", "192.0.2.0/24",
            ], in: folder)
        #expect(try program.wait() == 0, "\(program.errorText)")
        let lines = Array(program.outputLines.prefix(4))
        #expect(
            lines == [
                "listen   127.0.0.1:514, TCP, framing auto, messages up to 262144 bytes",
                "allow    10.0.0.0/8, 2001:db8::1",
                "limits   500 connections, 20 connections of one address, 1000 lines/s of one address, 5000 at once, "
                    + "connections end after 600 s of silence, connections end after about 5000 s",
                "proxies  192.0.2.0/24",
            ], "\(program.outputText)")
    }

    /// Arguments, and what is said of them.
    private static let places: [([String], String)] = [
        (["no.such.host.invalid", "5514"], "cannot listen on no.such.host.invalid:5514: "),
        (["--metrics", "no.such.host.invalid:9514"], "--metrics: cannot listen on no.such.host.invalid:9514: "),
        (["--listen", "unix:///tmp/p?owner=no-such-user"], "cannot listen on /tmp/p: there is no user 'no-such-user'"),
        (
            ["--listen", "unix:///tmp/p?group=no-such-group"],
            "cannot listen on /tmp/p: there is no group 'no-such-group'"
        ),
        (["--listen", "unix:///no/such/folder/p"], "cannot listen on /no/such/folder/p: its folder does not exist"),
        (["--listen", "unix:///etc/passwd"], "cannot listen on /etc/passwd: there is a file that is no socket"),
    ]

    @Test("finds hosts, users, groups and folders that are not there", arguments: places)
    func place(_ arguments: [String], _ words: String) throws {
        let program = try check(arguments, in: try TemporaryFolder())
        #expect(try program.wait() == 1)
        #expect(program.errorText.hasPrefix("pysyslog: \(words)"), "\(program.errorText)")
        #expect(program.outputText.isEmpty)
    }

    @Test(
        "finds log files that could not be opened, in the words of the start",
        arguments: [
            (
                #""filename": "missing/a.log""#,
                "cannot open missing/a.log: no such file or directory; make its directory first"
            ),
            (#""filename": ".""#, "cannot open .: is a directory; name a file in it"),
            (
                #""filename": "present.log", "mode": "x""#,
                "cannot open present.log: file exists; mode \"x\" wants a new file"
            ),
            (#""filename": "present.log/a""#, "cannot open present.log/a: not a directory"),
        ])
    func file(_ arguments: String, _ words: String) throws {
        let folder = try TemporaryFolder()
        let program = try check([], handlers: ["bad": arguments], in: folder)
        #expect(try program.wait() == 1)
        #expect(program.errorText == "pysyslog: handler bad: \(words)\n")
        let start = try Program(
            Places.product("pysyslog"), ["127.0.0.1", "0", "-l", "logging.json"], directory: folder.url)
        #expect(try start.wait() == 1)
        #expect(start.errorText == program.errorText)
    }

    @Test("finds folders and files that its user may not write to")
    func permissions() throws {
        let folder = try TemporaryFolder()
        // Root may write everywhere.
        let user = getuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
        let handlers = ["new": #""filename": "closed/new.log""#, "old": #""filename": "closed/old.log""#]
        let closed = folder.url.appending(path: "closed")
        let old = closed.appending(path: "old.log")
        try FileManager.default.createDirectory(at: closed, withIntermediateDirectories: false)
        try Data().write(to: old)
        func set(_ mode: Int, _ url: URL) throws {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
        }
        try set(0o755, folder.url)
        try set(0o444, old)
        try set(0o555, closed)
        let program = try check([], handlers: handlers, by: user, in: folder)
        try set(0o755, closed)
        #expect(try program.wait() == 1)
        let advice = "permission denied; the user that runs the collector must be able to write there"
        #expect(
            Set(program.errorText.split(separator: "\n").map(String.init)) == [
                "pysyslog: handler old: cannot open closed/old.log: \(advice)",
                "pysyslog: handler new: cannot open closed/new.log: \(advice)",
            ])
    }

    @Test("warns of a file that is opened with its first record only, and of nothing where all is well")
    func warning() throws {
        let late = ["late": #""filename": "missing/a.log", "delay": true"#]
        let program = try check([], handlers: late, in: try TemporaryFolder())
        #expect(try program.wait() == 0)
        #expect(
            program.errorText
                == "warning: handler late: cannot open missing/a.log: no such file or directory; make its directory first\n"
        )
        let fine = ["old": #""filename": "present.log""#, "new": #""filename": "new.log", "mode": "x""#]
        let quiet = try check(["--listen", "unix:///tmp/p?owner=root"], handlers: fine, in: try TemporaryFolder())
        #expect(try quiet.wait() == 0)
        #expect(quiet.errorText.isEmpty, "\(quiet.errorText)")
    }

    @Test("finds that files for peers have no directory, and makes none where there can be one")
    func peerFiles() throws {
        func handler(_ filename: String) -> [String: String] {
            ["h": #""class": "pysyslog.handlers.PeerFileHandler", "filename": "\#(filename)""#]
        }
        let wrong = try check([], handlers: handler("/no/such/folder/{peer}.log"), in: try TemporaryFolder())
        #expect(try wrong.wait() == 1)
        #expect(
            wrong.errorText.hasPrefix(
                "pysyslog: handler h: cannot use the directory /no/such/folder/: no such file or directory; make its "
                    + "directory first"), "\(wrong.errorText)")
        let right = try check([], handlers: handler("remote/{peer}.log"), in: try TemporaryFolder())
        #expect(try right.wait() == 0, "\(right.errorText)")
    }
}
