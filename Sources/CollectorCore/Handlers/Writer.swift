// Writer.swift: the thread that brings one outbox to its destination and never loses what it could not write.
import Synchronization

/// A writer of any kind of sink.
protocol RunningWriter: Sendable {
    /// Writes until the outbox is finished and empty, or closed.
    func run(reporting reports: any WriterReports)

    /// Has the sink open its file anew, if that has been moved, before the next record that it begins. Any thread may call
    /// it; it returns at once.
    func reopen()
}

/// Drains an outbox into a sink, all there is at a time: writes grow as the load grows.
final class Writer<Target: Sink & ~Copyable>: RunningWriter {
    private let outbox: Outbox
    /// Held by the writer's thread for as long as it runs.
    private let sink: Mutex<Target>
    private let mustReopen = Atomic<Bool>(false)

    init(outbox: Outbox, sink: consuming sending Target) {
        self.outbox = outbox
        self.sink = Mutex(sink)
    }

    /// After a batch of fewer bytes than this, the writer lets the next one grow for a moment.
    ///
    /// When lines come one by one, waking the writer for each turn of an event loop cost a third of the processor time. The
    /// end of the collector ends the pause.
    private static var smallBatch: Int { 32 << 10 }
    /// Seconds.
    private static var pause: Double { 0.001 }

    func run(reporting reports: any WriterReports) {
        sink.withLock { sink in
            sink.begin()
            var buffer = RecordBuffer()
            while outbox.take(into: &buffer) {
                reopenIfAsked(&sink)
                write(buffer, to: &sink, reports)
                let wasSmall = buffer.byteCount < Self.smallBatch
                buffer.clear()
                tellLosses(reports)
                if wasSmall { outbox.pauseWriter(seconds: Self.pause) }
            }
            tellLosses(reports, isEnding: true)
        }
    }

    func reopen() {
        mustReopen.store(true, ordering: .sequentiallyConsistent)
        outbox.callWriter()
    }

    private func reopenIfAsked(_ sink: inout Target) {
        guard mustReopen.load(ordering: .relaxed), mustReopen.exchange(false, ordering: .sequentiallyConsistent) else {
            return
        }
        sink.reopen()
    }

    private func tellLosses(_ reports: any WriterReports, isEnding: Bool = false) {
        for news in outbox.lossNews(isEnding: isEnding) { reports.lost(outbox, news) }
    }

    private func write(
        _ buffer: borrowing RecordBuffer, to sink: inout Target, _ reports: any WriterReports
    ) {
        var progress = WriteProgress()
        var trouble: Trouble?
        func recover() {
            if let ended = trouble { reports.recovered(outbox, sink.name, after: ended) }
            trouble = nil
        }
        while progress.remaining(in: buffer) > 0, !outbox.isClosed {
            let records = PendingRecords(of: buffer, from: progress.offset, record: progress.record)
            do throws(SinkError) {
                let count = try sink.write(records)
                outbox.release(count, of: buffer, &progress)
                if count > 0 { recover() }
            } catch {
                switch error {
                case .gone:
                    outbox.close(.handlerClosed)
                    reports.gone(outbox, sink.name)
                case .refused(let reason, let text):
                    outbox.refuse(reason, detail: text, of: buffer, &progress)
                    recover()
                    tellLosses(reports)
                case .failed(let reason):
                    let current = trouble?.again() ?? Trouble()
                    trouble = current
                    reports.failed(outbox, reason, current)
                    outbox.pauseWriter(seconds: current.pause)
                    reopenIfAsked(&sink)
                }
            }
        }
        outbox.discard(buffer, &progress)
    }
}

/// A time in which a destination takes nothing.
struct Trouble: Sendable {
    let began = Instant.now
    private(set) var attempts = 1
    /// Seconds to the next attempt: 10 ms, doubled each time, 1 s at most.
    private(set) var pause = 0.01

    func again() -> Trouble {
        var next = self
        next.attempts += 1
        next.pause = min(1, pause * 2)
        return next
    }
}

/// Where writers say what happens to their destinations.
protocol WriterReports: Sendable {
    /// An attempt has failed; the first one of a trouble has `attempts` 1.
    func failed(_ outbox: Outbox, _ text: String, _ trouble: Trouble)
    func recovered(_ outbox: Outbox, _ target: String, after trouble: Trouble)
    /// Records are dropped, or no more.
    func lost(_ outbox: Outbox, _ news: LossNews)
    /// The destination is gone for good and its outbox closed.
    func gone(_ outbox: Outbox, _ target: String)
    /// Something that the administrator should know or change; no line is affected.
    func advise(_ outbox: Outbox, _ text: String)
    /// What the library of a destination logs, under `logger`.
    func log(_ outbox: Outbox, _ level: Level, _ logger: String, _ text: String)
}
