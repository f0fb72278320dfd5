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
    init(fullRing capacity: Int, of line: (Int) -> String = StillCollector.line) {
        feed = LiveFeed(capacity: capacity)
        feed.attach()
        account = CollectorSnapshot(startedAt: .now)
        let peer = FeedSource(address: "10.0.0.1", port: 1)
        var number = 0
        while number % 10_000 != 0 || feed.window().evicted == 0 {
            number += 1
            feed.append(line: line(number).utf8.span, peer: peer, at: .now)
        }
    }

    /// Just these lines, from one peer.
    init(lines: [String]) {
        feed = LiveFeed(capacity: max(8 << 20, lines.reduce(0) { $0 + $1.utf8.count + 64 } * 2))
        feed.attach()
        account = CollectorSnapshot(startedAt: .now)
        let peer = FeedSource(address: "10.0.0.1", port: 1)
        for line in lines { feed.append(line: line.utf8.span, peer: peer, at: .now) }
    }

    static func line(_ number: Int) -> String {
        let animal = number % 10_000 == 0 ? "zebra" : "horse"
        return "<\(number % 192)>Aug 29 14:03:21 web-\(number % 9) nginx[2211]: 10.1.4.8 - "
            + "\"GET /api/v1/items?page=2 HTTP/1.1\" 200 18233 \(animal) \(number) rt=0.012 uct=0.000"
    }

    /// A JSON object of a dozen members.
    static func objectLine(_ number: Int) -> String {
        let animal = number % 10_000 == 0 ? "zebra" : "horse"
        return
            "<134>1 2026-08-29T14:03:21.003Z api-\(number % 9) orders 7 - - {\"level\":\"info\",\"ts\":\"2026-08-29T14:03:21Z\","
            + "\"request\":{\"id\":\(number),\"method\":\"GET\",\"path\":\"/api/v1/items\"},\"status\":\(200 + number % 4 * 100),"
            + "\"took_ms\":1.25,\"ok\":true,\"animal\":\"\(animal)\",\"msg\":\"request was served\"}"
    }

    /// Lines of servers as they are mixed in practice: few say the same words.
    static func mixedLine(_ number: Int) -> String {
        let random = number &* 2_654_435_761 >> 7 & 0xFFFF
        let head = "<\(number % 192)>Aug 29 14:03:21 web-\(number % 9)"
        let (address, user) = ("10.1.\(random >> 8).\(random & 255)", "user\(["an", "bo", "cy", "di"][random & 3])")
        return switch number % 8 {
        case 0: "\(head) sshd[\(random)]: Failed password for invalid user \(user) from \(address) port \(random) ssh2"
        case 1:
            "\(head) kernel: [88123.\(random)] ixgbe 0000:01:00.0 eth\(number % 4): NIC Link is Up 10 Gbps, Flow Control: RX"
        case 2: "\(head) systemd[1]: Started Session \(random) of user \(user)."
        case 3:
            "<134>1 2026-08-29T14:03:21.003Z api-\(number % 9) orders \(random) - - {\"level\":\"info\",\"took_ms\":\(random),"
                + "\"path\":\"/api/v1/orders/\(number)\",\"id\":\"550e8400-e29b-41d4-a716-44665544\(random)\"}"
        case 4: "\(head) dhcpd: DHCPACK on \(address) to 3c:22:fb:aa:01:\(10 + random % 80) via eth\(number % 4)"
        case 5: "\(head) cron[\(random)]: (root) CMD (run-parts /etc/cron.\(user))"
        case 6:
            "\(head) postfix/smtpd[\(random)]: disconnect from mail.example.com[\(address)] ehlo=1 mail=1 rcpt=0/1 quit=1"
        default: line(number)
        }
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
