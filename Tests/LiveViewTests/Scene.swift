// Scene.swift: peers, lines and a clock for tests of the view, without a collector.
@testable import CollectorCore
@testable import LiveView

/// The monotonic clock of a test.
final class StillClock {
    private var time = Instant(nanoseconds: 1_000_000_000_000)
    /// Seconds that pass with each look at it.
    var pace = 0.0

    var now: Instant {
        time = time.advanced(bySeconds: pace)
        return time
    }

    func advance(_ seconds: Double) { time = time.advanced(bySeconds: seconds) }
}

/// A model after a minute of traffic, and the collector that it watches.
struct Scene {
    let clock = StillClock()
    let collector: FakeCollector
    var model: LiveModel
    /// 2026-08-29 12:03:22 UTC.
    var wall = WallTime(nanoseconds: 1_788_005_002_000_000_000)
    var snapshot: CollectorSnapshot
    /// The last events of the collector, newest first.
    var events: [String] = []
    private var sources: [String: FeedSource] = [:]

    init(filter: String = "", capacity: Int = 1 << 20, isRemote: Bool = false) {
        let clock = clock
        let wall = wall
        let feed = LiveFeed(capacity: capacity)
        feed.attach()
        let start = WallTime(nanoseconds: wall.nanoseconds - 8_047 * 1_000_000_000)
        snapshot = CollectorSnapshot(startedAt: start)
        collector = FakeCollector(feed, snapshot)
        collector.isRemote = isRemote
        var settings = ViewSettings()
        settings.filter = filter
        model = LiveModel(collector, settings, clock: { clock.now }, wallTime: wall)
        facts.version = "1.0"
        facts.listening = "0.0.0.0:6514 tls"
        facts.configuration = "logging.json"
    }

    var feed: LiveFeed { collector.feed }
    var facts: CollectorFacts {
        get { collector.facts }
        nonmutating set { collector.facts = newValue }
    }

    func source(_ address: String, tls: String? = nil) -> FeedSource {
        sources[address]
            ?? FeedSource(address: address, port: 51_544, tls: tls.map { TLSFacts(summary: $0) })
    }

    /// Lets a line arrive.
    mutating func receive(_ line: [UInt8], from address: String, tls: String? = nil, before seconds: Double = 0) {
        let source = source(address, tls: tls)
        sources[address] = source
        let time = WallTime(nanoseconds: wall.nanoseconds - Int64(seconds * 1e9))
        feed.append(line: line.span, peer: source, at: time)
    }

    mutating func receive(_ line: String, from address: String, tls: String? = nil, before seconds: Double = 0) {
        receive(Array(line.utf8), from: address, tls: tls, before: seconds)
    }

    mutating func count(_ address: String, lines: Int, bytes: Int, connections: Int, seenBefore seconds: Int = 0) {
        let index = snapshot.peers.firstIndex { $0.address == address }
        var peer = index.map { snapshot.peers[$0] } ?? PeerSnapshot(address: address, at: wall)
        peer.lines += lines
        peer.bytes += bytes
        peer.openConnections = connections
        peer.lastSeen = WallTime(nanoseconds: wall.nanoseconds - Int64(seconds) * 1_000_000_000)
        if let index { snapshot.peers[index] = peer } else { snapshot.peers.append(peer) }
    }

    mutating func tick(failures: [HandshakeFailures] = []) {
        collector.account = snapshot
        model.tables.events = events
        model.take(snapshot, failures: failures, wallTime: wall)
    }

    /// Presses a key whose effect is outside the model, and carries it out.
    mutating func save(_ key: Key) {
        if case .changeSavedFilters(let change) = model.handle(key) { model.state.saved.apply(change) }
    }

    mutating func type(_ keys: Key...) {
        for key in keys { _ = model.handle(key) }
    }

    mutating func type(_ text: String) {
        for character in text { _ = model.handle(.character(character)) }
    }

    mutating func arranged(
        _ columns: Int = 80, _ rows: Int = 24, unicode: Bool = true, symbols: Bool = true
    ) -> Arrangement {
        while model.work(until: { false }) {}
        let capabilities = Capabilities(unicode: unicode, symbols: symbols)
        return model.arrange(
            for: Viewport(columns: columns, rows: rows, capabilities: capabilities, offset: 7_200), wallTime: wall)
    }

