// PartialFrameTests.swift: incomplete lines of many peers take bounded memory, which is freed again.
import Foundation
import TestSupport
import Testing

@Suite("Partial frames", .limited)
struct PartialFrameTests {
    @Test("of many connections are bounded together, delay nobody, and their memory is given back")
    func bounded() throws {
        let collector = try RunningCollector(
            ["--event-loops", "2"],
            configuration: """
                {"version": 1, "root": {"level": "INFO", "handlers": ["stdout"]},
                 "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
                              "file": {"class": "logging.FileHandler", "filename": "file.log"},
                              "null": {"class": "logging.FileHandler", "filename": "/dev/null"}},
                 "loggers": {"127.0.0.1": {"handlers": ["null"], "propagate": false},
                             "127.0.0.2": {"handlers": ["file"], "propagate": false}}}
                """)
        let part = [UInt8](repeating: 0x78, count: 262_143)
        let count = 600
        var senders: [Sender] = []
        let other = try Sender(to: collector.port, from: "127.0.0.2")
        for number in 0..<count {
            let sender = try Sender(to: collector.port)
            try sender.send(part)
            senders.append(sender)
            if number % 100 == 0 { try other.send("line \(number)\n") }
        }
        try eventually("the other peer is served", seconds: 10) { (try? collector.fileLines("file.log").count) == 6 }
        // Incomplete lines of 157 MB in total.
        #expect(collector.program.peakMemory < Program.bound(128 << 20), "\(collector.program.peakMemory)")
        for sender in senders {
            sender.halfClose()
            try sender.waitForEnd()
        }
        try eventually("memory is given back") { collector.program.memory < Program.bound(48 << 20) }
        other.halfClose()
        try collector.stop()
        let summary = collector.program.outputLines.last ?? ""
        #expect(summary.contains("Received \(count + 6) lines"), "\(summary)")
        #expect(summary.contains("null \(count), "), "\(summary)")
        // The longest are cut, and there are others that are not.
        let cut = summary.firstMatch(of: /(\d+) cut at/).flatMap { Int($0.1) } ?? 0
        #expect(cut > 300 && cut < count, "\(summary)")
    }
}
