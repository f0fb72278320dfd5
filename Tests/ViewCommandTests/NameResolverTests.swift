// NameResolverTests.swift: what may be asked of DNS, how often, and what is taken of the answers.
import CollectorCore
import Foundation
import Glibc
import TestSupport
import Testing

@testable import LiveView
@testable import pysyslog_tui

@Suite("Names from DNS", .limited)
struct NameResolverTests {
    /// What was asked, and what was told.
    private final class Log: Sendable {
        let asked = Mutex<[String]>([])
        let told = Mutex<[IPAddress: String]>([:])
    }

    private static func address(_ number: Int) -> IPAddress { IPAddress("10.0.\(number >> 8).\(number & 255)")! }

    private static func limits(entries: Int = 100, queue: Int = 10) -> NameResolver.Limits {
        var limits = NameResolver.Limits()
        (limits.entries, limits.queue, limits.pause) = (entries, queue, 0)
        return limits
    }

    private static func resolver(
        _ log: Log, _ limits: NameResolver.Limits, _ answer: @escaping @Sendable (IPAddress) -> ReverseLookup
    ) -> NameResolver {
        NameResolver(
            limits,
            lookUp: { address in
                log.asked.withLock { $0.append(address.text) }
                return answer(address)
            }, tell: { names in log.told.withLock { $0 = names } })
    }

    @Test("an address is asked for once; names, and that there is none, are remembered")
    func once() throws {
        let log = Log()
        let resolver = Self.resolver(log, Self.limits()) { $0 == Self.address(1) ? .name("web.example.com") : .none }
        for _ in 0..<5 {
            resolver.ask([Self.address(1), Self.address(2)])
            try eventually("both answers") { log.asked.withLock { $0.count } == 2 && resolver.isIdle }
        }
        #expect(log.asked.withLock { $0 } == ["10.0.0.1", "10.0.0.2"])
        #expect(log.told.withLock { $0 } == [Self.address(1): "web.example.com"])
    }

    @Test("an answer is asked for again when it is old: first those that never came, then that there is no name")
    func again() throws {
        let log = Log()
        let resolver = Self.resolver(log, Self.limits()) { address in
            address == Self.address(1) ? .name("web") : address == Self.address(2) ? .none : .failed
        }
        let all = [1, 2, 3].map(Self.address)
        var expected = 0
        for (seconds, more) in [(0.0, 3), (30, 0), (61, 1), (601, 2), (3_601, 3)] {
            resolver.ask(all, at: .now.advanced(bySeconds: seconds))
            expected += more
            try eventually("the answers") { resolver.isIdle }
            #expect(log.asked.withLock { $0.count } == expected, "after \(seconds) s")
        }
    }

    @Test("neither the queue nor what is remembered grows beyond its limit, however many peers there are")
    func bounded() throws {
        let log = Log()
        let resolver = Self.resolver(log, Self.limits(entries: 50, queue: 10)) { .name("n\($0.number & 0xFFFF)") }
        for round in 0..<40 {
            resolver.ask((0..<1_000).map { Self.address($0 + round) })
            #expect(resolver.sizes.waiting <= 10 && resolver.sizes.remembered <= 50, "\(resolver.sizes)")
        }
        try eventually("all answers") { resolver.isIdle }
        #expect(log.told.withLock { $0.count } <= 50)
        #expect(log.asked.withLock { $0.count } >= 10)
    }

    @Test("nobody waits for a server that does not answer")
    func stuck() throws {
        let log = Log()
        let gate = Mutex(true)
        let resolver = Self.resolver(log, Self.limits()) { _ in
            while gate.withLock({ $0 }) { usleep(1_000) }
            return .name("late")
        }
        let start = Instant.now
        for number in 0..<1_000 { resolver.ask([Self.address(number)]) }
        #expect(Instant.now.seconds(since: start) < 1)
        try eventually("the first question") { log.asked.withLock { $0.count } == 1 }
        resolver.end()
        gate.withLock { $0 = false }
        try eventually("the end") { resolver.isIdle }
        #expect(log.asked.withLock { $0.count } == 1 && log.told.withLock { $0.isEmpty })
    }

    @Test(
        "a name that could not be shown is none",
        arguments: ["a\u{1B}[31mb", "", "two words", "x\u{202E}y", String(repeating: "x", count: 256)])
    func hostile(name: String) throws {
        let log = Log()
        let resolver = Self.resolver(log, Self.limits()) { _ in .name(name) }
        resolver.ask([Self.address(1)])
        try eventually("the answer") { log.asked.withLock { $0.count } == 1 && resolver.isIdle }
        #expect(log.told.withLock { $0.isEmpty })
    }

    @Test("the system's resolver knows this machine, and says so where an address has no name")
    func system() throws {
        #expect(IPAddress("127.0.0.1")!.reverseLookup() == .name("localhost"))
    }
}

@Suite("Files with names")
struct NameFilesTests {
    @Test("are read again when they have changed, and only then; mistakes and what cannot be read are told")
    func changes() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "names").path
        func write(_ text: String) throws { try text.write(toFile: path, atomically: true, encoding: .utf8) }
        try write("192.0.2.1 one\n")
        let files = NameFiles(first: path)
        #expect(files.read()?.names.name(of: "192.0.2.1")?.text == "one")
        #expect(files.read() == nil)
        try write("192.0.2.1 two\noops\nagain\n")
        let content = try #require(files.read())
        #expect(content.names.name(of: "192.0.2.1")?.text == "two")
        #expect(content.trouble?.hasPrefix("\(path):2: 'oops' is no address") == true)
        #expect(content.trouble?.hasSuffix(" (and 1 more)") == true, "\(content)")
        try write(String(repeating: "#", count: 1 << 21))
        #expect(files.read()?.trouble?.hasPrefix("cannot read \(path): ") == true)
        try FileManager.default.removeItem(atPath: path)
        #expect(files.read()?.names.name(of: "192.0.2.1") == nil)
    }
}
