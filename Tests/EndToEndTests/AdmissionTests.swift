// AdmissionTests.swift: limits on who may connect, how often and how fast, and PROXY headers; refusals are counted.
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Admission", .limited)
struct AdmissionTests {
    private func summary(_ collector: RunningCollector) -> String {
        collector.program.outputLines.last { $0.contains("Received ") } ?? ""
    }

    @Test("closes connections and drops datagrams of addresses that are not allowed, and tells how many")
    func allow() throws {
        let collector = try RunningCollector(
            ["--allow", "127.0.0.1", "--allow", "127.1.0.0/16", "--listen", "udp://127.0.0.1:0"])
        for peer in ["127.0.0.1", "127.1.2.3", "127.0.0.2"] {
            let sender = try Sender(to: collector.port, from: peer)
            try? sender.send("from \(peer)\n")
            sender.halfClose()
            try? sender.waitForEnd()
        }
        let script = """
            import socket, sys
            for source in ("127.0.0.3", "127.1.0.1"):
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.bind((source, 0))
                for number in range(5):
                    s.sendto(b"by UDP", ("127.0.0.1", int(sys.argv[1])))
            """
        #expect(try Program("python3", ["-c", script, "\(collector.greetings[1].port)"]).wait() == 0)
        try collector.stop()
        #expect(collector.lines(from: "127.0.0.1") == ["from 127.0.0.1"])
        #expect(collector.lines(from: "127.1.2.3") == ["from 127.1.2.3"])
        #expect(collector.lines(from: "127.1.0.1") == Array(repeating: "by UDP", count: 5))
        #expect(collector.lines(from: "127.0.0.2").isEmpty && collector.lines(from: "127.0.0.3").isEmpty)
        #expect(summary(collector).hasPrefix("INFO:pysyslog:Received 7 lines"))
        #expect(summary(collector).contains("refused 6 connections or datagrams"), "\(summary(collector))")
        #expect(collector.program.outputText.contains("not among the addresses of --allow"))
    }

    @Test("bounds connections, in all and of one address")
    func connections() throws {
        let collector = try RunningCollector(["--max-connections", "3", "--max-connections-per-peer", "2"])
        let first = try (0..<2).map { _ in try Sender(to: collector.port) }
        for sender in first { try sender.send("kept\n") }
        try eventually("both are served") { collector.program.outputText.contains("kept\nINFO:127.0.0.1:kept\n") }
        try Sender(to: collector.port).waitForEnd()
        let other = try Sender(to: collector.port, from: "127.0.0.2")
        try other.send("kept\n")
        try eventually("it is served") { collector.program.outputText.contains("INFO:127.0.0.2:kept\n") }
        try Sender(to: collector.port, from: "127.0.0.3").waitForEnd()
        try collector.stop()
        #expect(summary(collector).contains("1 connection closed (connection limit of the address)"))
        #expect(summary(collector).contains("1 connection closed (too many connections)"), "\(summary(collector))")
    }

    @Test("reads no faster than the rate: TCP makes the sender wait, and every line arrives")
    func rateOfStream() throws {
        let collector = try RunningCollector(["--rate-limit", "1000:10"])
        let sender = try Sender(to: collector.port)
        let start = ContinuousClock.now
        // Read one by one, so that the time is not that of a single read.
        for number in 1...1_010 { try sender.send("\(number)\n") }
        sender.halfClose()
        try sender.waitForEnd()
        let quick = try Sender(to: collector.port)
        try quick.send("last\n")
        quick.halfClose()
        try quick.waitForEnd()
        #expect(ContinuousClock.now - start >= .seconds(0.99))
        try collector.stop()
        #expect(collector.lines() == (1...1_010).map { "\($0)" } + ["last"])
        #expect(summary(collector).contains("nothing lost"))
    }

    @Test("drops datagrams beyond the rate, counts them, and leaves other senders alone")
    func rateOfDatagrams() throws {
        let collector = try RunningCollector(["--rate-limit", "0.01:20", "--listen", "udp://127.0.0.1:0"])
        let script = """
            import socket, sys
            for source in ("127.0.0.3", "127.0.0.4"):
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.bind((source, 0))
                for number in range(100 if source == "127.0.0.3" else 20):
                    s.sendto(b"%d" % number, ("127.0.0.1", int(sys.argv[1])))
            """
        #expect(try Program("python3", ["-c", script, "\(collector.greetings[1].port)"]).wait() == 0)
        try collector.stop()
        #expect(collector.lines(from: "127.0.0.3") == (0..<20).map { "\($0)" })
        #expect(collector.lines(from: "127.0.0.4") == (0..<20).map { "\($0)" })
        #expect(summary(collector).contains("dropped 80 datagrams (rate limit)"), "\(summary(collector))")
    }

