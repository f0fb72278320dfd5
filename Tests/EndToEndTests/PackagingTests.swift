// PackagingTests.swift: the files that are installed beside the programs.
import Foundation
import TestSupport
import Testing

@Suite("Packaging", .limited)
struct PackagingTests {
    private static let folder = Places.repository.appending(path: "Packaging")
    private static let configurations = {
        let examples =
            (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "examples").path)) ?? []
        return ["logging.json"] + examples.filter { $0.hasSuffix(".json") }.sorted().map { "examples/\($0)" }
    }()

    @Test("the default configuration and the examples are right without a warning", arguments: configurations)
    func configuration(path: String) throws {
        #expect(Self.configurations.count > 3)
        // The folder that the package makes is not there.
        let folder = try TemporaryFolder()
        let text = try String(contentsOf: Self.folder.appending(path: path), encoding: .utf8)
        let own = text.replacing("/var/log/pysyslog/", with: "")
        try Data(own.utf8).write(to: folder.url.appending(path: "logging.json"))
        let check = try Program(
            Places.product("pysyslog"), ["--check", "-l", "logging.json"], directory: folder.url)
        #expect(try check.wait() == 0)
        #expect(check.errorText.isEmpty, "\(check.errorText)")
        // The service's own log must go to the journal, not among the lines of peers.
        #expect(check.outputText.contains("─ pysyslog  ("), "\(check.outputText)")
        #expect(check.outputText.contains("-> journal  (stops here)"), "\(check.outputText)")
    }

    @Test("systemd rates the exposure of the service at 1.6 or less")
    func exposure() throws {
        let folder = try TemporaryFolder()
        let unit = folder.url.appending(path: "pysyslog.service")
        let source = Self.folder.appending(path: "systemd/pysyslog.service")
        let text = try String(contentsOf: source, encoding: .utf8)
            .replacing("@bindir@", with: "/usr/bin").replacing("@sysconfdir@", with: "/etc")
        #expect(!text.contains(/@[a-z]+@/))
        try Data(text.utf8).write(to: unit)
        // The threshold is in tenths; a higher exposure is exit status 1.
        let analysis = try Program(
            "systemd-analyze", ["security", "--offline=true", "--no-pager", "--threshold=16", unit.path])
        #expect(try analysis.wait() == 0, "\(analysis.outputText)\(analysis.errorText)")
        #expect(analysis.outputText.contains("Overall exposure level for pysyslog.service: "), "\(analysis.outputText)")
    }

    @Test("each socket unit names its socket for the service", arguments: ["tcp", "tls", "udp"])
    func sockets(name: String) throws {
        let unit = name == "tcp" ? "pysyslog.socket" : "pysyslog-\(name).socket"
        let text = try String(contentsOf: Self.folder.appending(path: "systemd/\(unit)"), encoding: .utf8)
        for line in ["FileDescriptorName=\(name)", "Service=pysyslog.service", "WantedBy=sockets.target"] {
            #expect(text.contains("\n\(line)\n"), "\(unit): \(line)")
        }
    }

    @Test("the service has time to drain before it is killed")
    func drainTime() throws {
        let unit = try String(
            contentsOf: Self.folder.appending(path: "systemd/pysyslog.service"), encoding: .utf8)
        let limit = try #require(unit.firstMatch(of: /(?m)^TimeoutStopSec=(\d+)s$/).flatMap { Double($0.1) })
        let help = try Program(Places.product("pysyslog"), ["--help"])
        try help.wait()
        let drain = try #require(
            help.outputText.replacing(/\s+/, with: " ").firstMatch(of: /--drain-timeout .*?default: ([0-9.]+)/)
                .flatMap { Double($0.1) })
        #expect(limit > 2 * drain)
    }

    @Test("install and uninstall are about the same files, and keep a changed configuration")
    func installation() throws {
        let folder = try TemporaryFolder()
        let root = folder.url.appending(path: "root").path
        func run(_ action: String) throws {
            let script = Places.repository.appending(path: "Scripts/install-files").path
            let products = URL(filePath: Places.product("pysyslog")).deletingLastPathComponent().path
            let program = try Program(
                "env",
                [
                    "PREFIX=/usr/local", "SYSCONFDIR=/etc", "DESTDIR=\(root)", "BUILD=\(products)", script, action,
                    "pysyslog", "pysyslog-tui",
                ], directory: Places.repository)
            #expect(try program.wait(seconds: 60) == 0, "\(program.errorText)")
        }
        func files() throws -> Set<String> {
            let find = try Program("find", [root, "-type", "f", "-printf", "%P\n"])
            try find.wait()
            return Set(find.outputLines)
        }
        try run("install")
        let installed = try files()
        for file in [
            "usr/local/bin/pysyslog", "usr/local/bin/pysyslog-tui", "usr/local/share/man/man1/pysyslog.1",
            "usr/local/share/man/man1/pysyslog-tui.1", "usr/local/share/man/man5/pysyslog.json.5",
            "usr/local/share/bash-completion/completions/pysyslog", "usr/local/share/zsh/site-functions/_pysyslog-tui",
            "usr/local/share/fish/vendor_completions.d/pysyslog.fish", "usr/local/lib/systemd/system/pysyslog.service",
            "usr/local/lib/systemd/system/pysyslog.socket", "usr/local/share/doc/pysyslog/examples/files-only.conf",
            "usr/local/share/doc/pysyslog/examples/forward.json", "etc/pysyslog/logging.json", "etc/default/pysyslog",
            "etc/logrotate.d/pysyslog",
        ] { #expect(installed.contains(file), "\(file)") }
        for file in installed where !file.contains("/bin/") {
            let text = try String(contentsOfFile: "\(root)/\(file)", encoding: .utf8)
            #expect(!text.contains(/@[a-z]+dir@/), "\(file)")
        }
        let configuration = "\(root)/etc/pysyslog/logging.json"
        try Data("changed".utf8).write(to: URL(filePath: configuration))
        try run("install")
        #expect(try String(contentsOfFile: configuration, encoding: .utf8) == "changed")
        try run("uninstall")
        #expect(try files() == ["etc/pysyslog/logging.json"])
    }
}
