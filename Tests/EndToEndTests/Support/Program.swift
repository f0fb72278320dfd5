// Program.swift: the built programs, and others, as processes whose output is read while they run.
import Foundation

/// Where things are that the tests run.
enum Places {
    /// The folder of the built programs: that of the tests themselves.
    static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static var rsyslog: String { repository.appending(path: ".build/rsyslog/rsyslogd").path }
    static func client(_ name: String) -> String { repository.appending(path: "Tests/Clients/\(name)").path }
    static func product(_ name: String) -> String { products.appending(path: name).path }
}

/// What a process writes, collected while it runs.
///
/// Behind a lock of Foundation's, as the thread sanitizer does not see the hand-over of `Synchronization.Mutex`.
final class Captured: Sendable {
    private let lock = NSLock()
    nonisolated(unsafe) private var state = (data: Data(), isComplete: false)

    /// Collects to the end of `pipe` on a thread of its own.
    init(_ pipe: Pipe) {
        Thread.detachNewThread { [self] in
            // Returns what there is; `read(upToCount:)` would wait for all it is asked for.
            while case let data = pipe.fileHandleForReading.availableData, !data.isEmpty {
                lock.withLock { state.data.append(data) }
            }
            // Not left to the process object, which may be kept long after its end.
            try? pipe.fileHandleForReading.close()
            lock.withLock { state.isComplete = true }
        }
    }

    var data: Data { lock.withLock { state.data } }
    var isComplete: Bool { lock.withLock { state.isComplete } }
}

/// A running process. It is killed when it is let go, so that no test leaves one behind.
final class Program: Sendable {
    let process: Process
    private let output: Captured?
    private let errors: Captured

    /// Starts a program; a name without a slash is looked up in the path.
    ///
    /// - Parameter standardOutput: where the output goes instead of being collected.
    init(
        _ name: String, _ arguments: [String], input: Data? = nil, directory: URL? = nil,
        standardOutput: FileHandle? = nil
    ) throws {
        process = Process()
        let isPath = name.contains("/")
        process.executableURL = URL(filePath: isPath ? name : "/usr/bin/env")
        process.arguments = isPath ? arguments : [name] + arguments
        process.currentDirectoryURL = directory
        let (outputPipe, errorPipe, inputPipe) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = standardOutput ?? outputPipe
        process.standardError = errorPipe
        process.standardInput = inputPipe
        try process.run()
        output = standardOutput == nil ? Captured(outputPipe) : nil
        errors = Captured(errorPipe)
        if let input { try inputPipe.fileHandleForWriting.write(contentsOf: input) }
        try inputPipe.fileHandleForWriting.close()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    var outputText: String { String(decoding: output?.data ?? Data(), as: UTF8.self) }
    var errorText: String { String(decoding: errors.data, as: UTF8.self) }
    /// The complete lines so far.
    var outputLines: [String] { (output?.data ?? Data()).lines }

    func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// Waits for the end of the process and of its output.
    ///
    /// - Returns: the exit status, or 128 and the signal that ended it, as a shell has it.
    @discardableResult
    func wait(seconds: Double = 30) throws -> Int32 {
        try eventually("\(process.executableURL?.path ?? "") \(process.arguments ?? []) ends", seconds: seconds) {
            !process.isRunning
        }
        try eventually("the end of the output", seconds: seconds) {
            errors.isComplete && output?.isComplete ?? true
        }
        return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    }

    /// What `bytes` of memory are under a sanitizer, whose shadow takes many times as much.
    static func bound(_ bytes: Int) -> Int {
        ProcessInfo.processInfo.environment["PYSYSLOG_TEST_SANITIZED"] == nil ? bytes : 16 * bytes
    }

    /// Resident memory at its largest so far, in bytes.
    var peakMemory: Int { memory("VmHWM") }
    var memory: Int { memory("VmRSS") }

    private func memory(_ field: String) -> Int {
        let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix(field) }
        return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1_024
    }
}

/// Something that was waited for and did not come.
struct TimeOut: Error, CustomStringConvertible {
    var what: String
    var description: String { "waited in vain: \(what)" }
}

/// Waits until `condition` holds, looking often; the time is a bound for what hangs, not a part of the test.
func eventually(_ what: String, seconds: Double = 30, _ condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw TimeOut(what: what) }
        usleep(2_000)
    }
}

extension Data {
    /// The complete lines, without their LF.
    var lines: [String] {
        split(separator: 10, omittingEmptySubsequences: false).dropLast().map { String(decoding: $0, as: UTF8.self) }
    }
}
