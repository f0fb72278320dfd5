// SocketTests.swift: what comes over a socket looks as it does in the process of the collector.
import TestSupport
import Testing

@testable import CollectorCore
@testable import LiveView

@Suite("A collector that is watched over a socket", .limited)
struct SocketTests {
    /// Has everything that the view shows of a scene come over a real socket.
    private func send(_ scene: inout Scene) throws {
        let (feed, snapshot) = (scene.feed, scene.snapshot)
        let path = RunFolder.newPath("view")
        let server = try ViewServer(Listener(ViewSocketOptions(path: path).address), feed, keepsHistory: true)
        try server.begin(
            of: ViewSource(
                facts: FactsMessage(), snapshot: { snapshot }, heldHandlers: { ["stdout"] },
                handlerNames: { _, _ in ["localhost-file", "remote-syslog"] }, log: { _, _ in }))
        let copy = LiveFeed(capacity: feed.capacity)
        copy.attach()
        let viewer = try RemoteCollector(.path(path), copy, wantsHistory: true)
        try viewer.open(within: 20)
        let window = feed.window()
        try eventually("all lines") { copy.window().count == window.count }
        try eventually("the counters") { viewer.known.snapshot != nil }
        let line = copy.window().line(at: 0)
        try eventually("the handlers of a line") { viewer.handlers(of: line) != nil }
        scene.collector.feed = copy
        scene.collector.handlers = viewer.handlers(of: line)
        scene.snapshot = try #require(viewer.known.snapshot)
        scene.facts.heldHandlers = viewer.known.heldHandlers
        viewer.close()
        server.end(until: .now.advanced(bySeconds: 10))
        scene.tick(failures: [
            HandshakeFailures(
                of: "10.0.2.99", count: 3, reason: "no TLS hello",
                last: WallTime(nanoseconds: scene.wall.nanoseconds - 252_000_000_000))
        ])
    }

    @Test("is shown as in the same process", arguments: GoldenTests.sizes)
    func network(columns: Int, rows: Int) throws {
        var scene = Scene.network()
        try send(&scene)
        GoldenScreen(scene.screen(columns, rows)).check("network-\(columns)x\(rows)")
    }

    @Test("is shown as in the same process in every state", arguments: GoldenTests.states.indices)
    func state(_ index: Int) throws {
        var scene = Scene.network()
        try send(&scene)
        _ = scene.screen()
        for key in GoldenTests.states[index].keys {
            _ = scene.model.handle(key)
            _ = scene.arranged()
        }
        GoldenScreen(scene.screen()).check("state-\(GoldenTests.states[index].name)")
    }
}
