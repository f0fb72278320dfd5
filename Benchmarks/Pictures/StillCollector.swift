// StillCollector.swift: a collector with given counts.
import CollectorCore
import LiveView

final class StillCollector: Watched {
    let facts = CollectorFacts()
    private let feed: LiveFeed
    private var account: CollectorSnapshot

    /// A line from each of many peers; a small ring holds some of them.
    init(peers: Int) {
        feed = LiveFeed(capacity: 8 << 20)
        feed.attach()
        account = CollectorSnapshot(startedAt: .now)
        for number in 0..<peers {
            let address = "10.\(number >> 16).\(number >> 8 & 255).\(number & 255)"
            account.peers.append(PeerSnapshot(address: address, at: .now))
        }
        for number in 0..<10_000 {
            let peer = FeedSource(address: account.peers[number % peers].address, port: 1)
            feed.append(line: Self.line(number).utf8.span, peer: peer, at: .now)
        }
    }

    /// Lines of a usual length until the ring turns over.
    init(fullRing capacity: Int) {
        feed = LiveFeed(capacity: capacity)
        feed.attach()
        account = CollectorSnapshot(startedAt: .now)
        let peer = FeedSource(address: "10.0.0.1", port: 1)
        var number = 0
        while number % 10_000 != 0 || feed.window().evicted == 0 {
            number += 1
            feed.append(line: Self.line(number).utf8.span, peer: peer, at: .now)
        }
    }

    private static func line(_ number: Int) -> String {
        let animal = number % 10_000 == 0 ? "zebra" : "horse"
        return "<\(number % 192)>Aug 29 14:03:21 web-\(number % 9) nginx[2211]: 10.1.4.8 - "
            + "\"GET /api/v1/items?page=2 HTTP/1.1\" 200 18233 \(animal) \(number) rt=0.012 uct=0.000"
    }

    /// Lets a second pass, in which some peers sent more than others.
    func count(_ second: Int) {
        for index in account.peers.indices {
            account.peers[index].lines += (index + second) % 40
            account.peers[index].bytes += (index + second) % 40 * 120
            account.peers[index].openConnections = index % 3
        }
    }

    var event: FeedNote? { nil }
    var notes: [FeedNote] { [] }
    var isWaiting: Bool { false }

    var isRemote: Bool { false }

    func snapshot() -> CollectorSnapshot { account }
    func window() -> FeedWindow { feed.window() }
    func handlers(of line: FeedLine) -> [String]? { [] }
    func attach() {}
    func detach() {}
    func arm(_ waker: Waker) {}
    func prepare() {}
    func wish(_ cut: Cut?) {}
    func reload() {}
    func end() {}
}
