// ErrorOutput.swift: standard error, written by a separate thread: a stopped terminal blocks no other thread.
import Glibc
import Synchronization

/// Standard error behind a bounded queue. Any thread may call the methods; none of them waits for the reader.
///
/// `poll(2)` cannot tell whether a write would block: it guarantees less room than a line may need. The stream cannot
/// be made non-blocking either, as that would affect every process that has it open.
final class ErrorOutput: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        /// Lines for which there was no room.
        var unsaid = 0
        var isEnding = false
        var thread: Thread?
    }

    private let state = Mutex(State())
    private let waker: Waker
    private let descriptor: CInt
    private let limit: Int

    /// - Parameters:
    ///   - descriptor: which must stay open as long as the output is used.
    ///   - limit: bytes that may wait.
    init(descriptor: CInt = STDERR_FILENO, limit: Int = 64 << 10) throws(Errno) {
        waker = try Waker()
        self.descriptor = descriptor
        self.limit = limit
    }

    /// Writes a line; lines for which there is no room are counted, and their number is written when there is room
    /// again.
    func write(_ line: String) {
        state.withLock { state in
            guard state.waiting.count + line.utf8.count < limit, begin(&state) else {
                state.unsaid += 1
                return
            }
            Self.append(line, to: &state)
        }
        waker.wake()
    }

    /// Waits until everything is written, or `deadline` has passed. Lines added meanwhile may be lost. Only one thread
    /// at a time may call it.
    ///
    /// - Returns: whether everything is written.
    @discardableResult
    func finish(until deadline: Instant) -> Bool {
        let thread = state.withLock { state in
            state.isEnding = true
            return state.thread
        }
        waker.wake()
        guard let thread else { return true }
        guard thread.join(until: deadline) else { return false }
        state.withLock { ($0.thread, $0.isEnding) = (nil, false) }
        return true
    }

    private static func append(_ line: String, to state: inout State) {
        if state.unsaid > 0 {
            let lines = state.unsaid == 1 ? "1 line" : "\(state.unsaid) lines"
            state.waiting += Array("pysyslog: \(lines) could not be written to standard error in time\n".utf8)
            state.unsaid = 0
        }
        state.waiting += Array(line.utf8)
    }

    /// Starts the thread, if it does not run.
    private func begin(_ state: inout State) -> Bool {
        guard !state.isEnding else { return false }
        if state.thread == nil { state.thread = try? Thread(named: "standard-error") { self.run() } }
        return state.thread != nil
    }

    private func run() {
        while true {
            let (bytes, isLast) = state.withLock { state in
                if state.waiting.isEmpty { Self.append("", to: &state) }
                defer { state.waiting = [] }
                return (state.waiting, state.isEnding)
            }
            if bytes.isEmpty {
                if isLast { return }
                waker.sleep()
            } else {
                write(bytes)
            }
        }
    }

    private func write(_ bytes: [UInt8]) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            if count >= 0 {
                written += count
            } else if Errno.current == .again {
                // Another process made the stream non-blocking.
                var entry = pollfd(fd: descriptor, events: CShort(POLLOUT), revents: 0)
                _ = unsafe poll(&entry, 1, 1_000)
            } else if Errno.current != .interrupted {
                // There is nowhere left to report this failure.
                return
            }
        }
    }
}
