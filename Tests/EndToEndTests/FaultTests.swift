// FaultTests.swift: the quick ones of Scripts/faults, with a tenth of their load; `make faults` runs all.
import Foundation
import TestSupport
import Testing

@Suite("Faults", .limited)
struct FaultTests {
    private static let cases = [
        "files.renamed", "reloads.changing", "reloads.datagrams", "network.syslog_down", "network.socket_reset",
        "hostile.every_byte", "hostile.proxy_garbage", "advisories.inputs",
        "ending.unread_datagrams", "ending.waiting_connections",
    ]
    /// These preload a library, which the address sanitizer's must come before.
    private static let preloading = [
        "calls.writing", "calls.rolling_over", "calls.receiving", "calls.datagrams", "calls.accepting", "calls.sending",
        "calls.watching", "clock.set_forward_and_back",
    ]
    private static var isSanitized: Bool {
        ProcessInfo.processInfo.environment["PYSYSLOG_TEST_SANITIZED"] != nil
    }

    /// How many cases run at a time: most of them wait for their senders most of the time.
    private static let lanes = 4

    @Test("lose no line that is not counted")
    func faults() throws {
        let cases = Self.cases + (Self.isSanitized ? [] : Self.preloading)
        let script = Places.repository.appending(path: "Scripts/faults").path
        let lanes = (0..<Self.lanes).map { lane in stride(from: lane, to: cases.count, by: Self.lanes).map { cases[$0] }
        }
        let programs = try lanes.map { names in
            let options = ["-B", script, "--scale", "0.1", "--program", Places.product("pysyslog")]
            return try Program("python3", options + names)
        }
        for (names, program) in zip(lanes, programs) {
            #expect(try program.wait(seconds: 300) == 0, "\(program.errorText)")
            #expect(program.outputLines.count == 2 + names.count, "a head and the rows: \(program.outputText)")
        }
    }
}
