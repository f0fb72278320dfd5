// PseudoTerminal.swift: pysyslog-tui on a terminal whose other end a test holds: it sees every byte, or reads none.
import Foundation
import Glibc
import Synchronization

/// A view on a pty of 80x24 that the test reads, or does not.
final class PseudoTerminal: Sendable {
    let process = Process()
    private let listening = Mutex<UInt16>(0)
    var port: UInt16 { listening.withLock { $0 } }
    private let temporary: TemporaryFolder
    private let master: Int32
    private let state = Mutex((bytes: [UInt8](), isReading: true))

    init(configuration: String) throws {
        temporary = try TemporaryFolder()
        var (master, slave): (Int32, Int32) = (-1, -1)
        var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&master, &slave, nil, nil, &size) == 0 else { throw TimeOut(what: "a pseudo terminal") }
        self.master = master
        try Data(configuration.utf8).write(to: temporary.url.appending(path: "logging.json"))
        let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
        process.executableURL = URL(filePath: Places.product("pysyslog-tui"))
        process.arguments = ["127.0.0.1", "0", "-l", "logging.json", "--drain-timeout", "2"]
        process.currentDirectoryURL = temporary.url
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": temporary.url.path]
        ) { $1 }
        process.standardInput = terminal
        process.standardOutput = terminal
        process.standardError = terminal
        try process.run()
        let other = master
        Thread.detachNewThread { [weak self] in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while let self, self.state.withLock({ $0.isReading }) {
                let count = read(other, &buffer, buffer.count)
                guard count > 0 else { break }
                self.state.withLock { $0.bytes += buffer.prefix(count) }
            }
        }
        try eventually("the collector listens") {
            guard let port = listeningPort(of: process.processIdentifier) else { return false }
            listening.withLock { $0 = port }
            return true
        }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        close(master)
    }

    var folder: URL { temporary.url }
    /// Everything that the terminal has got.
    var bytes: [UInt8] { state.withLock { $0.bytes } }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// From now on the terminal takes nothing; what it is sent fills its buffer and then waits.
    func stall() { state.withLock { $0.isReading = false } }

    /// What a stalled terminal shows when it goes on: all that waits in its buffer.
    func remainder() -> String {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        while poll(&entry, 1, 0) == 1, entry.revents & Int16(POLLIN) != 0 {
            let count = read(master, &buffer, buffer.count)
            guard count > 0 else { break }
            rest += buffer.prefix(count)
        }
        return String(decoding: rest, as: UTF8.self)
    }
}
