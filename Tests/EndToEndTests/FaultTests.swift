// FaultTests.swift: the quick ones of Scripts/faults, with a tenth of their load; `make faults` runs all.
import Foundation
import TestSupport
import Testing

@Suite("Faults", .limited)
struct FaultTests {
    private static let cases = [
        "files.renamed", "reloads.changing", "reloads.datagrams", "network.syslog_down", "network.socket_reset",
        "hostile.every_byte", "hostile.proxy_garbage", "advisories.inputs",
        "ending.unread_datagrams",
    ]
    /// These preload a library, which the address sanitizer's must come before.
    private static let preloading = [
        "calls.writing", "calls.rolling_over", "calls.receiving", "calls.datagrams", "calls.accepting", "calls.sending",
        "calls.watching", "clock.set_forward_and_back",
    ]
    private static var isSanitized: Bool {
        ProcessInfo.processInfo.environment["PYSYSLOG_TEST_SANITIZED"] != nil
    }

    @Test("lose no line that is not counted", arguments: cases + (isSanitized ? [] : preloading))
    func fault(name: String) throws {
        let script = Places.repository.appending(path: "Scripts/faults").path
        let program = try Program(
            "python3", ["-B", script, "--scale", "0.1", "--program", Places.product("pysyslog"), name])
        #expect(try program.wait(seconds: 120) == 0, "\(program.errorText)")
        #expect(program.outputLines.count == 3, "a head and a row: \(program.outputText)")
    }
}