    /// The lines in sight after the keys so far, even if no picture of them was drawn.
    var page: [UInt64] {
        mutating get {
            model.lookAgain()
            return model.arrangement.stream.page
        }
    }

    mutating func screen(_ columns: Int = 80, _ rows: Int = 24, unicode: Bool = true, symbols: Bool = true) -> Screen {
        // Without a search, what one picture has tested is counted in the next.
        _ = arranged(columns, rows, unicode: unicode, symbols: symbols)
        return LiveScreen.render(arranged(columns, rows, unicode: unicode, symbols: symbols))
    }
}

/// A peer of the only collector.
extension PeerKey: ExpressibleByStringLiteral {
    public init(stringLiteral address: String) { self.init(address) }
}

extension PeerTable {
    /// In the order of the table.
    var addresses: [String] { (0..<count).map { self[$0].address } }
}

extension TLSFacts {
    /// "1.3 TLS_AES_256_GCM_SHA384".
    init(summary: String, subject: String = "") {
        let words = summary.split(separator: " ")
        self.init(version: "TLSv\(words[0])", cipher: String(words[1]), subject: subject)
    }
}

extension Scene {
    /// A minute of a small network, as in the documentation.
    ///
    /// - Parameter quiet: more peers that have sent something before, and nothing in this minute.
    static func network(filter: String = "", isRemote: Bool = false, quiet: [String] = []) -> Scene {
        var scene = Scene(filter: filter, isRemote: isRemote)
        let rates: [(address: String, rate: Int, connections: Int, tls: String?)] = [
            ("10.0.2.17", 611, 3, "1.3 TLS_AES_256_GCM_SHA384"), ("10.0.2.18", 402, 2, "1.3 TLS_AES_256_GCM_SHA384"),
            ("192.168.40.5", 121, 2, "1.3 TLS_CHACHA20_POLY1305_SHA256"),
            ("2001:db8:0:41:5054:ff:fe1f:9a02", 64, 1, "1.2 ECDHE-RSA-AES128-GCM-SHA256"), ("172.16.9.200", 6, 3, nil),
        ]
        for (place, peer) in rates.enumerated() {
            scene.count(
                peer.address, lines: peer.rate * 3_111 + place, bytes: peer.rate * 420_113,
                connections: peer.connections)
        }
        for address in ["10.0.2.32"] + quiet {
            scene.count(address, lines: 4_996, bytes: 912_113, connections: 0, seenBefore: 121)
        }
        scene.snapshot.handlers = [
            HandlerSnapshot(named: "localhost-file", "TimedRotatingFileHandler", written: 4_812_334),
            HandlerSnapshot(
                named: "remote-syslog", "SysLogHandler", written: 4_800_130, queued: 312, failures: 41,
                recentFailures: scene.failures),
            HandlerSnapshot(named: "stdout", "StreamHandler", written: 0, queued: 88),
        ]
        for (place, seconds) in [0.0, 41].enumerated() {
            scene.snapshot.handlers[place].queue.mostQueued = 4_102
            scene.snapshot.handlers[place].queue.lastWrite = scene.time(before: seconds)
        }
        scene.snapshot.handlers[1].queue.holds = 3
        scene.snapshot.handlers[1].queue.heldSeconds = 1.24
        scene.facts.heldHandlers = ["stdout"]
        scene.refuse()
        scene.collector.handlers = ["localhost-file", "remote-syslog"]
        scene.tick()
        for second in 0..<61 {
            scene.clock.advance(1)
            for (place, peer) in rates.enumerated() {
                let swing = [7, 9, 10, 12, 13, 11, 9, 8][(second * (place + 1)) % 8]
                scene.count(
                    peer.address, lines: peer.rate * swing / 10, bytes: peer.rate * swing * 14,
                    connections: peer.connections,
                    seenBefore: place == 3 ? 1 : 0)
            }
            if second == 59 { scene.receiveLines(rates.map { ($0.address, $0.tls) }) }
            scene.tick(failures: [
                HandshakeFailures(
                    of: "10.0.2.99", count: 3, reason: "no TLS hello",
                    last: WallTime(nanoseconds: scene.wall.nanoseconds - 252_000_000_000))
            ])
        }
        scene.events = [
            "10.0.2.99: 3 TLS handshakes failed (no TLS hello), last 4m12s ago",
            "handler remote-syslog: connection refused by 10.9.9.9:601; its lines are kept",
        ]
        scene.tick(failures: [
            HandshakeFailures(
                of: "10.0.2.99", count: 3, reason: "no TLS hello",
                last: WallTime(nanoseconds: scene.wall.nanoseconds - 252_000_000_000))
        ])
        return scene
    }

