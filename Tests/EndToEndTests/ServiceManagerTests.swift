// ServiceManagerTests.swift: the built programs as services that report their state to systemd.
import Foundation
import TestSupport
import Testing

@Suite("Under a service manager", .limited)
struct ServiceManagerEndToEndTests {
    @Test(
        "both commands say when they are ready, how they are, that they are alive and that they stop",
        arguments: ["pysyslog", "pysyslog-tui"])
    func life(command: String) throws {
        let manager = try NotifySocket()
        let environment = ["NOTIFY_SOCKET=\(manager.path)", "WATCHDOG_USEC=400000"]
        let program = try Program(
            "env", environment + [Places.product(command), "127.0.0.1", "0", "--no-tui", "--drain-timeout", "3"])
        try manager.wait(for: "READY=1")
        // It listens by then, and no child would take the manager for its own.
        #expect(listeningPort(of: program.identifier) != nil)
        try manager.wait(for: "WATCHDOG=1", after: 2)
        try manager.wait(for: "STATUS=0 peers, 0 connections, 0 lines/s, nothing lost")
        program.signal(SIGTERM)
        #expect(try program.wait() == 0)
        let messages = manager.messages
        #expect(messages.count { $0 == "READY=1" } == 1)
        let end = try #require(messages.firstIndex(of: "STOPPING=1"))
        #expect(Array(messages[end...].filter { $0 != "WATCHDOG=1" }).starts(with: ["STOPPING=1", "STATUS=draining"]))
        #expect(messages[end...].contains("EXTEND_TIMEOUT_USEC=5000000"))
    }

    @Test("a watchdog that is meant for another process gets nothing")
    func foreignWatchdog() throws {
        let manager = try NotifySocket()
        let program = try Program(
            "env",
            ["NOTIFY_SOCKET=\(manager.path)", "WATCHDOG_USEC=100000", "WATCHDOG_PID=1", Places.product("pysyslog")]
                + ["127.0.0.1", "0"])
        try manager.wait(for: "STATUS=")
        // Twenty times as long as half of the interval.
        Foundation.Thread.sleep(forTimeInterval: 1)
        program.signal(SIGTERM)
        #expect(try program.wait() == 0)
        #expect(!manager.messages.contains("WATCHDOG=1"))
    }

    @Test("a start that fails is never called ready")
    func failedStart() throws {
        let manager = try NotifySocket()
        let program = try Program(
            "env", ["NOTIFY_SOCKET=\(manager.path)", Places.product("pysyslog"), "no.such.host.invalid", "0"])
        #expect(try program.wait() == 1)
        #expect(manager.messages.isEmpty)
    }
}
