// NetworkHandlerTests.swift: network handlers and CPython's, received by Python's standard library.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A network handler", .limited, .serialized)
struct NetworkHandlerTests {
    static let lines: [[UInt8]] =
        ["one", "", "two é€😀 100% & more", "<34>Oct 11 su: 'su root' failed"].map { Array($0.utf8) }
        + [[0x62, 0xFF, 0xFE, 0x61]]

    static let syslog = "\"class\": \"logging.handlers.SysLogHandler\", \"formatter\": \"f\""

    /// The same lines through the collector and through CPython, each to a receiver of its own.
    private func compare(
        _ kind: String, _ lines: [[UInt8]] = lines, _ options: [String: Any] = [:], _ handler: (Int) -> String
    ) throws -> (ours: [Receiver.Record], python: [Receiver.Record]) {
        let first = try Receiver(kind, count: lines.count, options)
        let network = try NetworkCase(handler(first.port))
        try network.send(lines)
        let account = network.drain()
        #expect(account.lines == Balance(accepted: lines.count, written: lines.count))
        let ours = try first.records()
        if let path = options["path"] as? String { try? FileManager.default.removeItem(atPath: path) }
        let second = try Receiver(kind, count: lines.count, options)
        try NetworkCase.sendFromCPython(handler(second.port), lines)
        return (ours, try second.records())
    }

    @Test(
        "sends syslog as CPython does, whatever carries it",
        arguments: [
            ("udp", ""), ("tcp", ", \"socktype\": \"ext://socket.SOCK_STREAM\""),
            ("udp", ", \"facility\": \"local3\", \".\": {\"ident\": \"app: é \", \"append_nul\": false}"),
            ("tcp", ", \"socktype\": 1, \"facility\": 100, \".\": {\"ident\": \"x\"}"),
        ]
    )
    func syslogOverInternet(kind: String, more: String) throws {
        // Bytes that are not UTF-8 never leave CPython, whose handler drops them.
        let lines = Array(Self.lines.dropLast())
        let (ours, python) = try compare(kind, lines) {
            "{\(Self.syslog), \"address\": [\"127.0.0.1\", \($0)]\(more)}"
        }
        #expect(ours.map(\.bytes) == python.map(\.bytes))
        #expect(ours.count == lines.count)
    }

    @Test(
        "finds out what kind of Unix socket it is to use",
        arguments: [
            ("unixgram", ""), ("unix", ""), ("unix", ", \"socktype\": 1"), ("unixgram", ", \"socktype\": 2"),
        ])
    func syslogOverUnixSockets(kind: String, more: String) throws {
        let path = RunFolder.newPath("socket")
        let lines = Array(Self.lines.dropLast())
        let (ours, python) = try compare(kind, lines, ["path": path]) { _ in
            "{\(Self.syslog), \"address\": \"\(path)\"\(more)}"
        }
        #expect(ours.map(\.bytes) == python.map(\.bytes))
    }

    @Test("passes bytes on that are not UTF-8")
    func undecodable() throws {
        let receiver = try Receiver("udp", count: 1)
        let network = try NetworkCase("{\(Self.syslog), \"address\": [\"127.0.0.1\", \(receiver.port)]}")
        try network.send([[0xFF, 0xC3]])
        network.drain()
        #expect(try receiver.records().map { Array($0.bytes) } == [Array("<14>INFO ".utf8) + [0xFF, 0xC3, 0]])
    }

    @Test("sends pickles that Python makes records of", arguments: [("pickle", "Socket"), ("pickle-udp", "Datagram")])
    func pickles(kind: String, name: String) throws {
        let long = Array(String(repeating: "long é ", count: kind == "pickle" ? 14_000 : 1_000).utf8.dropLast())
        let (ours, python) = try compare(kind, Self.lines + [long]) {
            "{\"class\": \"logging.handlers.\(name)Handler\", \"host\": \"127.0.0.1\", \"port\": \($0)}"
        }
        #expect(ours.map(\.bytes) == python.map(\.bytes))
        // The time and the process differ; CPython's record also has a text that another handler may have left.
        for (our, theirs) in zip(ours, python) {
            let varying = ["created", "msecs", "relativeCreated", "thread", "process"]
            let mask = { (attributes: [[String]]?) in
                (attributes ?? []).filter { $0[0] != "name" }.map { varying.contains($0[0]) ? [$0[0], $0[1]] : $0 }
            }
            #expect(mask(our.attributes) == mask(theirs.attributes))
            #expect(our.attributes?.first == ["name", "str", "127.0.0.1"])
        }
    }

    @Test(
        "asks web servers as http.client does",
        arguments: [
            ("", "/log"), (", \"method\": \"post\"", "/log?a=b"), ("", "/../log?a=b"), (", \"method\": \"POST\"", "/"),
        ])
    func http(more: String, url: String) throws {
        let lines = Array(Self.lines.dropLast()) + [Array(String(repeating: "long é ", count: 1_000).utf8.dropLast())]
        let (ours, python) = try compare("http", lines) {
            "{\"class\": \"logging.handlers.HTTPHandler\", \"host\": \"127.0.0.1:\($0)\", \"url\": \"\(url)\"\(more)}"
        }
        for (our, theirs) in zip(ours, python) {
            #expect(our.method == theirs.method)
            #expect(Self.masked(our.path!) == Self.masked(theirs.path!))
            #expect(Self.masked(our.text) == Self.masked(theirs.text))
            #expect(our.headers!.map { $0[0] } == theirs.headers!.map { $0[0] })
            let kept = ["accept-encoding", "content-type"]
            #expect(our.headers!.filter { kept.contains($0[0]) } == theirs.headers!.filter { kept.contains($0[0]) })
        }
        #expect(ours.count == lines.count)
    }

    /// Without the values that time and the process decide.
    private static func masked(_ form: String) -> String {
        let pattern = "(created|msecs|relativeCreated|thread|process)=[^&]*"
        return form.replacingOccurrences(of: pattern, with: "$1=", options: .regularExpression)
    }

    @Test("sends credentials to a web server, and 100 kB in a form")
    func httpDetails() throws {
        let receiver = try Receiver("http", count: 2)
        let network = try NetworkCase(
            """
            {"class": "logging.handlers.HTTPHandler", "host": "127.0.0.1:\(receiver.port)", "url": "/log", \
            "method": "POST", "credentials": ["us", "p:é"]}
            """)
        try network.send([String(repeating: "x", count: 100_000), "é"])
        #expect(network.drain().lines == Balance(accepted: 2, written: 2))
        let records = try receiver.records()
        #expect(records[0].text.contains("&msg=\(String(repeating: "x", count: 100_000))&"))
        #expect(records[0].headers!.contains(["authorization", "Basic dXM6cDrDqQ=="]))
    }

    @Test("counts what a web server refuses, and goes on")
    func httpRefusal() throws {
        let receiver = try Receiver("http", count: 3, ["refuse": "never"])
        let network = try NetworkCase(
            "{\"class\": \"logging.handlers.HTTPHandler\", \"host\": \"127.0.0.1:\(receiver.port)\", \"url\": \"/\"}")
        try network.send(["a", "never", "b"])
        #expect(network.drain().lines == Balance(accepted: 3, written: 2, dropped: [.refused: 1]))
        #expect(try receiver.records().count == 3)
    }
}