    /// What the collector has refused, and its own log records.
    private mutating func refuse() {
        var scanner = PeerSnapshot(address: "172.16.9.200", at: wall)
        scanner.closed.add(.share, connections: 3, unreadBytes: 1_120)
        if let index = snapshot.peers.firstIndex(where: { $0.address == scanner.address }) {
            snapshot.peers[index].closed = scanner.closed
            snapshot.peers[index].handshakes.failed = [.plainText: 2, .noCertificate: 1]
            snapshot.peers[index].handshakes.done = 1
        }
        collector.notes = [
            FeedNote("listening on 0.0.0.0:6514, TLS", at: time(before: 8_047), .info, isEvent: false),
            FeedNote("10.0.2.99: TLS handshake failed: no TLS hello", at: time(before: 252)),
            FeedNote(
                "remote-syslog: connection refused by 10.9.9.9:601; lines are kept in the queue and sent when it is back",
                at: time(before: 41), .error),
        ]
    }

    private func time(before seconds: Double) -> WallTime {
        WallTime(nanoseconds: wall.nanoseconds - Int64(seconds * 1e9))
    }

    /// The failures of a server that stopped, and whose machine then did.
    private var failures: [SinkFailure] {
        var refused = SinkFailure("connection refused by 10.9.9.9:601", at: time(before: 40))
        refused.count = 40
        refused.last = time(before: 1)
        return [SinkFailure("10.9.9.9:601 closed the connection", at: time(before: 41)), refused]
    }

    private mutating func receiveLines(_ peers: [(address: String, tls: String?)]) {
        let lines: [(place: Int, text: String)] = [
            (
                0,
                "<30>Aug 29 14:03:21 web-01 nginx[2211]: 10.1.4.8 - \"GET /api/v1/items?page=2 HTTP/1.1\" 200 18233 rt=0.012"
            ),
            (1, "<4>Aug 29 14:03:21 web-02 kernel: [88123.212] ixgbe 0000:01:00.0 eth0: NIC Link is Up 10 Gbps"),
            (2, "<35>Aug 29 14:03:21 fw-core sshd[812]: error: maxstartups throttling; refused 203.0.113.9 port 51122"),
            (0, "<30>Aug 29 14:03:21 web-01 nginx[2211]: 10.1.4.8 - \"GET /healthz HTTP/1.1\" 200 2 rt=0.001"),
            (4, "raw line with \u{1B}[31m shown, never obeyed\u{7}"),
            (3, "<29>1 2026-08-29T14:03:22.003+02:00 dhcp-7 dhcpd - - - DHCPACK on 10.9.1.77 to 3c:22:fb:aa:01:02"),
            (0, "<30>Aug 29 14:03:22 web-01 nginx[2211]: 10.1.4.9 - \"POST /login HTTP/1.1\" 401 44 rt=0.044"),
            (1, "<30>Aug 29 14:03:22 web-02 systemd[1]: Started Session 4411 of user app."),
            (4, "<13>1 - - - - - - Grüße aus 東京 \u{1F600}: naïve café"),
            (2, "<78>Aug 29 14:03:22 fw-core cron[991]: (root) CMD (run-parts /etc/cron.hourly)"),
            (0, "<24>Aug 29 14:03:22 web-01 app: disk /dev/sda1 is full; writes are refused"),
            (1, "<31>Aug 29 14:03:22 web-02 app[77]: {\"level\":\"debug\",\"took_ms\":4,\"ok\":true}"),
        ]
        for round in 0..<4 {
            for (number, line) in lines.enumerated() {
                receive(
                    line.text, from: peers[line.place].address, tls: peers[line.place].tls,
                    before: Double(48 - round * 12 - number) * 0.097)
            }
        }
    }
}
