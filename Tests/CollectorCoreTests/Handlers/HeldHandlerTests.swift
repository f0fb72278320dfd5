// HeldHandlerTests.swift: lines for the terminal of a screen are counted instead, whatever the terminal is called.
import Foundation
import Glibc
import Testing

@testable import CollectorCore

@Suite("Handlers of a terminal with a screen")
struct HeldHandlerTests {
    /// A pseudo terminal, both of its ends.
    private final class Pty {
        let master: Int32
        let slave: Int32
        let path: String

        init() throws {
            var (master, slave): (Int32, Int32) = (-1, -1)
            var name = [CChar](repeating: 0, count: 128)
            guard unsafe openpty(&master, &slave, &name, nil, nil) == 0 else { throw Errno.current }
            self.master = master
            self.slave = slave
            path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            _ = fcntl(master, F_SETFL, O_NONBLOCK)
        }

        deinit {
            close(slave)
            close(master)
        }

        /// What the terminal has been sent.
        var text: String {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = unsafe read(master, &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
    }

    /// Makes handlers, delivers two lines to all of them, and writes everything.
    private func deliver(_ handlers: [(name: String, members: String)], screen: Pty) throws -> [String: Balance] {
        let members = handlers.map { "\"\($0.name)\": {\($0.members)}" }.joined(separator: ", ")
        // Handlers that pass records on are used by their own names only.
        let names = handlers.map(\.name).filter { $0 != "target" }.map { "\"\($0)\"" }.joined(separator: ", ")
        let text = #"{"version": 1, "handlers": {\#(members)}, "root": {"level": "DEBUG", "handlers": [\#(names)]}}"#
        let configuration = try LoggingConfiguration.read(Array(text.utf8), file: "test")
        let factory = try HandlerFactory(
            configuration.handlers, limit: QueueLimit(), screen: TerminalDevice(openAs: screen.slave))
        let router = Router(tree: configuration.tree, handlers: factory.handlers)
        let received = ReceiveBuffer(holding: Array("one\ntwo\n".utf8))
        var framer = Framer(framing: .lf, limit: 4_096)
        var batch = FrameBatch()
        framer.read(received.bytes, into: &batch)
        var scratch = DeliveryScratch()
        let route = router.route(for: RouteFacts(loggerName: "192.0.2.1", level: .info))
        _ = route.deliver(ArrivedFrames(batch, of: received, at: WallTime(nanoseconds: 0)), using: &scratch)
        for destination in factory.destinations {
            destination.outbox.finish()
            destination.writer.run(reporting: ReportLog())
        }
        return Dictionary(uniqueKeysWithValues: factory.handlers.map { ($0.name, $0.lines.balance) })
    }

    private static let kinds = [
        #""class": "logging.FileHandler""#, #""class": "logging.FileHandler", "delay": true"#,
        #""class": "logging.FileHandler", "mode": "w""#, #""class": "logging.handlers.WatchedFileHandler""#,
        #""class": "logging.handlers.RotatingFileHandler", "maxBytes": 5, "backupCount": 1"#,
        #""class": "logging.handlers.TimedRotatingFileHandler""#,
    ]

    @Test("write nothing there and count, of every class that writes files", arguments: kinds)
    func held(kind: String) throws {
        let screen = try Pty()
        let balances = try deliver([("file", #"\#(kind), "filename": "\#(screen.path)""#)], screen: screen)
        #expect(balances == ["file": Balance(accepted: 2, held: 2)])
        #expect(screen.text == "")
    }

    @Test("are known by the terminal, not by a name: through /proc, through links")
    func names() throws {
        let screen = try Pty()
        let directory = TemporaryDirectory()
        try FileManager.default.createSymbolicLink(atPath: directory.path("link"), withDestinationPath: screen.path)
        for path in ["/proc/self/fd/\(screen.slave)", "/dev/fd/\(screen.slave)", directory.path("link")] {
            let balances = try deliver(
                [("file", #""class": "logging.FileHandler", "filename": "\#(path)""#)], screen: screen)
            #expect(balances == ["file": Balance(accepted: 2, held: 2)], "\(path)")
        }
        #expect(screen.text == "")
    }

    @Test("are told from handlers of files, of other devices and of other terminals, which get their lines")
    func others() throws {
        let (screen, other) = (try Pty(), try Pty())
        let directory = TemporaryDirectory()
        let balances = try deliver(
            [
                ("screen", #""class": "logging.FileHandler", "filename": "\#(screen.path)""#),
                ("other", #""class": "logging.FileHandler", "filename": "\#(other.path)""#),
                ("file", #""class": "logging.FileHandler", "filename": "\#(directory.path("x"))""#),
                ("null", #""class": "logging.FileHandler", "filename": "/dev/null""#),
            ], screen: screen)
        #expect(balances["screen"] == Balance(accepted: 2, held: 2))
        for name in ["other", "file", "null"] { #expect(balances[name] == Balance(accepted: 2, written: 2), "\(name)") }
        #expect(screen.text == "")
        #expect(other.text == "one\r\ntwo\r\n")
        #expect(directory.text("x") == "one\ntwo\n")
    }

    @Test("count what a queue or a memory passes on to them")
    func relayed() throws {
        let screen = try Pty()
        let balances = try deliver(
            [
                ("target", #""class": "logging.FileHandler", "filename": "\#(screen.path)""#),
                ("queue", #""class": "logging.handlers.QueueHandler", "handlers": ["target"]"#),
                (
                    "memory",
                    #""class": "logging.handlers.MemoryHandler", "capacity": 1, "target": "target""#
                ),
            ], screen: screen)
        #expect(balances["target"] == Balance(accepted: 4, held: 4))
        #expect(screen.text == "")
    }
}
