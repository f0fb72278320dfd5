// AttachTests.swift: the built view on collectors that run elsewhere: lines to a pipe, a screen in tmux, and what goes wrong.
import Foundation
import TestSupport
import Testing

@Suite("Attaching to a collector", .limited)
struct AttachTests {
    private func socket() -> String { RunFolder.newPath("view") }

    private func attach(_ path: String, _ options: [String] = []) throws -> Program {
        try Program(Places.product("pysyslog-tui"), ["--attach", path] + options)
    }

    @Test("writes lines to a pipe as they were received, from the past and as they come, until SIGTERM")
    func lines() throws {
        let path = socket()
        let collector = try RunningCollector(["--view-socket", path])
        let sender = try Sender(to: collector.port, from: "127.0.0.7")
        let strange: [UInt8] = Array("<11>caf".utf8) + [0xE9, 0x1B, 0x5B, 0x33] + Array("1m é".utf8)
        try sender.send("<13>one\n".utf8 + strange + [10])
        let all = try attach(path, ["--no-tui", "--history", "all"])
        try eventually("two lines") { all.outputData.split(separator: 10).count == 2 }
        try sender.send("<13>three\n")
        try eventually("the third line") { all.outputData.split(separator: 10).count == 3 }
        #expect(all.outputData == Data("<13>one\n".utf8 + strange + [10] + "<13>three\n".utf8))
        all.signal(SIGTERM)
        #expect(try all.wait() == 0 && all.errorText.isEmpty, "\(all.errorText)")

        let errors = try attach(path, ["--no-tui", "--history", "2", "--filter", "sev<=err", "--output", "json"])
        try eventually("one object") { !errors.outputData.isEmpty && errors.outputData.last == 10 }
        // The byte that is no UTF-8 is a lone surrogate, as in Python, which Foundation does not read.
        #expect(errors.outputText.contains(#"caf\udce9\u001b[31m \u00e9"#), "\(errors.outputText)")
        let readable = Data(errors.outputText.replacingOccurrences(of: #"\udce9"#, with: "?").utf8)
        let object = try #require(JSONSerialization.jsonObject(with: readable) as? [String: String])
        #expect(object["peer"] == "127.0.0.7" && object["severity"] == "err" && object["facility"] == "user")
        #expect(object["listener"] == "127.0.0.1:\(collector.port)" && object["time"]?.hasSuffix("Z") == true)
        let facts = try attach(path, ["--no-tui", "--history", "1", "--output", "facts"])
        try eventually("one line") { facts.outputText.hasSuffix(" 127.0.0.7 <13>three\n") }
        try collector.stop()
    }

    @Test("ends like any filter when its reader has left")
    func brokenPipe() throws {
        let path = socket()
        let collector = try RunningCollector(["--view-socket", path])
        let sender = try Sender(to: collector.port)
        try sender.send((0..<1_000).map { "line \($0)\n" }.joined())
        let command =
            "\(Places.product("pysyslog-tui").shellQuoted) --attach \(path.shellQuoted) --no-tui --history all"
        let shell = try Program("bash", ["-c", "\(command) | head -n 3; echo ${PIPESTATUS[0]}"])
        try eventually("three lines") { shell.outputLines.count >= 3 }
        while shell.isRunning {
            try sender.send("more\n")
            usleep(10_000)
        }
        #expect(shell.outputLines == ["line 0", "line 1", "line 2", "141"])
        try collector.stop()
    }

    @Test("ends at SIGTERM though its reader takes nothing")
    func stalledReader() throws {
        let path = socket()
        let collector = try RunningCollector(["--view-socket", path])
        let sender = try Sender(to: collector.port)
        for number in 0..<2_000 { try sender.send("line \(number) \(String(repeating: "x", count: 200))\n") }
        let pipe = Pipe()
        let viewer = try Program(
            Places.product("pysyslog-tui"), ["--attach", path, "--no-tui", "--history", "all"],
            standardOutput: pipe.fileHandleForWriting)
        // 64 KiB, the size of a pipe, are there, and no more fit.
        try eventually("the pipe is full") {
            var count: Int32 = 0
            return ioctl(pipe.fileHandleForReading.fileDescriptor, UInt(FIONREAD), &count) == 0 && count > 60_000
        }
        viewer.signal(SIGTERM)
        #expect(try viewer.wait(seconds: 20) == 0)
        try collector.stop()
    }

    @Test("says in one line why it cannot, and what to do")
    func refusals() throws {
        func expect(_ arguments: [String], _ status: Int32, _ words: String) throws {
            let program = try Program(Places.product("pysyslog-tui"), arguments)
            #expect(try program.wait() == status)
            let lines = program.errorText.split(separator: "\n")
            #expect(lines.count == 1 && lines.first?.contains(words) == true, "\(arguments): \(program.errorText)")
        }
        let missing = socket()
        try expect(["--attach", missing, "--no-tui"], 1, "is a collector running with --view-socket \(missing)?")
        try expect(["--attach", "ssh://", "--no-tui"], 2, "names no host")
        try expect(["--attach", "tcp://a:1", "--no-tui"], 2, "ssh://[USER@]HOST[:PORT]")
        try expect(["127.0.0.1", "5514", "--attach", missing], 2, "HOST is of no use here")
        try expect(["--attach", missing, "--attach", missing, "--no-tui"], 2, "named twice")
        try expect(["--attach", missing, "--no-tui", "--history", "some"], 2, "--history 'some'")
        try expect(["--history", "5", "127.0.0.1", "0"], 2, "--history needs --attach")
        try expect(["--view-group", "adm"], 2, "--view-group needs --view-socket")
        try expect(["--view-history", "5", "--view-socket", missing], 2, "--view-history 5 is out of range")
        try expect(
            ["--view-socket", missing, "--view-group", "no-such-group", "127.0.0.1", "0", "--no-tui"], 1,
            "no-such-group")
    }

    @Test("the socket is for its owner and group, is removed at the end, and replaced after a crash; a live one is not")
    func socketFile() throws {
        let path = socket()
        let first = try RunningCollector(["--view-socket", path])
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o660)
        let second = try Program(Places.product("pysyslog"), ["127.0.0.1", "0", "--view-socket", path])
        #expect(try second.wait() == 1)
        #expect(second.errorText.contains("pid \(first.program.process.processIdentifier)"), "\(second.errorText)")
        first.program.signal(SIGKILL)
        _ = try first.program.wait()
        let third = try RunningCollector(["--view-socket", path])
        try third.stop()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("shows the same screen, leaves without a question, and the collector goes on")
    func screen() throws {
        let path = socket()
        let collector = try RunningCollector(["--view-socket", path])
        let sender = try Sender(to: collector.port, from: "127.0.0.7")
        try sender.send("<11>early\n")
        let screen = try TmuxScreen(attachedTo: [path])
        try screen.wait("the line that was kept") { $0.contains("early") && $0.contains("127.0.0.7") }
        try sender.send("<11>late\n")
        try screen.wait("the next line") { $0.contains("late") }
        try screen.keys("G", "Enter")
        try screen.wait("the detail with its handlers") { $0.contains("outputs    stdout") }
        try screen.keys("Escape", "q")
        try screen.expectSaneTerminal()
        #expect(collector.program.isRunning)
        try sender.send("<11>after\n")
        try eventually("the collector collects") { collector.program.outputText.contains("after") }
        try collector.stop()
    }

    @Test("keeps its lines while the collector is away, and goes on with the next one at that place")
    func restart() throws {
        let path = socket()
        let first = try RunningCollector(["--view-socket", path])
        try Sender(to: first.port, from: "127.0.0.7").send("before the restart\n")
        let screen = try TmuxScreen(columns: 120, attachedTo: [path])
        try screen.wait("the first line") { $0.contains("before the restart") }
        try first.stop()
        try screen.wait("that it is away") { $0.contains("away since") && $0.contains("before the restart") }
        let second = try RunningCollector(["--view-socket", path])
        try Sender(to: second.port, from: "127.0.0.7").send("after the restart\n")
        try screen.wait("both lines, and that it is back") {
            $0.contains("before the restart") && $0.contains("after the restart") && !$0.contains("away since")
        }
        try screen.keys("q")
        try screen.expectSaneTerminal()
        try second.stop()
    }

    @Test("shows several collectors as one")
    func several() throws {
        let paths = [socket(), socket()]
        let collectors = try paths.map { try RunningCollector(["--view-socket", $0]) }
        for (number, collector) in collectors.enumerated() {
            try Sender(to: collector.port, from: "127.0.0.7").send("<13>said to \(number)\n")
        }
        let both = try Program(
            Places.product("pysyslog-tui"),
            paths.flatMap { ["--attach", $0] } + ["--no-tui", "--history", "all", "--output", "json"])
        try eventually("both lines") { both.outputText.contains("said to 0") && both.outputText.contains("said to 1") }
        let names = paths.map { $0.split(separator: "/").last.map(String.init) ?? "" }
        for name in names { #expect(both.outputText.contains("\"collector\": \"\(name)\"")) }
        let screen = try TmuxScreen(columns: 120, attachedTo: paths)
        try screen.wait("both lines") { $0.contains("said to 0") && $0.contains("said to 1") }
        try screen.wait("the sum of both") { $0.contains("msgs 2") }
        try screen.keys("f", "at:\(names[0])", "Enter")
        try screen.wait("the lines of one") { $0.contains("said to 0") && !$0.contains("said to 1") }
        try screen.keys("q")
        try screen.expectSaneTerminal()
        for collector in collectors { try collector.stop() }
    }

    @Test("goes through a relay, as ssh runs it on another machine; its errors are told too")
    func relay() throws {
        let path = socket()
        let collector = try RunningCollector(["--view-socket", path])
        try Sender(to: collector.port).send("through the relay\n")
        // Runs the command on this machine; the options and the host stand before it.
        let bin = try TemporaryFolder()
        let ssh = bin.url.appending(path: "ssh")
        try Data("#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done; shift 2; exec \"$@\"\n".utf8).write(to: ssh)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: ssh.path)
        let programs = URL(filePath: Places.product("pysyslog-tui")).deletingLastPathComponent().path
        let environment = "PATH=\(bin.url.path):\(programs):/usr/bin:/bin"
        func attach(_ address: String) throws -> Program {
            try Program(
                "env",
                [environment, Places.product("pysyslog-tui"), "--attach", address, "--no-tui", "--history", "all"])
        }
        let viewer = try attach("ssh://me@other\(path)")
        try eventually("the line") { viewer.outputText == "through the relay\n" }
        viewer.signal(SIGTERM)
        #expect(try viewer.wait() == 0)
        let wrong = try attach("ssh://me@other\(path)x")
        #expect(try wrong.wait() == 1)
        #expect(wrong.errorText.contains("\(path)x: there is no such socket"), "\(wrong.errorText)")
        try collector.stop()
    }
}
