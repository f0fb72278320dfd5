// FileCompressor.swift: a thread that compresses files whose names have passed, when nothing else wants the processor.

/// Replaces files by gzip files beside them: `2026-11-26.log` becomes `2026-11-26.log.gz`.
///
/// A file is removed when the whole of it is in the gzip file, and that is on the disk. Where the gzip file is there already,
/// it gets one more member, which `gzip -d` and `zcat` read in sequence.
final class FileCompressor: Sendable {
    private struct State {
        var names: [[UInt8]] = []
        var thread: Thread?
        var isEnding = false
        var report: @Sendable (String) -> Void = { _ in }
    }

    private let state = Mutex(State())
    private let directory: String
    private let directoryPermissions: UInt32
    private let permissions: UInt32
    private let zlib: Zlib

    init(in directory: String, directoryPermissions: UInt32, permissions: UInt32, _ zlib: Zlib) {
        self.directory = directory
        self.directoryPermissions = directoryPermissions
        self.permissions = permissions
        self.zlib = zlib
    }

    /// Has files compressed that nobody writes to any more.
    func add(_ names: [[UInt8]], _ report: @escaping @Sendable (String) -> Void) {
        guard !names.isEmpty else { return }
        state.withLock { state in
            state.names += names
            state.report = report
            state.isEnding = false
            guard state.thread == nil else { return }
            // Without a thread, the names wait for the next time.
            state.thread = try? Thread(named: "compress") { [self] in run() }
        }
    }

    /// Ends the thread; what it has not compressed stays as it is.
    func finish() {
        let thread = state.withLock { state in
            state.isEnding = true
            state.names = []
            defer { state.thread = nil }
            return state.thread
        }
        thread?.join()
    }

    private func run() {
        ThisThread.runWhenIdle()
        var files = ConfinedDirectory(directory, permissions: directoryPermissions)
        while let name = next() {
            do throws(Errno) {
                try compress(name, in: &files)
            } catch .missing {
                // Somebody has moved or removed it, or it is listed twice.
            } catch {
                let path = directory + "/" + String(decoding: name, as: UTF8.self)
                state.withLock { $0.report }("cannot compress \(path): \(error); it stays as it is")
            }
        }
    }

    /// The next file; `nil` ends the thread.
    private func next() -> [UInt8]? {
        state.withLock { state in
            if let name = state.names.popLast() { return name }
            if !state.isEnding {
                state.thread?.detach()
                state.thread = nil
            }
            return nil
        }
    }

    private var isEnding: Bool { state.withLock { $0.isEnding } }

    private func compress(_ name: [UInt8], in files: inout ConfinedDirectory) throws(Errno) {
        let source = try files.openForReading(name)
        guard try Files.status(of: source).isRegular else { throw .isNoFile }
        let target = try files.openForAppending(name + Array(".gz".utf8), permissions: permissions)
        let status = try Files.status(of: target)
        guard status.isRegular else { throw .isNoFile }
        let compressed: Int
        do throws(Errno) {
            guard let size = try zlib.append(source, to: target, while: { !isEnding }) else {
                return try undo(target, status.size, name, in: &files)
            }
            compressed = size
            try Files.sync(target)
        } catch {
            try undo(target, status.size, name, in: &files)
            throw error
        }
        try files.remove(name)
        // Late lines may have been written meanwhile; later ones see that the file is removed.
        guard try Files.status(of: source).size > compressed else { return }
        _ = try zlib.append(source, to: target, while: { true })
        try Files.sync(target)
    }

    /// Leaves the gzip file as it was.
    private func undo(
        _ target: borrowing OwnedDescriptor, _ size: Int, _ name: [UInt8], in files: inout ConfinedDirectory
    ) throws(Errno) {
        Files.cut(target, to: size)
        if size == 0 { try files.remove(name + Array(".gz".utf8)) }
    }
}
