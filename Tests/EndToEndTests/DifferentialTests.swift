// DifferentialTests.swift: the built program writes what CPython's logging writes, under random configurations.
import Foundation
import TestSupport
import Testing

@Suite("The same configuration under CPython and here", .limited)
struct DifferentialTests {
    /// How many configurations one run of the tests tries; PYSYSLOG_TEST_CASES changes that.
    static let count = ProcessInfo.processInfo.environment["PYSYSLOG_TEST_CASES"].flatMap { Int($0) } ?? 200
    static let seed = SeededGenerator.seedOfRun

    @Test("writes the same bytes to every file and stream")
    func sameBytes() throws {
        let folder = try TemporaryFolder()
        let oracle = try Program(
            "python3", [Places.oracle("pysyslog_oracle.py"), "\(Self.seed)", "\(Self.count)", folder.url.path])
        #expect(try oracle.wait(seconds: 120) == 0, "\(oracle.errorText)")
        var files = 0
        for number in 0..<Self.count {
            files += try compare(folder.url.appending(path: "\(number)"), number)
        }
        #expect(files > Self.count / 2, "\(files) files and streams had something to compare")
    }

    /// - Returns: how many files and streams with content were compared.
    private func compare(_ folder: URL, _ number: Int) throws -> Int {
        let lines = try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: "lines.json")))
        let sent = try #require(lines as? [[Any]]).map { ($0[0] as? String ?? "", $0[1] as? [String] ?? []) }
        let actual = folder.appending(path: "actual")
        try FileManager.default.createDirectory(at: actual, withIntermediateDirectories: false)
        let program = try Program(
            Places.product("pysyslog"), ["127.0.0.1", "0", "-l", "../logging.json"], directory: actual)
        try eventually("it listens; \(program.errorText)") {
            program.errorText.contains("polling: ") || !program.isRunning
        }
        let greeting = program.errorText.firstMatch(of: /Listening for syslog over TCP on: \S+:(\d+) polling/)
        let port = try #require(greeting.flatMap { UInt16($0.1) }, "case \(number): \(program.errorText)")
        for (peer, lines) in sent {
            let sender = try Sender(to: port, from: peer)
            for line in lines { try sender.send(bytes(line) + [10]) }
            sender.halfClose()
            try sender.waitForEnd()
        }
        program.signal(SIGTERM)
        #expect(try program.wait() == 0, "case \(number): \(program.errorText)")
        try program.outputData.write(to: actual.appending(path: "stdout"))
        return try compareFolders(folder.appending(path: "expected"), actual, number)
    }

    private func compareFolders(_ expected: URL, _ actual: URL, _ number: Int) throws -> Int {
        let names = try FileManager.default.contentsOfDirectory(atPath: expected.path).filter { $0 != "stderr" }
            .sorted()
        let written = try FileManager.default.contentsOfDirectory(atPath: actual.path).sorted()
        #expect(written == names, "case \(number) of seed \(Self.seed): the files")
        var compared = 0
        for name in names where written.contains(name) {
            let theirs = masked(try Data(contentsOf: expected.appending(path: name)))
            let ours = masked(try Data(contentsOf: actual.appending(path: name)))
            #expect(ours == theirs, "case \(number) of seed \(Self.seed): \(name)")
            if !theirs.isEmpty { compared += 1 }
        }
        return compared
    }

    /// The text without its times; different invalid bytes stay different.
    private func masked(_ data: Data) -> String {
        let text = String(data: data, encoding: .utf8) ?? String(data: data, encoding: .isoLatin1) ?? ""
        return text.replacing(/T<[^>]*>/, with: "T<>")
    }

    private func bytes(_ hexadecimal: String) -> [UInt8] {
        stride(from: 0, to: hexadecimal.count, by: 2).compactMap { offset in
            let start = hexadecimal.index(hexadecimal.startIndex, offsetBy: offset)
            return UInt8(hexadecimal[start..<hexadecimal.index(start, offsetBy: 2)], radix: 16)
        }
    }
}
