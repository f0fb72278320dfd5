// PseudoTerminal.swift: pysyslog-tui on a terminal whose other end a test holds: it sees every byte, or reads none.
import Foundation
import Glibc
import Synchronization
import TestSupport

/// A view on a pty of 80x24 that the test reads, or does not.
final class PseudoTerminal: Sendable {
    let process = Process()
    private let listening = Mutex<UInt16>(0)
    var port: UInt16 { listening.withLock { $0 } }
    private let temporary: TemporaryFolder
    private let master: Int32
    /// Where the program's side is found.
    private let path: String
    private let seen = Seen()

    init(configuration: String, _ options: [String] = []) throws {
        temporary = try TemporaryFolder()
        var (master, slave): (Int32, Int32) = (-1, -1)
        var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&master, &slave, nil, nil, &size) == 0 else { throw TimeOut(what: "a pseudo terminal") }
        self.master = master
        path = String(cString: ttyname(slave))
        try Data(configuration.utf8).write(to: temporary.url.appending(path: "logging.json"))
        let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
        process.executableURL = URL(filePath: Places.product("pysyslog-tui"))
        process.arguments = ["127.0.0.1", "0", "-l", "logging.json", "--drain-timeout", "2"] + options
        process.currentDirectoryURL = temporary.url
        process.environment = ProcessInfo.processInfo.environment.merging(
            [
                "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": temporary.url.path, "COLORFGBG": "",
                "NO_COLOR": "",
            ]
        ) { $1 }
        process.standardInput = terminal
        process.standardOutput = terminal
        process.standardError = terminal
        try process.run()
        Thread.detachNewThread { [seen, master] in seen.read(from: master) }
        try eventually("the collector listens") {
            guard let port = listeningPort(of: process.processIdentifier) else { return false }
            listening.withLock { $0 = port }
            return true
        }
    }

    deinit {
        // The end of the process, which has the other side, ends the reading.
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        seen.stop()
        close(master)
    }

    var folder: URL { temporary.url }
    /// Everything that the terminal has got.
    var text: String { String(decoding: seen.bytes, as: UTF8.self) }

    /// From now on the terminal takes nothing; what it is sent fills its buffer and then waits.
    func stall() { seen.stop() }

    /// From now on the terminal reads that many bytes in a second.
    func slowDown(bytesPerSecond speed: Int) { seen.slowDown(bytesPerSecond: speed) }

    /// Whether the terminal has just read all that was sent to it.
    var hasCaughtUp: Bool { seen.hasCaughtUp }

    func type(_ keys: String) throws {
        let bytes = Array(keys.utf8)
        guard write(master, bytes, bytes.count) == bytes.count else { throw TimeOut(what: "the terminal takes keys") }
    }

    /// What was typed and read by nobody: a shell would get it.
    var unread: String {
        // The program's end may have closed its side; another one reads the same queue.
        let slave = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK)
        guard slave >= 0 else { return "the terminal cannot be opened" }
        defer { close(slave) }
        var modes = termios()
        tcgetattr(slave, &modes)
        cfmakeraw(&modes)
        tcsetattr(slave, TCSANOW, &modes)
        var buffer = [UInt8](repeating: 0, count: 4_096)
        return String(decoding: buffer.prefix(max(0, read(slave, &buffer, buffer.count))), as: UTF8.self)
    }

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

/// What a terminal has got, as long as somebody reads it.
private final class Seen: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isReading = true
        var speed: Int?
        var hasCaughtUp = false
    }

    private let state = Mutex(State())

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    var hasCaughtUp: Bool { state.withLock { $0.hasCaughtUp } }

    func stop() { state.withLock { $0.isReading = false } }
    func slowDown(bytesPerSecond speed: Int) { state.withLock { $0.speed = speed } }

    /// Reads until it is told to stop, or the terminal is gone; looks every 100 ms which of them it is.
    func read(from master: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while state.withLock({ $0.isReading }) {
            let speed = state.withLock { $0.speed }
            var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            let isReady = poll(&entry, 1, 100) > 0
            state.withLock { $0.hasCaughtUp = !isReady }
            guard isReady else { continue }
            let count = Glibc.read(master, &buffer, speed.map { $0 / 20 } ?? buffer.count)
            guard count > 0 else { return }
            state.withLock { $0.bytes += buffer.prefix(count) }
            if speed != nil { usleep(50_000) }
        }
    }
}
