// PeerFileTests.swift: a file for each peer: its name, its lines, and what happens where one of the files fails.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A file for each peer", .limited)
struct PeerFileTests {
    /// Handlers with one `PeerFileHandler`, `h`.
    private func handlers(_ filename: String, _ more: String = "", terminator: String? = nil) throws -> RoutedHandlers {
        let attributes = terminator.map { #", ".": {"terminator": "\#($0)"}"# } ?? ""
        return try RoutedHandlers(
            """
            "h": {"class": "pysyslog.handlers.PeerFileHandler", "filename": "DIR/\(filename)"\(more)\(attributes),
                  "formatter": "f"}
            """, root: #"["h"]"#)
    }

    /// The same, whose writer runs.
    private func running(_ filename: String, _ more: String = "") throws -> RoutedHandlers {
        let handlers = try handlers(filename, more)
        for destination in handlers.factory.destinations { try destination.start(reporting: handlers.reports) }
        return handlers
    }

    private func end(_ handlers: RoutedHandlers, within seconds: Double = 20, dropping reason: DropReason? = nil) {
        for destination in handlers.factory.destinations {
            destination.outbox.finish()
            if let reason {
                _ = destination.join(until: .now.advanced(bySeconds: 0.2))
                destination.outbox.close(reason)
            }
            #expect(destination.join(until: .now.advanced(bySeconds: seconds)), "the writer ends")
        }
    }

    /// Delivers as event loops do, whose writers are woken afterwards.
    private func send(_ lines: [String], from peer: String, to handlers: RoutedHandlers) {
        handlers.deliver(lines, from: peer)
        for destination in handlers.factory.destinations { destination.outbox.wakeWriter() }
    }

    @Test("has its lines, in directories that are made, by the time of receipt")
    func names() throws {
        let handlers = try handlers("{peer}/%Y-%m.log", #", "directoryMode": "0700", "pysyslog": {"mode": "0600"}"#)
        let may = WallTime(nanoseconds: 1_778_000_000_000_000_000)
        let june = WallTime(nanoseconds: 1_781_000_000_000_000_000)
        handlers.deliver(["a", "b"], from: "192.0.2.1", at: may)
        handlers.deliver(["c"], from: "fe80::1%eth0", at: may)
        handlers.deliver(["d"], from: "192.0.2.1", at: june)
        handlers.deliverOwn("own", level: .info)
        handlers.finish()
        let directory = handlers.directory
        #expect(directory.text("192.0.2.1/2026-05.log") == "INFO a\nINFO b\n")
        #expect(directory.text("fe80::1%eth0/2026-05.log") == "INFO c\n")
        #expect(directory.text("192.0.2.1/2026-06.log") == "INFO d\n")
        #expect(directory.text("pysyslog/1970-01.log") == "INFO own\n")
        #expect(handlers.balance("h") == Balance(accepted: 4, written: 4))
        func mode(_ name: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: directory.path(name))[.posixPermissions] as? Int
        }
        #expect(try mode("192.0.2.1") == 0o700)
        #expect(try mode("192.0.2.1/2026-05.log") == 0o600)
    }

    @Test("is named after a listener, which cannot lead out of the directory")
    func listeners() throws {
        let handlers = try handlers("logs/{listener}/{peer}")
        handlers.deliver(["a"], from: "local", listener: "../../../escaped")
        handlers.deliver(["b"], from: "local", listener: "/dev/log")
        handlers.finish()
        #expect(handlers.directory.names == ["logs"])
        #expect(handlers.directory.text("logs/_._.._.._escaped/local") == "INFO a\n")
        #expect(handlers.directory.text("logs/_dev_log/local") == "INFO b\n")
    }

    @Test("keeps the order of each of 10,000 peers whose lines come in any order, with 64 files open")
    func manyPeers() throws {
        let (peers, lines) = (10_000, 5)
        let handlers = try running("logs/{peer}.log", #", "maxOpen": 64"#)
        var generator = SeededGenerator(for: "peer files")
        var sent = [Int](repeating: 0, count: peers)
        var order = (0..<peers * lines).map { $0 % peers }
        order.shuffle(using: &generator)
        for peer in order {
            send(["\(sent[peer])"], from: "10.0.\(peer / 256).\(peer % 256)", to: handlers)
            sent[peer] += 1
        }
        end(handlers)
        #expect(handlers.balance("h") == Balance(accepted: peers * lines, written: peers * lines))
        let expected = (0..<lines).map { "INFO \($0)\n" }.joined()
        let wrong = (0..<peers).filter {
            handlers.directory.text("logs/10.0.\($0 / 256).\($0 % 256).log") != expected
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(10))")
        let history = try #require(handlers.factory.handlers[0].outbox).history
        #expect(history.evictions >= peers - 64)
    }

    @Test("whose path leads through a symbolic link is not written, while others are")
    func symbolicLinks() throws {
        let handlers = try running("logs/{peer}/all.log")
        let directory = handlers.directory
        let files = FileManager.default
        try files.createDirectory(atPath: directory.path("logs"), withIntermediateDirectories: true)
        try files.createDirectory(atPath: directory.path("elsewhere"), withIntermediateDirectories: true)
        try files.createSymbolicLink(
            atPath: directory.path("logs/192.0.2.1"), withDestinationPath: directory.path("elsewhere"))
        send(["a"], from: "192.0.2.1", to: handlers)
        send(["b"], from: "192.0.2.2", to: handlers)
        try eventually("the failure is reported") { !handlers.reports.reports.isEmpty }
        try eventually("the other peer's line is there") { directory.text("logs/192.0.2.2/all.log") == "INFO b\n" }
        let path = directory.path("logs/192.0.2.1/all.log")
        let text =
            "cannot open \(path): something in this path is a symbolic link, which is not followed, or no directory"
        #expect(handlers.reports.reports.first == .failed(text))
        #expect(try files.contentsOfDirectory(atPath: directory.path("elsewhere")).isEmpty)
        #expect(handlers.balance("h")?.queued == 1)
        try files.removeItem(atPath: directory.path("logs/192.0.2.1"))
        try eventually("the line that was kept is there") { directory.text("logs/192.0.2.1/all.log") == "INFO a\n" }
        try eventually("the end is reported") { handlers.reports.reports.last == .recovered }
        end(handlers)
        #expect(handlers.balance("h") == Balance(accepted: 2, written: 2))
    }

    @Test("that is a pipe does not stop the others")
    func pipe() throws {
        let handlers = try running("{peer}")
        #expect(unsafe mkfifo(handlers.directory.path("192.0.2.1"), 0o600) == 0)
        send(["a"], from: "192.0.2.1", to: handlers)
        send(["b"], from: "192.0.2.2", to: handlers)
        try eventually("the other peer's line is there") { handlers.directory.text("192.0.2.2") == "INFO b\n" }
        end(handlers, dropping: .drainDeadline)
        #expect(handlers.balance("h") == Balance(accepted: 2, written: 1, dropped: [.drainDeadline: 1]))
    }

    @Test("is made anew when it, or its directory, was removed")
    func removedDirectory() throws {
        let handlers = try running("logs/{peer}/all.log")
        for name in ["logs/192.0.2.1/all.log", "logs/192.0.2.1", "logs"] {
            send(["a"], from: "192.0.2.1", to: handlers)
            try eventually("the line is there") { handlers.directory.text("logs/192.0.2.1/all.log") == "INFO a\n" }
            try FileManager.default.removeItem(atPath: handlers.directory.path(name))
        }
        send(["b"], from: "192.0.2.1", to: handlers)
        end(handlers)
        #expect(handlers.directory.text("logs/192.0.2.1/all.log") == "INFO b\n")
        #expect(handlers.balance("h") == Balance(accepted: 4, written: 4))
    }

    @Test("that takes nothing keeps its lines up to a limit, and drops and counts what is beyond")
    func fullFile() throws {
        let handlers = try running("{peer}")
        let directory = handlers.directory
        try FileManager.default.createDirectory(atPath: directory.path("192.0.2.1"), withIntermediateDirectories: false)
        let line = String(repeating: "x", count: 4_000)
        let count = 600
        for _ in 0..<count {
            send([line], from: "192.0.2.1", to: handlers)
            send(["b"], from: "192.0.2.2", to: handlers)
        }
        try eventually("the other peer's lines are there") {
            directory.text("192.0.2.2") == String(repeating: "INFO b\n", count: count)
        }
        let outbox = try #require(handlers.factory.handlers[0].outbox)
        try eventually("everything is taken") { outbox.isEmpty }
        let balance = try #require(handlers.balance("h"))
        let dropped = balance.dropped[.fileFailed, default: 0]
        #expect(dropped > 0 && balance.written == count && balance.queued + dropped == count)
        #expect((240...300).contains(balance.queued), "1 MiB is kept")
        try FileManager.default.removeItem(atPath: directory.path("192.0.2.1"))
        end(handlers)
        let written = try #require(directory.text("192.0.2.1"))
        #expect(written == String(repeating: "INFO \(line)\n", count: count - dropped))
        #expect(
            handlers.balance("h")
                == Balance(accepted: 2 * count, written: 2 * count - dropped, dropped: [.fileFailed: dropped]))
    }

    @Test("is opened anew when it was moved and that is asked for")
    func reopened() throws {
        let handlers = try running("{peer}")
        send(["a"], from: "192.0.2.1", to: handlers)
        try eventually("the line is there") { handlers.directory.text("192.0.2.1") == "INFO a\n" }
        try handlers.directory.move("192.0.2.1", to: "192.0.2.1.1")
        handlers.factory.destinations[0].writer.reopen()
        send(["b"], from: "192.0.2.1", to: handlers)
        end(handlers)
        #expect(handlers.directory.texts == ["192.0.2.1.1": "INFO a\n", "192.0.2.1": "INFO b\n"])
    }

    @Test("begins a new line behind one that a killed process left torn")
    func tornLine() throws {
        let handlers = try handlers("{peer}")
        try handlers.directory.write("INFO to", to: "192.0.2.1")
        handlers.deliver(["a"])
        handlers.finish()
        #expect(handlers.directory.text("192.0.2.1") == "INFO to\nINFO a\n")
    }

    @Test("is compressed when its name has passed, with every line", arguments: ["", #", "closeAfter": 0.05"#])
    func compressed(more: String) throws {
        let handlers = try running("{peer}/%H%M%S", #", "compress": "gzip""# + more)
        let directory = handlers.directory
        var sent: [String: [Int]] = [:]
        var number = 0
        let begin = Instant.now
        while Instant.now.seconds(since: begin) < 2.2 {
            let time = WallTime.now
            handlers.deliver(["\(number)"], from: "192.0.2.1", at: time)
            handlers.factory.destinations[0].outbox.wakeWriter()
            let name = CivilTime(secondsSinceEpoch: time.seconds).text(format: "%H%M%S")
            sent[String(decoding: name, as: UTF8.self), default: []].append(number)
            number += 1
            usleep(10_000)
        }
        let first = try #require(sent.keys.min())
        try eventually("the first file is compressed") {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path("192.0.2.1"))) ?? []
            return names.contains(first + ".gz") && !names.contains(first)
        }
        end(handlers)
        #expect(handlers.balance("h") == Balance(accepted: number, written: number))
        var found: [Int] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path("192.0.2.1")).sorted() {
            let path = directory.path("192.0.2.1/" + name)
            let gzip = try Program("gzip", ["--decompress", "--stdout", "--force", path])
            #expect(try gzip.wait(seconds: 20) == 0)
            found += gzip.outputText.split(separator: "\n").compactMap { Int($0.dropFirst(5)) }
        }
        #expect(found == Array(0..<number))
    }

    @Test("is closed to make room for others, which is counted and told once")
    func evictions() throws {
        let directory = TemporaryDirectory()
        let outbox = try Outbox(limit: QueueLimit())
        let reports = ReportLog()
        var limits = PeerFiles.Limits()
        limits.openFiles = 2
        limits.evictionInterval = 0.05
        var files = PeerFiles(
            in: ConfinedDirectory(directory.path, permissions: 0o750), permissions: 0o640, endsLines: true, limits,
            periods: FilePeriods([], nil, patience: 0), outbox: outbox, reports: reports)
        let ledger = Ledger()
        func isTold() -> Bool { reports.reports.contains { if case .advised = $0 { true } else { false } } }
        try eventually("the log says so") {
            var buffer = RecordBuffer()
            for name in ["a", "b", "c"] { buffer.add("\0\0\0\u{1}\(name)line\n", to: ledger) }
            files.add(buffer, at: .now)
            files.work(at: .now, isEnding: false)
            return isTold()
        }
        guard case .advised(let text) = reports.reports[0] else { return #expect(Bool(false), "\(reports.reports)") }
        #expect(text.contains("files were closed in"))
        #expect(text.contains("as 2 may be open (maxOpen)"))
        files.work(at: .now.advanced(bySeconds: 1), isEnding: false)
        #expect(reports.reports.count == 1)
        #expect(outbox.history.evictions >= 4)
        files.finish()
        let lines = ledger.balance.written / 3
        #expect(directory.text("a") == String(repeating: "line\n", count: lines))
    }
}
