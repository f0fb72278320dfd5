// MemoryBoundTests.swift: memory stays bounded whatever a format makes of a line.
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("The bound on memory", .limited)
struct MemoryBoundTests {
    /// A format, how many handlers write it to standard output, and a flood of so many empty lines.
    struct Flood: Sendable, CustomTestStringConvertible {
        var format: String
        var handlers = 1
        var lines: Int
        /// Bytes of each record.
        var width: Int
        var testDescription: String { "\(lines) empty lines, \(handlers) handlers, \(width) bytes a record" }
    }

    private static let floods = [
        Flood(format: "%(message)65535s", lines: 10_000, width: 65_536),
        Flood(format: String(repeating: "%(message)65535s", count: 17), lines: 1_000, width: 17 * 65_535 + 1),
        Flood(format: "%(levelname)s:%(message)44s", handlers: 200, lines: 20_000, width: 50),
    ]

    private static func configuration(_ flood: Flood) -> String {
        let names = (0..<flood.handlers).map { "h\($0)" }
        let handlers = names.map {
            #""\#($0)": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "f"}"#
        }
        return """
            {"version": 1, "formatters": {"f": {"format": "\(flood.format)"}},
             "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr"},
                          \(handlers.joined(separator: ", "))},
             "loggers": {"pysyslog": {"handlers": ["stderr"], "propagate": false, "level": "INFO"}},
             "root": {"level": "INFO", "handlers": ["\(names.joined(separator: "\", \""))"]}}
            """
    }

    @Test("holds for wide formats and for many handlers of one file, and no line is lost", arguments: floods)
    func flood(_ flood: Flood) throws {
        let folder = try TemporaryFolder()
        try Data(Self.configuration(flood).utf8).write(to: folder.url.appending(path: "logging.json"))
        let pipe = Pipe()
        let program = try Program(
            Places.product("pysyslog"), ["127.0.0.1", "0", "-l", "logging.json", "--drain-timeout", "60"],
            directory: folder.url, standardOutput: pipe.fileHandleForWriting)
        try pipe.fileHandleForWriting.close()
        try eventually("it listens; \(program.errorText)") { program.errorText.contains("polling: ") }
        let port = try #require(program.errorText.firstMatch(of: /:(\d+) polling/).flatMap { UInt16($0.1) })
        let before = program.peakMemory

        // As many as there are loops on most machines; all is on its way before the first byte is taken.
        let senders = try (1...4).map { try Sender(to: port, from: "127.8.0.\($0)") }
        for sender in senders {
            try sender.send(repeatElement(10, count: flood.lines / senders.count))
            sender.halfClose()
        }
        var entry = pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
        try #require(poll(&entry, 1, 30_000) == 1, "the first record arrives")
        let records = flood.lines * flood.handlers
        let counter = LineCounter(pipe)
        for sender in senders { try sender.waitForEnd() }
        let peak = program.peakMemory
        program.signal(SIGTERM)
        #expect(try program.wait(seconds: 120) == 0, "\(program.errorText)")
        let summary = program.errorText.split(separator: "\n").last.map(String.init) ?? ""
        #expect(summary.contains("Received \(flood.lines) lines (\(flood.lines) bytes) from 4 peers"), "\(summary)")
        #expect(summary.hasSuffix("nothing lost"), "\(summary)")
        let (bytes, lines) = try counter.result()
        #expect(lines == records)
        #expect(bytes == records * flood.width)

        // 1 MiB, and of each loop what one read becomes and the message that was begun before; twice, as the writer has
        // a buffer of its own.
        let loops = min(senders.count, ProcessInfo.processInfo.activeProcessorCount)
        let bound = 2 * ((1 << 20) + loops * ((8 << 20) + flood.handlers * flood.width))
        #expect(peak - before < Program.bound(bound + (8 << 20)), "\(peak >> 20) MiB, \(before >> 20) MiB before")
    }
}

/// Reads a pipe to its end, on a thread of its own, and counts.
private final class LineCounter: Sendable {
    private let lock = NSLock()
    nonisolated(unsafe) private var state = (bytes: 0, lines: 0, isComplete: false)

    init(_ pipe: Pipe) {
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            var (bytes, lines) = (0, 0)
            while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
                bytes += count
                lines += lineEnds(in: buffer, count)
            }
            lock.withLock { state = (bytes, lines, true) }
            withExtendedLifetime(pipe) {}
        }
    }

    /// Waits for the end of the pipe.
    func result() throws -> (bytes: Int, lines: Int) {
        try eventually("the end of the output", seconds: 120) { lock.withLock { state.isComplete } }
        return lock.withLock { (state.bytes, state.lines) }
    }
}

/// How many of the first `count` bytes are LF; by `memchr`, as the tests are not built for speed.
private func lineEnds(in buffer: [UInt8], _ count: Int) -> Int {
    buffer.withUnsafeBytes { region in
        var (lines, offset) = (0, 0)
        while offset < count, let end = memchr(region.baseAddress! + offset, 10, count - offset) {
            lines += 1
            offset = UnsafeRawPointer(end) - region.baseAddress! + 1
        }
        return lines
    }
}
