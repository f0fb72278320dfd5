// LoadTests.swift: many connections, fast senders, slow destinations: every line counted or delivered, memory flat.
import Foundation
import Synchronization
import TestSupport
import Testing

// One after the other: Foundation's Process, which starts the programs, reads beyond its buffer where some 1,350 descriptors
// are open in this process.
@Suite("Under load", .limited, .serialized)
struct LoadTests {
    @Test("2,000 connections with 40,000 numbered lines lose none, though some break in the middle of a line")
    func manyConnections() throws {
        let collector = try RunningCollector()
        var random = SeededGenerator(state: SeededGenerator.seedOfRun)
        var expected: [String: [String]] = [:]
        for group in 0..<20 {
            let senders = try (0..<100).map { number in
                let source = "127.\(1 + group).0.\(1 + number)"
                return (source: source, sender: try Sender(to: collector.port, from: source))
            }
            for line in 0..<20 {
                for (source, sender) in senders {
                    let text = "line \(line) of \(source)"
                    try sender.send(text + "\n")
                    expected[source, default: []].append(text)
                }
            }
            for (source, sender) in senders where random.chance(25) {
                try sender.send("half of \(source)")
                expected[source]?.append("half of \(source)")
            }
            for (_, sender) in senders { sender.halfClose() }
            for (_, sender) in senders { try sender.waitForEnd() }
        }
        try collector.stop()
        let received = Dictionary(grouping: collector.program.outputLines.filter { $0.hasPrefix("INFO:127.") }) {
            String($0.split(separator: ":")[1])
        }
        #expect(received.count == 2_000)
        for (source, lines) in expected {
            #expect(received[source]?.map { String($0.dropFirst("INFO:\(source):".count)) } == lines)
        }
        let count = expected.values.reduce(0) { $0 + $1.count }
        let summary = collector.program.outputLines.last ?? ""
        #expect(summary.contains("Received \(count) lines"), "\(summary)")
        #expect(summary.contains("delivered: stdout \(count); nothing lost"), "\(summary)")
    }

    @Test(
        "64 fast senders against a destination that takes a pipe's size now and then: memory stays flat, nothing is lost"
    )
    func slowDestination() throws {
        let folder = try TemporaryFolder()
        let pipe = Pipe()
        let program = try Program(
            Places.product("pysyslog"), ["127.0.0.1", "0", "--drain-timeout", "60"], directory: folder.url,
            standardOutput: pipe.fileHandleForWriting)
        try pipe.fileHandleForWriting.close()
        let greeting = String(decoding: try read(pipe), as: UTF8.self)
        let port = try #require(greeting.firstMatch(of: /:(\d+) polling/).flatMap { UInt16($0.1) })
        let senders = try (0..<64).map { try Sender(to: port, from: "127.0.1.\($0 + 1)") }
        let line = "<13>" + String(repeating: "x", count: 133) + "\n"
        let block = Array(String(repeating: line, count: 400).utf8)
        var peak = 0
        var readLines = 0
        var sent = [Int](repeating: 0, count: senders.count)
        for _ in 0..<15 {
            for (index, sender) in senders.enumerated() {
                let rest = sent[index] % block.count
                sent[index] += sender.sendSome(Array(block[rest...]))
            }
            try eventually("the collector can do nothing more") { program.isAsleep }
            readLines += try read(pipe).count { $0 == 10 }
            peak = max(peak, program.peakMemory)
        }
        #expect(peak < Program.bound(40 << 20), "\(peak) bytes resident at the peak")
        for sender in senders { sender.halfClose() }
        program.signal(SIGTERM)
        // Now it is read as fast as it goes, and all that was sent must come; where it was cut, a line ends.
        let rest = Captured(pipe)
        #expect(try program.wait(seconds: 120) == 0)
        try eventually("the end of the output") { rest.isComplete }
        let summary = try #require(rest.data.lines.last)
        let expected = sent.reduce(0) { $0 + ($1 + line.utf8.count - 1) / line.utf8.count }
        let received = try #require(summary.firstMatch(of: /Received (\d+) lines/).flatMap { Int($0.1) })
        let delivered = readLines + rest.data.lines.count - 1
        #expect(summary.contains("delivered: stdout \(delivered); nothing lost"), "\(summary)")
        #expect(received == delivered && received == expected)
    }

