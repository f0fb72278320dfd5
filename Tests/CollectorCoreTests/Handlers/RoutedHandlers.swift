// RoutedHandlers.swift: the handlers of a configuration and the routes of peers to them, without threads, for tests.
import Foundation

@testable import CollectorCore

/// Handlers, and the routes of peers to them, without threads.
final class RoutedHandlers {
    let directory = TemporaryDirectory()
    let factory: HandlerFactory
    let router: Router
    let reports = ReportLog()

    /// - Parameter handlers: JSON members; `DIR` in them is the directory.
    init(_ handlers: String, root: String, more: String = "", levelFromPriority: Bool = false) throws {
        let text = """
            {"version": 1, "formatters": {"f": {"format": "%(levelname)s %(message)s"}}, \(more)
             "handlers": {\(handlers)}, "root": {"level": "DEBUG", "handlers": \(root)}}
            """.replacingOccurrences(of: "DIR", with: directory.path)
        let configuration = try LoggingConfiguration.read(Array(text.utf8), file: "test")
        factory = try HandlerFactory(configuration.handlers, limit: QueueLimit())
        router = Router(
            tree: configuration.tree, handlers: factory.handlers, levelFromPriority: levelFromPriority)
    }

    /// The route of a peer.
    func route(from peer: String = "192.0.2.1", level: Level = .info, listener: String = "") -> Route {
        router.route(forLines: RouteFacts(loggerName: peer, level: level, listener: listener), known: nil)
    }

    /// Delivers lines as one batch of a peer.
    ///
    /// - Returns: how many no handler wants.
    @discardableResult
    func deliver(
        _ lines: [String], level: Level = .info, from peer: String = "192.0.2.1", listener: String = "",
        at time: WallTime = WallTime(nanoseconds: 0)
    ) -> Int {
        let received = ReceiveBuffer(holding: Array(lines.map { $0 + "\n" }.joined().utf8))
        var framer = Framer(framing: .lf, limit: 4_096)
        var batch = FrameBatch()
        framer.read(received.bytes, into: &batch)
        let route = route(from: peer, level: level, listener: listener)
        var scratch = DeliveryScratch()
        let frames = ArrivedFrames(batch, of: received, at: time)
        let unrouted = route.deliver(frames, using: &scratch)
        route.tellLosses(to: reports)
        return unrouted
    }

    func deliverOwn(_ text: String, level: Level) {
        var layout = RecordLayout()
        let route = router.route(for: RouteFacts(loggerName: "pysyslog", level: level))
        let bytes = Array(text.utf8)
        _ = route.deliverOwn(bytes.span, at: WallTime(nanoseconds: 0), layout: &layout, avoiding: nil)
    }

    /// Passes memories on, in their order at the end, and writes everything.
    func finish() {
        for handler in factory.handlers.reversed() {
            if case .memory(let memory, _) = handler.relay { memory.flush() }
        }
        for destination in factory.destinations {
            destination.outbox.finish()
            destination.writer.run(reporting: reports)
        }
    }

    func balance(_ name: String) -> Balance? { factory.handlers.first { $0.name == name }?.lines.balance }
}
