// ErrorOutputTests.swift: lines for standard error never hold up who has something to say.
import Glibc
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Standard error", .limited)
struct ErrorOutputTests {
    @Test("takes lines while its reader takes none, and tells later how many it had no room for")
    func stuck() throws {
        var ends: [CInt] = [-1, -1]
        #expect(unsafe pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        defer { for end in ends { close(end) } }
        let flags = fcntl(writing, F_GETFL)
        _ = fcntl(writing, F_SETFL, flags | O_NONBLOCK)
        while unsafe Glibc.write(writing, "\n", 1) == 1 {}
        _ = fcntl(writing, F_SETFL, flags)
        let output = try ErrorOutput(descriptor: writing, limit: 10_000)
        let line = String(repeating: "x", count: 999) + "\n"
        // More than the queue and one piece in hand can hold.
        for _ in 0..<200 { output.write(line) }
        #expect(!output.finish(until: .now.advanced(bySeconds: 0.05)))

        var bytes = ByteBuffer()
        var isComplete = false
        while !isComplete {
            _ = unsafe bytes.appendInPlace(upTo: 4_096) { unsafe read(reading, $0.baseAddress, $0.count) }
            isComplete = output.finish(until: .now)
        }
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
        while unsafe bytes.appendInPlace(upTo: 4_096, { unsafe read(reading, $0.baseAddress, $0.count) }) > 0 {}
        let lines = bytes.bytes.lossyText.split(separator: "\n")
        let said = lines.filter { $0.count == 999 }.count
        let notice = try #require(lines.last?.firstMatch(of: /^pysyslog: (\d+) lines could not be written/))
        #expect(said + (Int(notice.1) ?? 0) == 200)
        #expect((9...20).contains(said))
    }
}