    /// What is in a pipe, as soon as there is anything.
    private func read(_ pipe: Pipe) throws -> Data {
        var entry = pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, 30_000) > 0 else { throw TimeOut(what: "something comes out of the pipe") }
        return pipe.fileHandleForReading.availableData
    }

    @Test("SIGTERM under endless input ends in time, and every line is delivered, or its bytes are counted")
    func endlessInput() throws {
        let collector = try RunningCollector(["--drain-timeout", "0.5"])
        let senders = try (0..<4).map { try Sender(to: collector.port, from: "127.0.2.\($0 + 1)") }
        let isStopped = Flag()
        let block = Array((0..<500).map { "<13>endless line \($0)\n" }.joined().utf8)
        for sender in senders {
            Thread.detachNewThread {
                while !isStopped.isSet {
                    do { try sender.send(block) } catch { return }
                }
            }
        }
        try eventually("lines come") { collector.program.outputText.count > 1_000_000 }
        try collector.stop()
        isStopped.set()
        let summary = collector.program.outputLines.last ?? ""
        let delivered = collector.program.outputLines.count { $0.hasPrefix("INFO:127.0.2.") }
        #expect(summary.contains("Received \(delivered) lines"), "\(summary)")
        // What had come and was not read in time is told too.
        let unread = summary.firstMatch(
            of: /stdout (\d+); [1-4] connections? closed \(drain deadline\), [1-9]\d* bytes unread$/)
        #expect(
            unread.map { $0.1 == "\(delivered)" } ?? summary.contains("stdout \(delivered); nothing lost"), "\(summary)"
        )
    }

    @Test("500 handlers, each for one of 500 peers, work in less than 80 MB")
    func manyHandlers() throws {
        let peers = (0..<500).map { "127.3.\($0 / 250).\($0 % 250 + 1)" }
        let handlers = peers.map { #""\#($0)": {"class": "logging.FileHandler", "filename": "\#($0).log"}"# }
        let loggers = peers.map { #""\#($0)": {"handlers": ["\#($0)"], "propagate": false}"# }
        let collector = try RunningCollector(
            configuration: """
                {"version": 1, "root": {"level": "INFO", "handlers": ["stdout"]},
                 "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
                              \(handlers.joined(separator: ",\n"))},
                 "loggers": {\(loggers.joined(separator: ",\n"))}}
                """)
        let senders = try peers.map { (peer: $0, sender: try Sender(to: collector.port, from: $0)) }
        for (peer, sender) in senders {
            try sender.send("one of \(peer)\ntwo of \(peer)\n")
            sender.halfClose()
        }
        for (_, sender) in senders { try sender.waitForEnd() }
        #expect(
            collector.program.peakMemory < Program.bound(80 << 20), "\(collector.program.peakMemory) bytes resident")
        try collector.stop()
        for peer in peers { #expect(try collector.fileLines("\(peer).log") == ["one of \(peer)", "two of \(peer)"]) }
        let summary = collector.program.outputLines.last ?? ""
        #expect(summary.contains("delivered: 1000 by 501 handlers; nothing lost"), "\(summary)")
    }

    @Test("10,000 idle connections take less than 60 MB")
    func idleConnections() throws {
        let collector = try RunningCollector()
        // In a process of their own: Foundation's Process looks at every open descriptor, and does so wrongly for thousands.
        let peers = try Program("python3", [Places.client("idle_connections.py"), "\(collector.port)", "10000"])
        try eventually("all are connected; \(peers.errorText)") {
            peers.outputText.contains("ready") && collector.program.outputText.contains("the last one")
        }
        let memory = collector.program.memory
        #expect(memory < Program.bound(60 << 20), "\(memory) bytes resident")
        peers.signal(SIGKILL)
        try peers.wait()
        try collector.stop()
        #expect(collector.program.outputText.contains("from 10000 peers"))
    }
}

/// Something that one thread says to others.
final class Flag: Sendable {
    private let state = Mutex(false)
    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
}
