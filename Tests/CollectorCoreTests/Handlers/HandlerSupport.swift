// HandlerSupport.swift: directories, clocks, records, and sinks that fail on demand, for tests of handlers.
import Foundation
import TestSupport

import struct Synchronization.Atomic

@testable import CollectorCore

/// The texts, times and names of the files of a test.
struct TemporaryDirectory: Sendable {
    private let folder: TemporaryFolder

    init() {
        do { folder = try TemporaryFolder() } catch { preconditionFailure("\(error)") }
    }

    var path: String { folder.url.path }

    func path(_ name: String) -> String { path + "/" + name }

    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: path(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    func bytes(_ name: String) -> [UInt8]? { FileManager.default.contents(atPath: path(name)).map { Array($0) } }

    func write(_ text: String, to name: String, modified seconds: Int64? = nil) throws {
        try Data(text.utf8).write(to: URL(filePath: path(name)))
        guard let seconds else { return }
        let date = Date(timeIntervalSince1970: Double(seconds))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path(name))
    }

    func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: path(name), toPath: path(other))
    }

    /// The names in it, sorted.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    /// The contents of all its files by their names.
    var texts: [String: String] {
        Dictionary(uniqueKeysWithValues: names.compactMap { name in text(name).map { (name, $0) } })
    }
}

/// A clock that a test sets.
final class TestClock: Sendable {
    private let nanoseconds: Atomic<Int64>

    init(seconds: Int64 = 0) {
        nanoseconds = Atomic(seconds * 1_000_000_000)
    }

    var now: WallTime { WallTime(nanoseconds: nanoseconds.load(ordering: .relaxed)) }

    func advance(seconds: Int64) {
        nanoseconds.add(seconds * 1_000_000_000, ordering: .relaxed)
    }
}

extension RecordBuffer {
    mutating func add(_ text: String, to ledger: Ledger) {
        append { $0.append(text) }
        account(1, to: ledger)
    }

    /// The texts of its records.
    var texts: [String] {
        var texts: [String] = []
        for index in 0..<count {
            let records = PendingRecords(of: self, from: 0, record: 0)
            texts.append(records.bytes.extracting(records[index]).lossyText)
        }
        return texts
    }
}

/// Delivers records to a sink as its writer would, without the threads.
///
/// - Throws: what the sink throws.
func deliver(_ texts: [String], to sink: inout some Sink & ~Copyable) throws(SinkError) {
    var delivery = SlowDelivery(texts)
    if let error = delivery.error(to: &sink) { throw error }
}

/// Delivers records to a sink that may refuse them, and goes on where it stopped.
struct SlowDelivery: ~Copyable {
    private var buffer = RecordBuffer()
    private var progress = WriteProgress()

    init(_ texts: [String]) {
        let ledger = Ledger()
        for text in texts { buffer.add(text, to: ledger) }
    }

    /// Bytes.
    var delivered: Int { progress.offset }

    /// Delivers as much as possible.
    ///
    /// - Returns: what stopped it; `nil` at the end.
    mutating func error(to sink: inout some Sink & ~Copyable) -> SinkError? {
        var progress = progress
        defer { self.progress = progress }
        while progress.offset < buffer.bytes.count {
            let records = PendingRecords(of: buffer, from: progress.offset, record: progress.record)
            do throws(SinkError) {
                _ = progress.advance(by: try sink.write(records), in: buffer)
            } catch {
                return error
            }
        }
        return nil
    }
}

extension SinkError {
    /// What stops a delivery; `nil` if nothing does.
    init?(delivering texts: [String], to sink: inout some Sink & ~Copyable) {
        do throws(SinkError) {
            try deliver(texts, to: &sink)
            return nil
        } catch {
            self = error
        }
    }
}

/// A sink that does what a test says: how many bytes it takes of each write, and which writes fail.
final class ScriptedSink: Sendable {
    enum Step: Sendable {
        /// At most so many bytes.
        case take(Int)
        case fail(SinkError)
        /// Waits for `release`.
        case block
    }

    private let steps: Mutex<[Step]>
    private let written = Mutex<[UInt8]>([])
    private let released = Mutex(false)
    private let waker = try? Waker()

    /// Takes everything when it has done these steps.
    init(_ steps: [Step] = []) {
        self.steps = Mutex(steps)
    }

    var text: String { String(decoding: written.withLock { $0 }, as: UTF8.self) }

    /// Lets blocked writes go on.
    func release() {
        released.withLock { $0 = true }
        waker?.wake()
    }

    fileprivate func write(_ bytes: [UInt8]) throws(SinkError) -> Int {
        let step = steps.withLock { $0.isEmpty ? .take(.max) : $0.removeFirst() }
        switch step {
        case .fail(let error): throw error
        case .block:
            let deadline = Instant.now.advanced(bySeconds: 30)
            while !released.withLock({ $0 }), .now < deadline { waker?.sleep(until: deadline) }
            fallthrough
        case .take(.max):
            written.withLock { $0 += bytes }
            return bytes.count
        case .take(let limit):
            written.withLock { $0 += bytes.prefix(limit) }
            return min(limit, bytes.count)
        }
    }

    struct Handle: Sink {
        let sink: ScriptedSink
        var name: String { "scripted sink" }

        mutating func write(_ records: borrowing PendingRecords) throws(SinkError) -> Int {
            try sink.write(records.bytes.array)
        }
    }
}

/// Keeps what writers report.
final class ReportLog: WriterReports {
    enum Report: Equatable, Sendable {
        case failed(String)
        case recovered
        case lost(LossNews)
        case gone
        case advised(String)
    }

    private let log = Mutex<[Report]>([])

    var reports: [Report] { log.withLock { $0 } }

    func failed(_ outbox: Outbox, _ text: String, _ trouble: Trouble) {
        if trouble.attempts == 1 { log.withLock { $0.append(.failed(text)) } }
    }

    func recovered(_ outbox: Outbox, _ target: String, after trouble: Trouble) {
        log.withLock { $0.append(.recovered) }
    }

    func lost(_ outbox: Outbox, _ news: LossNews) {
        log.withLock { $0.append(.lost(news)) }
    }

    func gone(_ outbox: Outbox, _ target: String) {
        log.withLock { $0.append(.gone) }
    }

    func advise(_ outbox: Outbox, _ text: String) {
        log.withLock { $0.append(.advised(text)) }
    }

    func log(_ outbox: Outbox, _ level: Level, _ logger: String, _ text: String) {}
}

extension Outbox {
    /// Appends records of one account, and wakes the writer if necessary.
    func put(_ texts: [String], in ledger: Ledger) {
        ledger.accept(texts.count)
        let wakes = append { buffer in
            for text in texts { buffer.add(text, to: ledger) }
        }
        if wakes { wakeWriter() }
    }
}
