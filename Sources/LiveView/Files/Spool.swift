// Spool.swift: what can be read only once, from the front: a compressed file or a pipe, copied to a file without a name.
import CollectorCore
import struct Synchronization.Atomic

/// A copy that a thread of its own makes. The copy is gone when the program ends, however it does.
final class Spool: Sendable {
    /// What is copied.
    enum Origin: Sendable {
        case compressed(Compression, any Decompressor)
        case pipe
    }

    struct Progress: Equatable, Sendable {
        /// Bytes that were copied.
        var size = 0
        /// When the last of them came.
        var lastWrite = Instant.now
        var isDone = false
        /// Why it is not whole.
        var trouble: String?
    }

    let copy: ReadableFile
    let origin: Origin
    private let source: ReadableFile
    private let folder: String
    private let progress = Mutex(Progress())
    private let stop: Waker
    private let isStopped = Atomic<Bool>(false)
    private let wake: @Sendable () -> Void

    /// - Parameters:
    ///   - folder: where the copy takes its room.
    ///   - wake: called when there is more.
    init(
        _ source: ReadableFile, _ origin: Origin, in folder: String, wake: @escaping @Sendable () -> Void
    ) throws(Errno) {
        copy = try ReadableFile(temporaryIn: folder)
        stop = try Waker()
        self.source = source
        self.origin = origin
        self.folder = folder
        self.wake = wake
    }

    var now: Progress { progress.withLock { $0 } }

    /// What it was made of.
    var name: String {
        switch origin {
        case .compressed(.zstd, _): "zstd"
        case .compressed: "gzip"
        case .pipe: "pipe"
        }
    }

    var isCompressed: Bool { if case .compressed = origin { true } else { false } }

    /// How much of a compressed file has been read, 0 to 1; of a pipe nobody knows.
    var share: Double {
        guard case .compressed = origin, let size = try? source.status.size, size > 0 else { return 0 }
        return min(1, Double(source.position) / Double(size))
    }

    /// Starts the thread.
    func begin() throws(Errno) { try Thread(named: "spool") { self.run() }.detach() }

    /// Ends it soon.
    func end() {
        isStopped.store(true, ordering: .relaxed)
        stop.wake()
    }

    private func run() {
        var trouble: String?
        do throws(DecompressionError) {
            switch origin {
            case .compressed(_, let decompressor):
                try decompressor.decompress(source) { (bytes) throws(Errno) in try keep(bytes) }
            case .pipe: try copyPipe()
            }
        } catch {
            trouble = words(error)
        }
        progress.withLock {
            $0.isDone = true
            $0.trouble = trouble
        }
        wake()
    }

    private func copyPipe() throws(DecompressionError) {
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        do throws(Errno) {
            while !isStopped.load(ordering: .relaxed) {
                guard let count = try source.next(into: &piece, or: stop) else { continue }
                guard count > 0, try keep(piece.span.extracting(..<count)) else { return }
            }
        } catch {
            throw .system(error)
        }
    }

    /// - Returns: whether more is wanted.
    private func keep(_ bytes: Bytes) throws(Errno) -> Bool {
        try copy.append(bytes)
        progress.withLock { progress in
            progress.size += bytes.count
            progress.lastWrite = .now
        }
        wake()
        return !isStopped.load(ordering: .relaxed)
    }

    private func words(_ error: DecompressionError) -> String {
        switch error {
        case .damaged(let reason): "damaged: \(reason); what could be read is shown"
        case .system(.noSpace), .system(.overQuota):
            "no room in \(folder) for the rest; TMPDIR can name another folder"
        case .system(let error): "cannot be read on: \(error)"
        }
    }
}
