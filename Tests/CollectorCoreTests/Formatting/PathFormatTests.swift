// PathFormatTests.swift: the names of files with fields: what they become, and what is refused.
import Testing

@testable import CollectorCore

@Suite("The name of a file with fields")
struct PathFormatTests {
    /// What stands for a peer and a listener; times are left out.
    private func name(_ format: String, _ peer: String, listener: String = "") throws -> String {
        let facts = RouteFacts(loggerName: peer, level: .info, listener: listener)
        return try PathFormat(format).pieces(for: facts).reduce(into: "") { name, piece in
            if case .literal(let bytes) = piece { name += String(decoding: bytes, as: UTF8.self) }
        }
    }

    @Test("begins beneath the directory before its first field")
    func directory() throws {
        #expect(try PathFormat("/var/log/remote/{peer}/%Y.log").directory == "/var/log/remote/")
        #expect(try PathFormat("/var/log/x-{peer}.log").directory == "/var/log/")
        #expect(try PathFormat("/var/log/%Y/{peer}").directory == "/var/log/")
        #expect(try PathFormat("{peer}").directory == "")
    }

    @Test("takes addresses as they are, also with a scope, which is no directive of strftime")
    func addresses() throws {
        #expect(try name("{peer}/all.log", "192.0.2.1") == "192.0.2.1/all.log")
        #expect(try name("{peer}.log", "fe80::1%eth0") == "fe80::1%eth0.log")
        #expect(try name("{peer}.log", "pysyslog.transport") == "pysyslog.log")
    }

    @Test(
        "makes one name of what a listener is called, whatever that is",
        arguments: [
            ("/run/log", "_run_log"), ("../../etc/passwd", "_._.._etc_passwd"), ("..", "_."), (".", "_"),
            ("a b", "a_b"),
            ("", "_"),
        ])
    func listeners(listener: String, expected: String) throws {
        let name = try name("{listener}", "192.0.2.1", listener: listener)
        #expect(!name.contains("/") && name != "." && name != "..")
        #expect(name == expected)
    }

    @Test(
        "is refused where it could leave its directory or makes no sense",
        arguments: [
            ("/var/log/all.log", "there is no {peer}, {listener} or time in it"),
            ("/l/{host}.log", "{host} is what a sender claims, which must not name a file; use {peer}, its address"),
            ("/l/{per}.log", "unknown field {per}; the fields are {peer} and {listener}; did you mean {peer}?"),
            ("/l/{peer", "a brace without its counterpart; a field is written {peer}"),
            ("/l/peer}%Y", "a brace without its counterpart; a field is written {peer}"),
            ("/l/{peer}/../x", ".. behind a field is not allowed"),
            ("/l/{peer}/", "a name in the path is empty: two slashes, or one at the end"),
            ("/l/{peer}//x", "a name in the path is empty: two slashes, or one at the end"),
        ])
    func refused(format: String, reason: String) {
        do throws(FormatError) {
            _ = try PathFormat(format)
            Issue.record("\(format) is accepted")
        } catch {
            #expect(error.reason.hasPrefix(reason), "\(error.reason)")
        }
    }
}
