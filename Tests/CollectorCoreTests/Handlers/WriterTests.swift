// WriterTests.swift: outboxes and their writers: nothing is lost, and drops are counted and reported.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("An outbox and its writer", .limited)
struct WriterTests {
    private let ledger = Ledger()
    private let reports = ReportLog()

    private func outbox(
        _ records: Int = 50_000, bytes: Int = 1 << 20, _ whenFull: QueuePolicy.WhenFull = .block
    ) throws -> Outbox {
        try Outbox(limit: QueueLimit(records: records, bytes: bytes, whenFull: whenFull))
    }

    /// Starts a writer.
    private func start(_ outbox: Outbox, _ sink: ScriptedSink) throws -> CollectorCore.Thread {
        let writer = Writer(outbox: outbox, sink: ScriptedSink.Handle(sink: sink))
        let reports = reports
        return try CollectorCore.Thread(named: "writer") { writer.run(reporting: reports) }
    }

    /// Waits until the writer has taken what was put into the outbox.
    private func waitUntilTaken(_ outbox: Outbox) throws {
        try eventually("the writer takes what is there") { outbox.state.withLock { $0.filling.isEmpty } }
    }

    @Test("bring everything to a sink that takes a few bytes at a time", arguments: 1...7)
    func fewBytes(step: Int) throws {
        let outbox = try outbox()
        let sink = ScriptedSink((0..<20).map { _ in .take(step) })
        let thread = try start(outbox, sink)
        for number in 0..<10 { outbox.put(["\(number) one\n", "\(number) two\n"], in: ledger) }
        outbox.finish()
        #expect(thread.hasEnded())
        #expect(sink.text == (0..<10).map { "\($0) one\n\($0) two\n" }.joined())
        #expect(ledger.balance == Balance(accepted: 20, written: 20))
        #expect(outbox.isEmpty)
    }

    @Test("keep records through failures, in the middle of one too, and tell of them once")
    func failures() throws {
        let outbox = try outbox()
        let failure = ScriptedSink.Step.fail(.failed("cannot"))
        let sink = ScriptedSink([failure, failure, .take(3), failure, .take(1)])
        outbox.put(["abc\n", "def\n"], in: ledger)
        outbox.finish()
        #expect(try start(outbox, sink).hasEnded())
        #expect(sink.text == "abc\ndef\n")
        #expect(ledger.balance == Balance(accepted: 2, written: 2))
        #expect(reports.reports == [.failed("cannot"), .recovered, .failed("cannot"), .recovered])
    }

    @Test("drop under a name what is left when the sink is gone, and all that comes later")
    func gone() throws {
        let outbox = try outbox()
        let sink = ScriptedSink([.take(5), .fail(.gone)])
        outbox.put(["abc\n", "def\n", "ghi\n"], in: ledger)
        #expect(try start(outbox, sink).hasEnded())
        outbox.put(["late\n"], in: ledger)
        #expect(ledger.balance == Balance(accepted: 4, written: 1, dropped: [.handlerClosed: 3]))
        #expect(outbox.isClosed && outbox.isEmpty && !outbox.isFull)
        #expect(reports.reports == [.gone])
    }

    @Test("keep records while the disk is full, and account for them when the time is over")
    func diskFull() throws {
        let outbox = try outbox()
        let writer = Writer(outbox: outbox, sink: FileSink(try LogFile(path: "/dev/full", mode: .append)))
        outbox.put(["abc\n"], in: ledger)
        let reports = reports
        let thread = try CollectorCore.Thread(named: "writer") { writer.run(reporting: reports) }
        try eventually("the failure is told") { !reports.reports.isEmpty }
        outbox.put(["def\n"], in: ledger)
        #expect(ledger.balance == Balance(accepted: 2))
        outbox.close(.drainDeadline)
        #expect(thread.hasEnded())
        #expect(ledger.balance == Balance(accepted: 2, dropped: [.drainDeadline: 2]))
        #expect(reports.reports == [.failed("cannot write to /dev/full: no space left on device")])
    }

