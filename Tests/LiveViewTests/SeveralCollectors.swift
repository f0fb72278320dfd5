// SeveralCollectors.swift: scenes of collectors that run elsewhere.
import CollectorCore

@testable import LiveView

extension Scene {
    /// The small network of the documentation, at a collector elsewhere.
    static func attached(_ state: AttachedState.State = .connected, skipped: Int = 0, filter: String = "") -> Scene {
        let scene = Scene.network(filter: filter, isRemote: true)
        var attached = AttachedState(name: "web1", state: state)
        attached.skipped = skipped
        scene.facts.attached = [attached]
        return scene
    }

    /// When the third of `several` went away.
    var timeAway: WallTime { WallTime(nanoseconds: wall.nanoseconds - 70_000_000_000) }

    /// A minute of three collectors: one address sends to two of them, and the third is away.
    static func several(filter: String = "") -> Scene {
        var scene = Scene(filter: filter, isRemote: true)
        let rates: [(collector: Int, address: String, rate: Int)] = [
            (0, "10.0.2.17", 611), (1, "10.0.2.17", 402), (0, "192.168.40.5", 121), (2, "10.9.0.4", 0),
        ]
        var states = ["web1", "web2", "archive"].map { AttachedState(name: $0, state: .connected) }
        states[0].skipped = 12_345
        states[2].state = .away(since: scene.timeAway, retryIn: 3.4)
        scene.facts.attached = states
        var parts = states.map { (name: $0.name, snapshot: CollectorSnapshot(startedAt: scene.snapshot.startedAt)) }
        for peer in rates {
            var snapshot = PeerSnapshot(address: peer.address, at: scene.timeAway)
            (snapshot.lines, snapshot.bytes) = (peer.rate * 3_111 + 17, peer.rate * 420_113)
            parts[peer.collector].snapshot.peers.append(snapshot)
        }
        for part in parts.indices {
            parts[part].snapshot.handlers = [HandlerSnapshot(named: "file", "FileHandler", written: 4_812_334)]
        }
        for second in 0..<61 {
            scene.clock.advance(1)
            for part in parts.indices {
                for index in parts[part].snapshot.peers.indices {
                    let address = parts[part].snapshot.peers[index].address
                    guard let rate = rates.first(where: { $0.collector == part && $0.address == address })?.rate,
                        rate > 0
                    else { continue }
                    parts[part].snapshot.peers[index].lines += rate
                    parts[part].snapshot.peers[index].bytes += rate * 140
                    parts[part].snapshot.peers[index].openConnections = 1
                    parts[part].snapshot.peers[index].lastSeen = scene.wall
                }
            }
            if second == 59 { scene.receiveFromSeveral() }
            scene.snapshot = .merging(parts)
            scene.tick()
        }
        return scene
    }

    private func receiveFromSeveral() {
        func source(_ address: String, _ collector: String) -> FeedSource {
            FeedSource(address: address, port: 51_544, listener: "tcp", collector: collector)
        }
        let sources = [
            source("10.0.2.17", "web1"), source("10.0.2.17", "web2"), source("192.168.40.5", "web1"),
            source("10.9.0.4", "archive"),
        ]
        for number in 0..<40 {
            if number == 33 { feed.noteGap(lines: 12_000, collector: "web1") }
            if number == 37 {
                feed.noteGap(lines: 345, collector: "web1")
                feed.noteGap(lines: 1, collector: "web2")
            }
            let source = sources[[0, 1, 2, 0, 1, 3, 0, 2][number % 8]]
            let line = "<\(number % 3 == 0 ? 27 : 30)>Aug 29 14:03:22 host app[\(number)]: message \(number)"
            let time = WallTime(nanoseconds: wall.nanoseconds - Int64(40 - number) * 50_000_000)
            feed.append(line: Array(line.utf8).span, peer: source, at: time)
        }
    }
}
