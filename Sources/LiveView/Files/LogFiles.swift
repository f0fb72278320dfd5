// LogFiles.swift: files that are open to be watched, and the thread that reads them.
import CollectorCore
import struct Synchronization.Atomic

/// Files as a view watches them. Any thread may call the methods.
package final class LogFiles: Sendable {
    private let archive = LogArchive()
    private let inputs: [LogInput]
    private let opener: LogOpener
    private let speed: Double?
    private let waker: Waker
    private let isEnding = Atomic<Bool>(false)
    private let ended: Waker
    private let thread = Mutex<Thread?>(nil)

    /// Opens the files.
    ///
    /// - Parameters:
    ///   - paths: `-` for standard input.
    ///   - speed: how many times as fast lines are replayed; `nil` shows all at once.
    ///   - folder: where what is compressed, or a pipe, is copied to.
    package init(_ paths: [String], speed: Double? = nil, folder: String) throws(LogFileProblem) {
        do throws(Errno) {
            waker = try Waker()
            ended = try Waker()
        } catch {
            throw LogFileProblem("cannot open files: \(error)")
        }
        opener = LogOpener(folder: folder) { [waker] in waker.wake() }
        self.speed = speed
        var inputs: [LogInput] = []
        for path in paths { inputs.append(try opener.open(path)) }
        self.inputs = inputs
    }

    /// Finds the newest lines, and starts the thread that finds the others.
    package func begin() throws(Errno) {
        var run = FilesRun(inputs, archive, opener, speed: speed)
        let first = run.step()
        let thread = try Thread(named: "files") { [self, run] in work(run, first) }
        self.thread.withLock { $0 = thread }
    }

    private func work(_ run: consuming FilesRun, _ first: Instant) {
        var run = run
        var next = first
        while !isEnding.load(ordering: .relaxed) {
            if next > .now { waker.sleep(until: next) }
            next = run.step()
        }
    }

    /// Ends the thread.
    package func end() {
        isEnding.store(true, ordering: .relaxed)
        waker.wake()
        for input in inputs { input.spool?.end() }
        archive.wake()
        ended.wake()
    }

    /// Waits for `end`. A disk that does not answer holds the thread, but not the end.
    package func waitForEnd() {
        while !isEnding.load(ordering: .relaxed) { ended.sleep() }
        thread.withLock { $0 }?.join(until: .now.advanced(bySeconds: Self.endingTime))
    }

    /// Seconds.
    private static let endingTime = 0.5

    package var facts: FilesFacts { archive.facts }
    package var notes: [FeedNote] { archive.notes }
    package func snapshot() -> CollectorSnapshot { archive.snapshot() }
    package func window() -> FeedWindow { archive.window() }
    package func arm(_ waker: Waker) { archive.arm(waker) }
    package var isWaiting: Bool { archive.isWaiting }
}
