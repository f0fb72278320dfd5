// NetworkTroubleTests.swift: receivers that are unreachable, die, or never answer.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A network handler in trouble", .limited, .serialized)
struct NetworkTroubleTests {
    private static func handler(_ kind: String, _ port: Int) -> String {
        switch kind {
        case "pickle": "{\"class\": \"logging.handlers.SocketHandler\", \"host\": \"127.0.0.1\", \"port\": \(port)}"
        case "http":
            "{\"class\": \"logging.handlers.HTTPHandler\", \"host\": \"127.0.0.1:\(port)\", \"url\": \"/\"}"
        case "smtp":
            """
            {"class": "logging.handlers.SMTPHandler", "mailhost": ["127.0.0.1", \(port)], "fromaddr": "a@b", \
            "toaddrs": "c@d", "subject": "s"}
            """
        default:
            """
            {"class": "logging.handlers.SysLogHandler", "address": ["127.0.0.1", \(port)], \
            "socktype": \(kind == "udp" ? 2 : 1)}
            """
        }
    }

    @Test("waits for a receiver that is not there at first", arguments: ["tcp", "pickle", "http", "smtp"])
    func downAtFirst(kind: String) throws {
        let port = try freePort()
        let network = try NetworkCase(Self.handler(kind, port))
        try network.send(["a", "b"])
        try network.wait { $0.failures > 2 }
        #expect(network.account().lines == Balance(accepted: 2))
        #expect(network.account().lastFailure?.contains("127.0.0.1:\(port)") == true)
        let receiver = try Receiver(kind, count: 2, ["port": port])
        #expect(network.drain().lines == Balance(accepted: 2, written: 2))
        #expect(try receiver.records().count == 2)
    }

    @Test("waits for a Unix socket that is not there at first", arguments: ["unix", "unixgram"])
    func noUnixSocket(kind: String) throws {
        let path = RunFolder.newPath("socket")
        let network = try NetworkCase("{\"class\": \"logging.handlers.SysLogHandler\", \"address\": \"\(path)\"}")
        try network.send(["a"])
        try network.wait { $0.failures > 2 }
        let receiver = try Receiver(kind, count: 1, ["path": path])
        #expect(network.drain().lines == Balance(accepted: 1, written: 1))
        #expect(try receiver.records().map(\.text) == ["<14>a\(kind == "unixgram" ? "\0" : "")"])
    }

    @Test("sends again what a receiver had not taken when it died")
    func death() throws {
        let receiver = try Receiver("tcp", count: 1_000, ["die": 10, "last": "line 30"])
        let network = try NetworkCase(Self.handler("tcp", receiver.port))
        // One line at a time: lines that the receiver's kernel has acknowledged cannot be known to be lost.
        for number in 0...30 {
            try network.send(["line \(number)"])
            try network.wait { $0.lines.queued == 0 }
        }
        #expect(network.drain().lines == Balance(accepted: 31, written: 31))
        let numbers = try receiver.records().compactMap { Int($0.text.split(separator: " ")[1]) }
        #expect(numbers == numbers.sorted())
        #expect(Set(0...30).subtracting(numbers).isSubset(of: [10, 11]))
    }

    @Test("loses nothing at all on a Unix socket, whose other end says what it has read")
    func deathBehindUnixSocket() throws {
        let path = RunFolder.newPath("socket")
        let receiver = try Receiver("unix", count: 10_000, ["die": 10, "last": "line 1999", "path": path])
        let network = try NetworkCase(
            "{\"class\": \"logging.handlers.SysLogHandler\", \"address\": \"\(path)\", \"socktype\": 1}")
        try network.send((0..<2_000).map { "line \($0)" })
        #expect(network.drain().lines == Balance(accepted: 2_000, written: 2_000))
        let numbers = try receiver.records().compactMap { Int($0.text.split(separator: " ")[1]) }
        #expect(Set(numbers) == Set(0..<2_000))
        // In order, but for one step back to where the second connection began.
        #expect(zip(numbers, numbers.dropFirst()).count { $0 >= $1 } <= 1)
    }

    @Test("ends in time though nobody answers, and says what was lost", arguments: ["http", "smtp", "tcp", "pickle"])
    func silence(kind: String) throws {
        let receiver = try Receiver("silent", count: 1)
        defer { withExtendedLifetime(receiver) {} }
        let network = try NetworkCase(Self.handler(kind, receiver.port), drainTimeout: 0.5)
        // More than the receiver's system has room for, and so acknowledges.
        try network.send(Array(repeating: String(repeating: "x", count: 100_000), count: 5))
        let begun = Instant.now
        let account = network.drain()
        #expect(Instant.now < begun.advanced(bySeconds: 2.5))
        #expect(account.lines.dropped[.drainDeadline, default: 0] > 0)
        #expect(account.lines.queued == 0)
    }

    @Test("ends in time though nobody is there", arguments: ["tcp", "http"])
    func absence(kind: String) throws {
        let network = try NetworkCase(Self.handler(kind, try freePort()), drainTimeout: 0.3)
        try network.send(["a"])
        #expect(network.drain().lines == Balance(accepted: 1, written: 0, dropped: [.drainDeadline: 1]))
    }

    @Test("drops a record that no datagram can hold, and goes on", arguments: ["udp", "unixgram"])
    func tooLong(kind: String) throws {
        let path = RunFolder.newPath("socket")
        let receiver = try Receiver(kind, count: 2, ["path": path])
        let unix = "{\"class\": \"logging.handlers.SysLogHandler\", \"address\": \"\(path)\"}"
        let network = try NetworkCase(kind == "unixgram" ? unix : Self.handler(kind, receiver.port))
        try network.send(["a", String(repeating: "x", count: 260_000), "b"])
        #expect(network.drain().lines == Balance(accepted: 3, written: 2, dropped: [.tooLong: 1]))
        #expect(try receiver.records().map(\.text) == ["<14>a\0", "<14>b\0"])
    }

    @Test("holds back peers, and nothing else, while its receiver is away")
    func backPressure() throws {
        let port = try freePort()
        let network = try NetworkCase(Self.handler("tcp", port))
        let lines = (0..<40).map { "line \($0) " + String(repeating: "x", count: 100_000) }
        var receiver: Receiver?
        try network.send(lines) {
            // It comes when the peer has been made to wait.
            if receiver == nil, $0.queue.holds > 0 { receiver = try? Receiver("tcp", count: 40, ["port": port]) }
            return false
        }
        #expect(network.drain().lines == Balance(accepted: 40, written: 40))
        let records = try #require(receiver).records()
        #expect(records.map(\.text) == lines.map { "<14>\($0)" })
    }
}
