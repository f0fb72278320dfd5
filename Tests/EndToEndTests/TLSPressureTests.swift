// TLSPressureTests.swift: handshakes that hang, storm or die delay nobody and leave nothing behind.
import Foundation
import TestSupport
import Testing

@Suite("TLS under pressure", .limited)
struct TLSPressureTests {
    private func descriptors(_ program: Program) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(program.identifier)/fd").count
    }

    /// Ticks of processor time that a process has used.
    private func ticks(_ program: Program) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(program.identifier)/stat", encoding: .utf8)
        let fields = text[text.lastIndex(of: ")")!...].split(separator: " ")
        return Int(fields[12])! + Int(fields[13])!
    }

    private func serveGoodClient(_ collector: RunningCollector, _ line: String, within seconds: Double) throws {
        let began = ContinuousClock.now
        let good = try TLSClient.python13.send(Data("\(line)\n".utf8), to: collector.port)
        try eventually("the good client is served") { collector.lines().contains(line) }
        #expect(ContinuousClock.now - began < .seconds(seconds))
        try good.wait()
    }

    /// Connections that never finish their handshakes, some of which stop within their hello.
    private func silent(_ count: Int, _ collector: RunningCollector) throws -> [Sender] {
        let silent = try (0..<count).map { _ in try Sender(to: collector.port) }
        for sender in silent.prefix(count / 5) { try sender.send([0x16, 0x03, 0x01, 0x02]) }
        return silent
    }

    @Test("serves a good client at once beside 500 that say nothing, and waits without work")
    func silence() throws {
        let collector = try RunningCollector(Certificates.server() + ["--handshake-timeout", "60"])
        let silent = try silent(500, collector)
        try serveGoodClient(collector, "good", within: 4)
        // One that spins would use 30 ticks of 10 ms.
        let before = try ticks(collector.program)
        usleep(300_000)
        #expect(try ticks(collector.program) - before <= 5)
        try collector.stop()
        withExtendedLifetime(silent) {}
    }

    @Test("sends away those that say nothing when their time is over")
    func handshakeTimeout() throws {
        let collector = try RunningCollector(Certificates.server() + ["--handshake-timeout", "0.5"])
        for sender in try silent(500, collector) { try sender.waitForEnd() }
        try serveGoodClient(collector, "late", within: 4)
        try collector.stop()
        #expect(collector.program.outputText.contains("not finished within 0.5 seconds"))
    }

    @Test("ends at once when only silent clients are left")
    func drainWithSilence() throws {
        let collector = try RunningCollector(Certificates.server() + ["--drain-timeout", "50"])
        let silent = try (0..<20).map { _ in try Sender(to: collector.port) }
        try serveGoodClient(collector, "good", within: 10)
        try collector.stop(seconds: 20)
        withExtendedLifetime(silent) {}
    }

    @Test(
        "serves a good client beside four that send nothing but key updates, and ends in time",
        // The second kind sends a byte of data now and then, so that its updates are never too many in a row.
        arguments: [[], ["--data", "31"]])
    func keyUpdates(options: [String]) throws {
        let collector = try RunningCollector(Certificates.server() + ["--drain-timeout", "1"])
        let talkers = try (0..<4).map { _ in
            try Program("python3", [Places.client("tls_talker.py"), "\(collector.port)", "--seconds", "60"] + options)
        }
        try eventually("they talk") { talkers.allSatisfy { $0.outputText.contains("talking") } }
        try serveGoodClient(collector, "good", within: 10)
        if options.isEmpty {
            for talker in talkers { #expect(try talker.wait() == 1, "the server closes the connection") }
            #expect(collector.program.outputText.contains("more than 32 protocol messages in a row without data"))
        } else {
            #expect(talkers.allSatisfy { $0.process.isRunning })
        }
        try collector.stop(seconds: 10)
    }

    @Test("survives thousands of failed handshakes with memory and descriptors as before")
    func storm() throws {
        let collector = try RunningCollector(Certificates.server())
        func storm(_ count: Int) throws {
            for number in 0..<count {
                let sender = try Sender(to: collector.port)
                switch number % 4 {
                case 0: try sender.send("GET / HTTP/1.1\r\n\r\n")
                case 1: try sender.send([0x16, 0x03, 0x01, 0x00, 0x04, 1, 2, 3, 4])
                case 2: sender.breakAtEnd()
                default: try sender.send([0x16, 0x03, 0x01])
                }
            }
        }
        // How many are under way at once depends on the machine; the first storms make the memory for them.
        for _ in 0..<2 { try storm(2_000) }
        try serveGoodClient(collector, "between", within: 10)
        // One storm may have more of them under way at once than any before; what is not given back is lost in each.
        var growths: [Int] = []
        for round in 0..<3 {
            let memory = collector.program.memory
            try storm(2_000)
            try serveGoodClient(collector, "after \(round)", within: 10)
            growths.append(collector.program.memory - memory)
        }
        try eventually("descriptors are given back") { try descriptors(collector.program) < 40 }
        #expect(growths.min()! < 1 << 20 && growths.reduce(0, +) < 16 << 20, "\(growths)")
        try collector.stop()
        let warnings = collector.program.outputLines.filter { $0.hasPrefix("WARNING:pysyslog.tls") }
        #expect(warnings.count <= 2, "\(warnings.count)")
    }
}