    @Test("account for everything when they are closed while full")
    func closedWhileFull() throws {
        let outbox = try outbox(3)
        let sink = ScriptedSink([.fail(.failed("no")), .fail(.failed("no"))])
        outbox.put(["a", "b", "c", "d"], in: ledger)
        #expect(outbox.isFull)
        outbox.close(.drainDeadline)
        #expect(!outbox.isFull)
        #expect(try start(outbox, sink).hasEnded())
        #expect(ledger.balance == Balance(accepted: 4, dropped: [.drainDeadline: 4]))
    }

    @Test("wake those that wait for room when half of it is there")
    func backPressure() throws {
        let outbox = try outbox(4)
        let waker = try Waker()
        let sink = ScriptedSink([.block])
        #expect(!outbox.waitForRoom(waker))
        outbox.put(["a", "b", "c", "d"], in: ledger)
        #expect(outbox.isFull && outbox.waitForRoom(waker))
        let thread = try start(outbox, sink)
        try waitUntilTaken(outbox)
        #expect(outbox.isFull, "what is being written still counts")
        sink.release()
        let isWoken = waitReadable(waker.descriptor, until: .now.advanced(bySeconds: 30))
        #expect(isWoken)
        #expect(!outbox.isFull)
        outbox.finish()
        #expect(thread.hasEnded())
    }

    @Test("remember how full they were, how often and how long senders waited, and when something was last written")
    func history() throws {
        let outbox = try outbox(4)
        let waker = try Waker()
        #expect(!outbox.waitForRoom(waker))
        #expect(outbox.history == QueueHistory(), "who finds room waits for none")
        outbox.put(["a", "b", "c", "d", "e"], in: ledger)
        #expect(outbox.waitForRoom(waker) && outbox.waitForRoom(waker))
        let sink = ScriptedSink([.take(2), .block])
        let begun = WallTime.now
        let thread = try start(outbox, sink)
        try eventually("something is written") { outbox.history.lastWrite != nil }
        #expect(try #require(outbox.history.lastWrite) >= begun)
        let running = outbox.history
        #expect(running.mostQueued == 5 && running.holds == 1 && running.heldSeconds > 0)
        sink.release()
        outbox.finish()
        #expect(thread.hasEnded())
        let ended = outbox.history
        #expect(ended.heldSeconds > running.heldSeconds && ended.mostQueued == 5 && ended.holds == 1)
        #expect(outbox.history == ended, "nobody waits any more")
    }

    @Test("tell their last failures; those in a row that say the same are one")
    func failureLog() {
        let log = FailureLog()
        func time(_ seconds: Int64) -> WallTime { WallTime(nanoseconds: seconds * 1_000_000_000) }
        for second in 0..<3 { log.note("refused", at: time(Int64(second))) }
        for number in 3..<10 { log.note("failure \(number)", at: time(Int64(number))) }
        #expect(log.snapshot.count == 10)
        #expect(log.snapshot.recent.map(\.text) == ["refused"] + (3..<10).map { "failure \($0)" })
        #expect(log.snapshot.recent[0].count == 3 && log.snapshot.recent[0].last == time(2))
        log.note("one more", at: time(10))
        #expect(log.snapshot.recent.map(\.text) == (3..<10).map { "failure \($0)" } + ["one more"])
    }

    @Test("are full by bytes as well")
    func fullByBytes() throws {
        let outbox = try outbox(0, bytes: 8)
        outbox.put(["abc\n"], in: ledger)
        #expect(!outbox.isFull)
        outbox.put(["def\n"], in: ledger)
        #expect(outbox.isFull)
    }

    private static let policies: [(QueuePolicy.WhenFull, String)] = [(.dropNewest, "012"), (.dropOldest, "789")]

