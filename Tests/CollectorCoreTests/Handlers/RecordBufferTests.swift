// RecordBufferTests.swift: records one after the other, and how each is counted in its account.
import Testing

@testable import CollectorCore

@Suite("A record buffer")
struct RecordBufferTests {
    private let first = Ledger()
    private let second = Ledger()

    /// Records "0" to "5", of lengths 1 to 6, in runs of two for each account.
    private func sample() -> RecordBuffer {
        var buffer = RecordBuffer()
        for number in 0..<6 {
            let ledger = number / 2 % 2 == 0 ? first : second
            ledger.accept(1)
            buffer.add(String(repeating: "\(number)", count: number + 1), to: ledger)
        }
        return buffer
    }

    private static let texts = ["0", "11", "222", "3333", "44444", "555555"]

    @Test("gives up its oldest and newest records, each in its account", arguments: 0...6, 0...6)
    func dropping(oldest: Int, newest: Int) {
        guard oldest + newest <= 6 else { return }
        var buffer = sample()
        buffer.dropFirst(oldest, .queueFull)
        buffer.dropLast(newest, .drainDeadline)
        #expect(buffer.count == 6 - oldest - newest)
        let kept = Array(Self.texts[oldest..<(6 - newest)])
        #expect(buffer.byteCount == kept.joined().utf8.count)
        var copy = RecordBuffer()
        copy.add("before", to: first)
        copy.append(contentsOf: buffer)
        #expect(copy.texts == ["before"] + kept)
        buffer.compact()
        #expect(buffer.texts == kept)
        let balance = first.balance + second.balance
        #expect(balance.dropped[.queueFull] ?? 0 == oldest)
        #expect(balance.dropped[.drainDeadline] ?? 0 == newest)
        #expect(balance.queued == kept.count)
        for run in buffer.runs { run.ledger.write(run.count) }
        #expect(first.balance.queued == 0 && second.balance.queued == 0)
    }

    @Test("stays in order when it is filled behind records that were given up")
    func refilled() {
        var buffer = RecordBuffer()
        for number in 0..<100 {
            buffer.add("\(number) ", to: first)
            if buffer.count > 7 { buffer.dropFirst(1, .queueFull) }
        }
        buffer.compact()
        #expect(buffer.texts == (93..<100).map { "\($0) " })
    }

    @Test("settles records when their last byte is out, however the bytes are cut", arguments: 1...21)
    func partialWrites(step: Int) {
        let buffer = sample()
        var progress = WriteProgress()
        while progress.offset < buffer.bytes.count {
            let now = min(step, buffer.bytes.count - progress.offset)
            let done = progress.advance(by: now, in: buffer)
            progress.settle(done, in: buffer) { $0.write($1) }
            let written = first.balance.written + second.balance.written
            // 1, 3, 6, 10, 15 and 21 bytes are the ends of records.
            #expect(written == [1, 3, 6, 10, 15, 21].filter { $0 <= progress.offset }.count)
            #expect(written == progress.record)
        }
        #expect(first.balance.written == 4 && second.balance.written == 2)
        #expect(progress.remaining(in: buffer) == 0)
    }

    @Test("knows where records end, seen from any byte", arguments: 0..<21)
    func boundaries(start: Int) {
        let buffer = sample()
        let ends = [1, 3, 6, 10, 15, 21]
        let record = ends.firstIndex { $0 > start } ?? 0
        let records = PendingRecords(of: buffer, from: start, record: record)
        let found = (1...records.bytes.count).filter { records.isBoundary($0) }
        #expect(found == ends.filter { $0 > start }.map { $0 - start })
        #expect(records[0] == 0..<ends[record] - start)
    }
}
