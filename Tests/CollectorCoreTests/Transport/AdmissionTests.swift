// AdmissionTests.swift: what admission consists of: ranges of addresses, rates, and times.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A range of addresses")
struct AddressRangeTests {
    @Test(
        "holds the addresses of its network, and IPv4 addresses as IPv6 sockets have them",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false), ("192.0.2.7/32", "192.0.2.7", true),
            ("0.0.0.0/0", "255.255.255.255", true), ("0.0.0.0/0", "::1", false), ("::/0", "2001:db8::1", true),
            ("::/0", "10.0.0.1", false), ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::", false),
            ("::1", "::1", true), ("::ffff:10.0.0.0/104", "10.1.1.1", true), ("192.0.2.128/25", "192.0.2.127", false),
        ])
    func contains(range: String, address: String, expected: Bool) throws {
        #expect(try AddressRange(range).contains(#require(IPAddress(address))) == expected)
    }

    @Test(
        "that is wrong is explained",
        arguments: [
            ("10.0.0", "is no address"), ("host", "is no address"), ("", "is no address"),
            ("10.0.0.0/33", "from 0 to 32"),
            ("10.0.0.0/", "from 0 to 32"), ("10.0.0.0/-1", "from 0 to 32"), ("::/129", "from 0 to 128"),
            ("::ffff:10.0.0.0/8", "from 96 to 128"), ("10.0.0.1/8", "the network is 10.0.0.0/8"),
            ("2001:db8::1/32", "the network is 2001:db8::/32"), ("10.0.0.0/8/8", "from 0 to 32"),
        ])
    func wrong(text: String, mention: String) {
        let mistake = #expect(throws: AddressRange.Mistake.self) { try AddressRange(text) }
        #expect(mistake?.reason.contains(mention) == true, "\(mistake?.reason ?? "")")
    }

    @Test("is written as it is read", arguments: ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1", "0.0.0.0/0"])
    func text(range: String) throws {
        #expect(try AddressRange(range).text == range)
    }
}

@Suite("A rate")
struct RateLimitTests {
    private func time(_ seconds: Double) -> Instant { Instant(nanoseconds: 0).advanced(bySeconds: seconds) }

    @Test("lets a burst through, and then as many lines a second as it says")
    func rate() {
        let limit = RateLimit(linesPerSecond: 10, burst: 100)
        var bucket = TokenBucket()
        #expect(bucket.wait(limit, at: time(0)) == 0)
        bucket.take(120, limit, at: time(0))
        // 20 too many, and one more has to fit.
        #expect(abs(bucket.wait(limit, at: time(0)) - 2.1) < 1e-9)
        #expect(bucket.wait(limit, at: time(2.2)) == 0)
        bucket.take(2, limit, at: time(2.2))
        #expect(bucket.wait(limit, at: time(2.2)) > 0)
        // Silence accumulates one burst, and no more.
        #expect((0..<1_000).count { _ in bucket.takeOne(limit, at: time(1_000)) } == 100)
        #expect((0..<1_000).count { _ in bucket.takeOne(limit, at: time(1_001)) } == 10)
        #expect(RateLimit(linesPerSecond: 0.5).burst == 1)
    }
}

@Suite("The queue of times")
struct TimerQueueTests {
    @Test("gives the entries in the order of their times, and forgets those of connections that have ended")
    func order() {
        var queue = TimerQueue()
        var generator = SeededGenerator(state: 3)
        let times = (0..<1_000).map { _ in Int64.random(in: 0..<500, using: &generator) }
        for (token, time) in times.enumerated() {
            queue.add(UInt64(token), .idle, at: Instant(nanoseconds: time))
        }
        queue.removeStale { $0 % 2 == 0 }
        #expect(queue.count == 500)
        let kept = times.indices.filter { $0 % 2 == 0 }.map { times[$0] }.sorted()
        #expect(queue.next == Instant(nanoseconds: kept[0]))
        var seen: [Int64] = []
        while let entry = queue.removeDue(at: Instant(nanoseconds: 249)) {
            #expect(times[Int(entry.token)] == entry.deadline.nanoseconds)
            seen.append(entry.deadline.nanoseconds)
        }
        #expect(seen == kept.filter { $0 <= 249 })
        #expect(queue.count + seen.count == 500)
    }
}