    @Test("drop the newest or the oldest where they are told to, and are never full", arguments: policies)
    func dropping(whenFull: QueuePolicy.WhenFull, kept: String) throws {
        let outbox = try outbox(3, whenFull)
        for number in 0..<10 { outbox.put(["\(number)"], in: ledger) }
        #expect(!outbox.isFull)
        #expect(ledger.balance.dropped == [.queueFull: 7])
        outbox.finish()
        let sink = ScriptedSink()
        #expect(try start(outbox, sink).hasEnded())
        #expect(sink.text == kept)
        #expect(ledger.balance == Balance(accepted: 10, written: 3, dropped: [.queueFull: 7]))
        #expect(
            reports.reports == [.lost(.began(.queueFull)), .lost(.ended(.queueFull, count: 7))]
                && outbox.isEmpty)
    }

    @Test("cut a batch that is larger than the room", arguments: policies)
    func largeBatch(whenFull: QueuePolicy.WhenFull, kept: String) throws {
        let outbox = try outbox(3, whenFull)
        outbox.put((0..<10).map { "\($0)" }, in: ledger)
        #expect(outbox.state.withLock { $0.filling.count } == 3)
        #expect(ledger.balance.dropped == [.queueFull: 7])
    }

    @Test("never drop a record only because it is long", arguments: policies)
    func longRecord(whenFull: QueuePolicy.WhenFull, kept: String) throws {
        let outbox = try outbox(3, bytes: 4, whenFull)
        outbox.put(["long enough"], in: ledger)
        #expect(ledger.balance.dropped.isEmpty)
        outbox.put(["b"], in: ledger)
        #expect(ledger.balance.dropped == [.queueFull: 1])
    }

    @Test("keep the collector's own records where lines are dropped")
    func ownRecords() throws {
        let outbox = try outbox(1, .dropNewest)
        outbox.put(["a", "b"], in: ledger)
        _ = outbox.append(mayDrop: false) { $0.add("own", to: Ledger()) }
        outbox.put(["c"], in: ledger)
        #expect(outbox.state.withLock { $0.filling.texts } == ["a", "own"])
    }

    @Test("tell of a burst when it begins, and when nothing was dropped for a while")
    func bursts() {
        var bursts = LossBursts()
        let start = Instant(nanoseconds: 0)
        #expect(bursts.news(at: start, isEnding: true).isEmpty && bursts.nextEnd == nil)
        bursts.note(2, .queueFull, at: start)
        bursts.note(1, .notEncodable, at: start)
        #expect(bursts.news(at: start, isEnding: false) == [.began(.queueFull), .began(.notEncodable)])
        bursts.note(3, .queueFull, at: start.advanced(bySeconds: 4))
        let later = start.advanced(bySeconds: 5)
        #expect(bursts.news(at: later, isEnding: false) == [.ended(.notEncodable, count: 1)])
        #expect(bursts.nextEnd == start.advanced(bySeconds: 9))
        #expect(bursts.news(at: later, isEnding: true) == [.ended(.queueFull, count: 5)])
        #expect(bursts.nextEnd == nil)
    }

    @Test("reopen a moved file while nothing comes, and while it takes nothing")
    func reopening() throws {
        let directory = TemporaryDirectory()
        let outbox = try outbox()
        let writer = Writer(outbox: outbox, sink: FileSink(try LogFile(path: directory.path("x"), mode: .append)))
        let reports = reports
        let thread = try CollectorCore.Thread(named: "writer") { writer.run(reporting: reports) }
        outbox.put(["a\n"], in: ledger)
        try eventually("the first record") { directory.text("x") == "a\n" }
        try directory.move("x", to: "y")
        writer.reopen()
        try eventually("the new file") { directory.text("x") == "" }
        outbox.put(["b\n"], in: ledger)
        outbox.finish()
        #expect(thread.hasEnded())
        #expect(directory.texts == ["y": "a\n", "x": "b\n"])

        let full = try self.outbox()
        let other = Writer(outbox: full, sink: FileSink(try LogFile(path: "/dev/full", mode: .append)))
        let second = try CollectorCore.Thread(named: "writer") { other.run(reporting: reports) }
        full.put(["lost\n"], in: ledger)
        other.reopen()
        full.close(.drainDeadline)
        #expect(second.hasEnded())
        #expect(ledger.balance == Balance(accepted: 3, written: 2, dropped: [.drainDeadline: 1]))
    }
}

extension CollectorCore.Thread {
    /// Waits for its end, which should not take long.
    fileprivate func hasEnded() -> Bool { join(until: .now.advanced(bySeconds: 30)) }
}
