// TmuxScreen.swift: pysyslog-tui in a real terminal: a tmux server of its own, whose keys a test presses.
import Foundation
import Synchronization
import TestSupport
import Testing

/// A view in a tmux window, in a folder of its own; the server ends when it is let go.
final class TmuxScreen: Sendable {
    private let server: String
    private let temporary: TemporaryFolder
    private let listening = Mutex<UInt16>(0)
    var port: UInt16 { listening.withLock { $0 } }

    /// Starts a shell of that size, and the view in it.
    ///
    /// - Parameters:
    ///   - options: words for a shell, as are the others: assignments that stand before the command, and what stands
    ///     behind it.
    ///   - sockets: the collectors to attach to, instead of running one.
    ///   - files: the files to open instead, as words for a shell.
    ///   - input: a command whose output is standard input.
    init(
        _ options: String = "", columns: Int = 80, rows: Int = 24, configuration: String? = nil,
        environment: String = "", redirection: String = "", attachedTo sockets: [String] = [],
        opening files: String = "", input: String = "",
        waits: Bool = true
    ) throws {
        temporary = try TemporaryFolder()
        server = "pysyslog-\(UUID().uuidString.prefix(8))"
        let home = temporary.url.path.shellQuoted
        var command = "XDG_CONFIG_HOME=\(home) \(environment) \(Places.product("pysyslog-tui").shellQuoted)"
        let isCollecting = sockets.isEmpty && files.isEmpty
        command += isCollecting ? " 127.0.0.1 0 --drain-timeout 1" : ""
        command += files.isEmpty ? "" : " --open \(files)"
        if !input.isEmpty { command = "\(input) | \(command)" }
        command += sockets.map { " --attach \($0.shellQuoted)" }.joined() + " \(options)"
        if let configuration {
            try Data(configuration.utf8).write(to: temporary.url.appending(path: "logging.json"))
            command += " -l logging.json"
        }
        try tmux([
            "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "-c", temporary.url.path,
            "env PS1='ready> ' LC_ALL=C.UTF-8 sh",
        ])
        try wait("the shell") { $0.contains("ready>") }
        // What is echoed must not look like what is waited for.
        try Data("\(command) \(redirection)\necho status $?\n".utf8).write(to: temporary.url.appending(path: "go"))
        try keys(". ./go", "Enter")
        guard isCollecting else {
            if waits { try wait("the first picture") { $0.contains("── stream:") } }
            return
        }
        try eventually("the collector listens", seconds: 20) {
            guard let pid = try child(), let port = listeningPort(of: pid) else { return false }
            listening.withLock { $0 = port }
            return true
        }
        if waits { try wait("the first picture") { $0.contains("pysyslog-tui") && $0.contains("  127.0.0.1:\(port)") } }
    }

    /// The collector ends first, as it would write into the folder. With its only session the server ends. Not
    /// `kill-server`, a signal, which threads of the test library leave blocked.
    deinit {
        if let collector = try? child() { kill(collector, SIGKILL) }
        _ = try? tmux(["kill-session"])
    }

    var folder: URL { temporary.url }

    @discardableResult
    func tmux(_ arguments: [String]) throws -> String {
        let process = Process()
        // The server that the first call starts lives on: it must hold nothing by which the end of the call is noticed.
        let closing = "for f in /proc/$$/fd/*; do f=${f##*/}; [ $f -gt 2 ] && eval \"exec $f>&-\"; done; exec \"$@\""
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", closing, "bash", "tmux", "-S", RunFolder.url.path + "/" + server, "-u"] + arguments
        let path = temporary.url.appending(path: "tmux-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: path.path, contents: nil)
        let output = try FileHandle(forWritingTo: path)
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try eventually("tmux \(arguments) ends", seconds: 20) { !process.isRunning }
        // Closed here, not when it is let go: a process that has ended holds it for long, and there are thousands.
        try output.close()
        defer { try? FileManager.default.removeItem(at: path) }
        return try String(contentsOf: path, encoding: .utf8)
    }

    /// Presses keys, by tmux's names for them.
    func keys(_ keys: String...) throws { try tmux(["send-keys"] + keys) }

    /// The characters of the screen; with `attributes`, the sequences that colour them too.
    func picture(attributes: Bool = false) throws -> String {
        try tmux(["capture-pane", "-p", "-S", "0"] + (attributes ? ["-e"] : []))
    }

    /// All that the window has shown, what scrolled away included.
    func everything() throws -> String { try tmux(["capture-pane", "-p", "-J", "-S", "-"]) }

    /// Waits for a picture.
    @discardableResult
    func wait(_ what: String, seconds: Double = 20, _ condition: (String) -> Bool) throws -> String {
        var last = ""
        do {
            try eventually(what, seconds: seconds) {
                last = try picture()
                return condition(last)
            }
        } catch {
            throw TimeOut(what: "\(what); the screen is\n\(last)")
        }
        return last
    }

    /// The process that the shell runs.
    func collector() throws -> pid_t {
        guard let process = try child() else { throw TimeOut(what: "the shell runs a program") }
        return process
    }

    private func child() throws -> pid_t? {
        let shell = try tmux(["display-message", "-p", "#{pane_pid}"]).trimmingCharacters(in: .newlines)
        let children = try? String(contentsOfFile: "/proc/\(shell)/task/\(shell)/children", encoding: .utf8)
        return children?.split(separator: " ").first.flatMap { pid_t($0) }
    }

    /// Waits until the shell has the terminal again, and checks that it is as a shell's should be.
    func expectSaneTerminal(status: Int = 0) throws {
        try wait("the shell's prompt") { $0.contains("status \(status)") }
        #expect(try tmux(["display-message", "-p", "#{alternate_on}#{mouse_any_flag}#{cursor_flag}"]).hasPrefix("001"))
        try keys("stty -a | tr ' ' '\\n' | grep -cE '^-?(icanon|echo|isig|icrnl|opost|ixon);?$' ; stty -a", "Enter")
        let modes = try wait("the modes") { $0.contains("icanon") }
        for mode in ["icanon", "echo", "isig", "icrnl", "opost", "ixon"] {
            #expect(!modes.contains("-\(mode) "), "\(mode) is off:\n\(modes)")
        }
    }
}
