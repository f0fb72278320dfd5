// ServiceManagerTests.swift: what a service manager gets, on a real socket.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("The service manager", .limited)
struct ServiceManagerTests {
    @Test("gets each message as one datagram, at a path as at an abstract name", arguments: ["", "@"])
    func messages(prefix: String) throws {
        let socket = try NotifySocket(prefix + RunFolder.newPath("notify"))
        let manager = try ServiceManager(socket.path)
        manager.ready()
        #expect(socket.receive(within: 10) == "READY=1")
        let before = Instant.now
        manager.reloading()
        let reloading = try #require(socket.receive(within: 10))
        let time = try #require(reloading.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=(\d+)/).flatMap { Int64($0.1) })
        #expect((before.nanoseconds / 1_000...Instant.now.nanoseconds / 1_000).contains(time))
        manager.extend(by: 7.5)
        #expect(socket.receive(within: 10) == "EXTEND_TIMEOUT_USEC=7500000")
        manager.status("two\nlines")
        #expect(socket.receive(within: 10) == "STATUS=two lines")
        manager.alive()
        #expect(socket.receive(within: 10) == "WATCHDOG=1")
        manager.stopping()
        #expect(socket.receive(within: 10) == "STOPPING=1")
    }

    @Test("that starts anew gets messages again, and one that is gone stops nobody")
    func newSocket() throws {
        let path = "@" + RunFolder.newPath("notify")
        var socket = Optional(try NotifySocket(path))
        let manager = try ServiceManager(path)
        socket = nil
        manager.ready()
        socket = try NotifySocket(path)
        manager.stopping()
        #expect(socket?.receive(within: 10) == "STOPPING=1")
    }

    @Test("is not there where its address is of no use", arguments: ["vsock:2:1234", "", "@", "relative"])
    func unusable(path: String) {
        #expect(throws: Errno.self) { try ServiceManager(path) }
        #expect(throws: Errno.self) { try ServiceManager("/" + String(repeating: "x", count: 108)) }
    }
}
