// NetworkCase.swift: a collector with one network handler, and lines sent to it over TCP.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

/// A collector whose peers' lines go to one handler; its own records go nowhere.
struct NetworkCase {
    let collector: Collector

    /// - Parameter handler: an entry of `handlers`, in JSON.
    init(_ handler: String, drainTimeout: Double = 5) throws {
        var options = CollectorOptions()
        options.port = 0
        options.eventLoops = 1
        options.drainTimeout = drainTimeout
        let text = NetworkCase.configuration(handler)
        collector = try Collector(options, try LoggingConfiguration.read(Array(text.utf8), file: "test"))
    }

    static func configuration(_ handler: String) -> String {
        """
        {"version": 1, "formatters": {"f": {"format": "%(levelname)s %(message)s"}},
         "handlers": {"network": \(handler), "null": {"class": "logging.NullHandler"}},
         "loggers": {"127.0.0.1": {"level": "INFO", "handlers": ["network"], "propagate": false}},
         "root": {"handlers": ["null"]}}
        """
    }

    /// Sends lines from a peer, and waits until the collector has read them, or `isEnough` of its handler's account.
    func send(_ lines: [[UInt8]], until isEnough: (HandlerSnapshot) -> Bool = { _ in false }) throws {
        let before = collector.snapshot().received
        let address = try InternetAddress.resolve(host: "127.0.0.1", port: collector.port)
        let socket = try Sockets.connect(to: address, .stream)
        let bytes: [UInt8] = Array(lines.map { $0 + [0x0A] }.joined())
        var sent = 0
        try eventually("\(bytes.count) bytes are sent; \(sent) are; \(account())") {
            if sent < bytes.count, waitWritable(socket, until: .now.advanced(bySeconds: 0.01)) {
                sent += (try? Sockets.send(bytes.span.extracting(sent..<bytes.count), to: socket)) ?? 0
            }
            return sent == bytes.count || isEnough(account())
        }
        try eventually("\(lines.count) lines are read; \(collector.snapshot().received - before) are") {
            collector.snapshot().received >= before + lines.count || isEnough(account())
        }
    }

    func send(_ lines: [String], until isEnough: (HandlerSnapshot) -> Bool = { _ in false }) throws {
        try send(lines.map { Array($0.utf8) }, until: isEnough)
    }

    /// Waits until `condition` holds for the handler's account.
    func wait(for condition: (HandlerSnapshot) -> Bool) throws {
        try eventually("the handler gets there; \(account())") { condition(account()) }
    }

    func account() -> HandlerSnapshot { collector.snapshot().handlers.first { $0.name == "network" }! }

    /// Ends the collector; the result is the handler's account.
    @discardableResult
    func drain() -> HandlerSnapshot { collector.drain().handlers.first { $0.name == "network" }! }

    /// What CPython's own handler of the same configuration sends.
    static func sendFromCPython(_ handler: String, _ lines: [[UInt8]]) throws {
        let messages = try JSONEncoder().encode(lines.map { Data($0) })
        #expect(try PythonProgram("network_sender.py", [configuration(handler)], input: messages).lines().isEmpty)
    }
}
