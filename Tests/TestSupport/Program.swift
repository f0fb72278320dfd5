// Program.swift: the built programs, and others, as processes whose output is read while they run.
import Foundation

/// What a process writes, collected while it runs.
///
/// Uses a lock of Foundation, because the thread sanitizer does not know `Synchronization.Mutex`.
package final class Captured: Sendable {
    private let lock = NSLock()
    nonisolated(unsafe) private var state = (data: Data(), isComplete: false)

    /// Collects to the end of `pipe` on a thread of its own.
    package init(_ pipe: Pipe) {
        Thread.detachNewThread { [self] in
            // Returns what there is; `read(upToCount:)` would wait for all it is asked for.
            while case let data = pipe.fileHandleForReading.availableData, !data.isEmpty {
                lock.withLock { state.data.append(data) }
            }
            // Not left to the process object, which may outlive the process.
            try? pipe.fileHandleForReading.close()
            lock.withLock { state.isComplete = true }
        }
    }

    package var data: Data { lock.withLock { state.data } }
    package var isComplete: Bool { lock.withLock { state.isComplete } }
}

/// A running process. It is killed when its owner is released, so that no test leaves one behind.
package final class Program: Sendable {
    package let process: Process
    private let output: Captured?
    private let errors: Captured

    /// Starts a program; a name without a slash is looked up in the path.
    ///
    /// - Parameters:
    ///   - input: its standard input, as a file, so that a process that does not read it blocks nobody.
    ///   - standardOutput: where the output goes instead of being collected.
    package init(
        _ name: String, _ arguments: [String], input: Data = Data(), directory: URL? = nil,
        standardOutput: FileHandle? = nil
    ) throws {
        process = Process()
        let isPath = name.contains("/")
        process.executableURL = URL(filePath: isPath ? name : "/usr/bin/env")
        process.arguments = isPath ? arguments : [name] + arguments
        process.currentDirectoryURL = directory
        let (outputPipe, errorPipe) = (Pipe(), Pipe())
        let inputFile = RunFolder.newPath("input")
        try input.write(to: URL(filePath: inputFile))
        defer { try? FileManager.default.removeItem(atPath: inputFile) }
        let inputHandle = try FileHandle(forReadingFrom: URL(filePath: inputFile))
        process.standardInput = inputHandle
        process.standardOutput = standardOutput ?? outputPipe
        process.standardError = errorPipe
        try process.run()
        output = standardOutput == nil ? Captured(outputPipe) : nil
        errors = Captured(errorPipe)
        try inputHandle.close()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    package var identifier: pid_t { process.processIdentifier }
    package var isRunning: Bool { process.isRunning }
    package var outputData: Data { output?.data ?? Data() }
    package var outputText: String { String(decoding: outputData, as: UTF8.self) }
    package var errorText: String { String(decoding: errors.data, as: UTF8.self) }
    /// The complete lines so far.
    package var outputLines: [String] { outputData.lines }

    package func signal(_ number: Int32) {
        kill(identifier, number)
    }

    /// Waits for the end of the process and of its output.
    ///
    /// - Returns: the exit status, or 128 and the signal that ended it, as a shell has it.
    @discardableResult
    package func wait(seconds: Double = 30) throws -> Int32 {
        // Not `waitUntilExit`, which runs a run loop, and sometimes for ever.
        try eventually("\(process.executableURL?.path ?? "") \(process.arguments ?? []) ends", seconds: seconds) {
            !process.isRunning
        }
        try eventually("the end of the output", seconds: seconds) {
            errors.isComplete && output?.isComplete ?? true
        }
        return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    }
}

// MARK: - What the kernel tells of it

extension Program {
    /// Whether all of its threads sleep.
    package var isAsleep: Bool {
        let folder = "/proc/\(identifier)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.allSatisfy { thread in
            let stat = try? String(contentsOfFile: "\(folder)/\(thread)/stat", encoding: .utf8)
            // Behind the name, which is in parentheses and may be anything: proc(5).
            return stat?.split(separator: ")").last?.hasPrefix(" S") ?? true
        }
    }

    /// How often its threads have slept so far, but for the one whose work is periodic.
    package var contextSwitches: Int {
        get throws {
            let folder = "/proc/\(identifier)/task"
            return try FileManager.default.contentsOfDirectory(atPath: folder).reduce(0) { sum, thread in
                let status = try String(contentsOfFile: "\(folder)/\(thread)/status", encoding: .utf8)
                guard !status.hasPrefix("Name:\tperiodic\n") else { return sum }
                let line = status.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches") }
                return sum + (line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0)
            }
        }
    }

    /// What `bytes` of memory are under a sanitizer, whose shadow takes many times as much.
    package static func bound(_ bytes: Int) -> Int {
        ProcessInfo.processInfo.environment["PYSYSLOG_TEST_SANITIZED"] == nil ? bytes : 16 * bytes
    }

    /// Resident memory at its largest so far, in bytes.
    package var peakMemory: Int { memory("VmHWM") }
    package var memory: Int { memory("VmRSS") }

    private func memory(_ field: String) -> Int {
        let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix(field) }
        return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1_024
    }
}

extension Data {
    /// The complete lines, without their LF.
    package var lines: [String] {
        split(separator: 10, omittingEmptySubsequences: false).dropLast().map { String(decoding: $0, as: UTF8.self) }
    }
}