    @Test("ends connections that are idle or old, at the end of a message")
    func times() throws {
        let collector = try RunningCollector(["--idle-timeout", "1", "--max-connection-age", "3"])
        let idle = try Sender(to: collector.port, from: "127.0.0.2")
        try idle.send("idle\n")
        let busy = try Sender(to: collector.port, from: "127.0.0.3")
        let start = ContinuousClock.now
        var sent = 0
        while !busy.isAtEnd, ContinuousClock.now - start < .seconds(20) {
            // It never pauses at the end of a message, so the collector does not wait for long.
            try busy.send(sent == 0 ? "part" : "\(sent)\npart")
            sent += 1
            usleep(100_000)
        }
        #expect(ContinuousClock.now - start >= .seconds(2.6), "3 s, less a tenth")
        try idle.waitForEnd()
        try busy.send("end\n")
        busy.halfClose()
        try busy.waitForEnd()
        try collector.stop()
        #expect(collector.lines(from: "127.0.0.2") == ["idle"])
        let lines = collector.lines(from: "127.0.0.3")
        #expect(lines.joined(separator: "\n") == (1..<sent).map { "part\($0)" }.joined(separator: "\n") + "\npartend")
        #expect(collector.program.outputText.contains("(--idle-timeout)"))
        #expect(collector.program.outputText.contains("(--max-connection-age)"))
    }

    @Test("takes the sender from a PROXY header, from load balancers alone", arguments: [1, 2])
    func proxy(version: Int) throws {
        let collector = try RunningCollector([
            "--proxy-protocol", "127.0.0.9", "--allow", "192.0.2.0/24", "--allow", "127.0.0.0/29",
        ])
        let binary: [UInt8] =
            [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21, 0x11, 0, 12]
            + [192, 0, 2, 7, 127, 0, 0, 1, 0xC3, 0x50, 2, 2]
        let text = Array("PROXY TCP4 192.0.2.7 127.0.0.1 50000 514\r\n".utf8)
        let header = version == 1 ? text : binary
        let balancer = try Sender(to: collector.port, from: "127.0.0.9")
        // Byte by byte, and the first line with the last of them.
        for byte in header.dropLast() { try balancer.send([byte]) }
        try balancer.send([header.last!] + Array("behind the balancer\n".utf8))
        balancer.halfClose()
        try balancer.waitForEnd()
        // From others a header is a line like any other.
        let other = try Sender(to: collector.port)
        try other.send(text + Array("direct\n".utf8))
        other.halfClose()
        try other.waitForEnd()
        // A sender that is not allowed is refused behind a balancer too, and so is a balancer without a header.
        for start in [
            "PROXY TCP4 203.0.113.1 127.0.0.1 1 1\r\n", "<13>no header\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\n",
        ] {
            let refused = try Sender(to: collector.port, from: "127.0.0.9")
            try? refused.send(start + "never\n")
            try? refused.waitForEnd()
        }
        // A health check of the balancer, without data.
        let check = try Sender(to: collector.port, from: "127.0.0.9")
        check.halfClose()
        try check.waitForEnd()
        try collector.stop()
        #expect(collector.lines(from: "192.0.2.7") == ["behind the balancer"])
        #expect(collector.lines() == ["PROXY TCP4 192.0.2.7 127.0.0.1 50000 514", "direct"])
        #expect(!collector.program.outputText.contains("never\n"))
        #expect(summary(collector).contains("2 connections closed (no valid PROXY header)"), "\(summary(collector))")
        #expect(summary(collector).contains("refused 1 connection or datagram"), "\(summary(collector))")
    }

    @Test("waits for a PROXY header for three seconds")
    func slowHeader() throws {
        let collector = try RunningCollector(["--proxy-protocol", "127.0.0.0/8"])
        let slow = try Sender(to: collector.port)
        try slow.send("PROXY TCP4 ")
        let start = ContinuousClock.now
        try slow.waitForEnd()
        #expect(ContinuousClock.now - start >= .seconds(2.9))
        try collector.stop()
        #expect(collector.program.outputText.contains("no PROXY header within 3 s"))
    }

    @Test("takes a PROXY header before TLS")
    func proxyBeforeTLS() throws {
        let collector = try RunningCollector(Certificates.server() + ["--proxy-protocol", "127.0.0.0/8"])
        let script = """
            import socket, ssl, sys
            s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            s.sendall(b"PROXY TCP6 2001:db8::7 ::1 50000 6514\\r\\n")
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            t = context.wrap_socket(s)
            t.sendall(b"through TLS\\n")
            t.unwrap()
            """
        let client = try Program("python3", ["-c", script, "\(collector.port)"])
        #expect(try client.wait() == 0, "\(client.errorText)")
        try collector.stop()
        #expect(collector.lines(from: "2001:db8::7") == ["through TLS"])
    }
}
