// ReloadLoadTests.swift: reloads under load: every line is in exactly one file, once, and in the order of its peer.
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Reloads under load", .limited)
struct ReloadLoadTests {
    /// Lines of all peers together; `PYSYSLOG_TEST_RELOAD_LINES` asks for more.
    private static let lines =
        ProcessInfo.processInfo.environment["PYSYSLOG_TEST_RELOAD_LINES"].flatMap { Int($0) } ?? 200_000
    private static let peers = 4
    private static let reloads = 20

    /// Configurations that lead each line to exactly one file; each is used several times.
    private static let outputs: [(handlers: String, loggers: String, root: String)] = [
        (#""a": {"class": "logging.FileHandler", "filename": "a.log"}"#, "", "a"),
        // Another file, and another format.
        (#""b": {"class": "logging.FileHandler", "filename": "b.log", "formatter": "long"}"#, "", "b"),
        // The first file again with another format and another queue, and one more file for one of the peers.
        (
            """
            "a": {"class": "logging.FileHandler", "filename": "a.log", "formatter": "long", "pysyslog": {"queue_size": 1000}},
            "c": {"class": "logging.handlers.RotatingFileHandler", "filename": "c.log", "maxBytes": 300000,
                  "backupCount": 1000}
            """, #", "127.0.0.2": {"handlers": ["c"], "propagate": false}"#, "a"
        ),
        // The first file by another class, behind a memory.
        (
            """
            "w": {"class": "logging.handlers.WatchedFileHandler", "filename": "a.log"},
            "m": {"class": "logging.handlers.MemoryHandler", "capacity": 5000, "target": "w", "flushLevel": "CRITICAL"}
            """, "", "m"
        ),
    ]

    private static func configuration(_ number: Int) -> Data {
        let (handlers, loggers, root) = outputs[number % outputs.count]
        let text = """
            {"version": 1,
             "formatters": {"long": {"format": "%(levelname)s %(asctime)s %(message)s"},
                            "own": {"format": "%(levelname)s:%(name)s:%(message)s"}},
             "handlers": {"own": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "own"},
                          \(handlers)},
             "loggers": {"pysyslog": {"level": "INFO", "handlers": ["own"], "propagate": false}\(loggers)},
             "root": {"level": "INFO", "handlers": ["\(root)"]}}
            """
        return Data(text.utf8)
    }

    /// Sends numbered lines, no more than `share` of them at once, until all are sent.
    private func send(from peer: Int, to port: UInt16, _ done: borrowing Atomic<Int>) throws {
        let sender = try Sender(to: port, from: "127.0.0.\(peer + 1)")
        let count = Self.lines / Self.peers
        var next = 0
        while next < count {
            // Each reload meets its share of the lines.
            let due = min(count, (done.load(ordering: .relaxed) + 1) * count / Self.reloads + 100)
            guard next < due else {
                usleep(200)
                continue
            }
            let end = min(due, next + 500)
            try sender.send((next..<end).map { "peer \(peer) line \($0)\n" }.joined())
            next = end
        }
        sender.halfClose()
        // The collector closes first only if it must not: this is the end that it answers.
        try sender.waitForEnd()
    }

    /// The numbers of the lines of each peer in a file, in its order.
    private func numbers(in file: URL) throws -> [Int: [Int]] {
        var numbers: [Int: [Int]] = [:]
        for line in try Data(contentsOf: file).lines {
            let words = line.split(separator: " ").suffix(4)
            let fields = Array(words)
            guard fields.count == 4, fields[0] == "peer", fields[2] == "line", let peer = Int(fields[1]),
                let number = Int(fields[3])
            else { throw TimeOut(what: "whole lines in \(file.lastPathComponent), not '\(line)'") }
            numbers[peer, default: []].append(number)
        }
        return numbers
    }

    @Test(
        "20 of them lose no line, write none twice, keep the order of each peer in each file, and close no connection")
    func changingConfigurations() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "logging.json")
        try Self.configuration(0).write(to: file)
        let program = try Program(
            Places.product("pysyslog"), ["127.0.0.1", "0", "-l", "logging.json", "--drain-timeout", "60"],
            directory: folder.url)
        try eventually("it listens: \(program.errorText)") { program.outputText.contains("polling: ") }
        let port = try #require(program.outputText.firstMatch(of: /:(\d+) polling/).flatMap { UInt16($0.1) })
        let done = Counter()
        let senders = (0..<Self.peers).map { peer in
            Background { try send(from: peer, to: port, done.value) }
        }
        for number in 1...Self.reloads {
            try Self.configuration(number).write(to: file, options: .atomic)
            program.signal(SIGHUP)
            try eventually("reload \(number): \(program.outputText.suffix(500))") {
                program.outputLines.count { $0.hasPrefix("INFO:pysyslog:reloaded: ") } == number
            }
            done.value.add(1, ordering: .relaxed)
        }
        for sender in senders { try sender.wait(seconds: 300) }
        program.signal(SIGTERM)
        #expect(try program.wait(seconds: 120) == 0)
        try check(folder.url, program)
    }

    private func check(_ folder: URL, _ program: Program) throws {
        var found = [[Int]](repeating: [], count: Self.peers)
        // Backups of the rotating file with higher numbers are older.
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains(".log") }
        let rotated = names.filter { $0.hasPrefix("c.log.") }.sorted {
            $0.count == $1.count ? $0 > $1 : $0.count > $1.count
        }
        for group in [["a.log"], ["b.log"], rotated + ["c.log"]] {
            var ofGroup: [Int: [Int]] = [:]
            for name in group {
                for (peer, numbers) in try numbers(in: folder.appending(path: name)) {
                    ofGroup[peer, default: []] += numbers
                }
            }
            for (peer, numbers) in ofGroup {
                let isOrdered = zip(numbers, numbers.dropFirst()).allSatisfy(<)
                #expect(isOrdered, "peer \(peer) in \(group.last ?? "")")
                found[peer] += numbers
            }
        }
        for numbers in found { #expect(numbers.sorted() == Array(0..<Self.lines / Self.peers)) }
        let summary = program.outputLines.last ?? ""
        #expect(summary.contains("Received \(Self.lines) lines") && summary.hasSuffix("; nothing lost"), "\(summary)")
        let delivered = summary.firstMatch(of: /delivered: (.*); nothing lost/)?.1.split(separator: ", ") ?? []
        let sum = delivered.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
        #expect(sum == Self.lines, "\(summary)")
    }
}

/// A number that several threads read.
private final class Counter: Sendable {
    let value = Atomic<Int>(0)
}

/// Work on a thread of its own, whose error is thrown where it is waited for.
private final class Background: Sendable {
    private let outcome = Mutex<Result<Void, any Error>?>(nil)

    init(_ work: @escaping @Sendable () throws -> Void) {
        Thread.detachNewThread { [self] in
            let result = Result { try work() }
            outcome.withLock { $0 = result }
        }
    }

    func wait(seconds: Double) throws {
        try eventually("the work is done", seconds: seconds) { outcome.withLock { $0 != nil } }
        try outcome.withLock { $0 }?.get()
    }
}
