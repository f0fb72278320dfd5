// LogInput.swift: one file that is open: how far its lines are known, and what has become of it.
import CollectorCore

/// Why a file cannot be shown.
package struct LogFileProblem: Error, Equatable {
    /// "cannot open app.log: permission denied".
    package var reason: String

    package init(_ reason: String) {
        self.reason = reason
    }
}

/// A file, or a part of its history: one that took the place of another is an input of its own. Only the thread that reads files
/// knows it.
struct LogInput {
    /// `nil` for what has no name, and cannot be replaced by another file.
    let path: String?
    let store: StoredFile
    let spool: Spool?
    /// The identity of the file, and when it was changed last before it was opened.
    let identity: FileStatus.Identity?
    let changed: WallTime
    /// Bytes whose lines are known, or will be found on the way back.
    var end = 0
    /// Bytes in front of which lines are still to be found.
    var unknown = 0
    /// Whether a line begins at `end`.
    var isAtLineStart = true
    /// Bytes at the front of a copy that were given back.
    var freed = 0
    /// Since when it has not been the file of its name any more.
    var retired: Instant?
    var trouble: String?

    /// Bytes that are there now; `nil` where that cannot be said.
    var size: Int? { spool.map(\.now.size) ?? (try? store.file.status.size) }

    /// Whether all is there that it will ever have, or whoever writes to it has paused: then the last line may lack its end.
    func isResting(at now: Instant, _ wallTime: WallTime) -> Bool {
        if let progress = spool?.now {
            return progress.isDone || now > progress.lastWrite.advanced(bySeconds: Self.rest)
        }
        guard let status = try? store.file.status else { return true }
        return retired != nil || wallTime.seconds - status.modified > Int64(Self.rest)
    }

    /// Whether it is still being copied.
    var isSpooling: Bool { spool.map { !$0.now.isDone } ?? false }
    var isDecompressing: Bool { isSpooling && spool?.isCompressed == true }

    /// Bytes that it will have, as far as that can be told.
    var expectedSize: Double {
        let size = Double(max(1, size ?? 0))
        return isDecompressing ? size / max(0.01, spool?.share ?? 1) : size
    }

    /// Seconds without a change after which a line without an end is shown.
    private static let rest = 1.0
    /// Seconds for which a file is still looked at after another has taken its name.
    private static let farewell = 5.0

    func isFollowed(at now: Instant) -> Bool {
        retired.map { now < $0.advanced(bySeconds: Self.farewell) } ?? true
    }
}

/// Opens files.
struct LogOpener: Sendable {
    let senders = FileSenders()
    let cache = OpenedLinesCache(limit: 12 << 20)
    /// Where what can be read only once is copied to.
    let folder: String
    /// Bytes of a pipe that are kept.
    var pipeRoom = 1 << 30
    let wake: @Sendable () -> Void

    /// - Parameter path: `-` for standard input.
    func open(_ path: String) throws(LogFileProblem) -> LogInput {
        let file: ReadableFile
        let status: FileStatus
        do throws(Errno) {
            file = path == "-" ? try ReadableFile(standardInput: ()) : try ReadableFile(opening: path)
            status = try file.status
        } catch {
            throw LogFileProblem("cannot open \(path): \(error)")
        }
        let name = FileName(path == "-" ? "stdin" : path)
        guard !status.isDirectory else { throw LogFileProblem("cannot open \(path): it is a folder; name files in it") }
        guard !file.isTerminal else {
            throw LogFileProblem(
                "\(path) is a terminal; - reads what a pipe or < gives, as in: journalctl | pysyslog-tui --open -")
        }
        guard !status.isCharacterDevice else { throw LogFileProblem("cannot open \(path): it is a device, not a file") }
        guard status.isRegular else { return try spooled(path, name, file, .pipe, status) }
        let (start, count) = file.bytes(0..<8)
        guard let compression = Compression(start.bytes(0..<count)) else {
            let store = StoredFile(name, file, senders, cache, changed: status.changed)
            return LogInput(
                path: path == "-" ? nil : path, store: store, spool: nil, identity: status.identity,
                changed: status.changed)
        }
        let decompressor: any Decompressor
        do throws(MissingLibrary) { decompressor = try compression.decompressor() } catch {
            throw LogFileProblem(Self.words(path, compression, error))
        }
        return try spooled(path, name, file, .compressed(compression, decompressor), status)
    }

    private func spooled(
        _ path: String, _ name: FileName, _ file: ReadableFile, _ origin: Spool.Origin, _ status: FileStatus
    ) throws(LogFileProblem) -> LogInput {
        do throws(Errno) {
            let spool = try Spool(file, origin, in: folder, wake: wake)
            try spool.begin()
            let isPipe = if case .pipe = origin { true } else { false }
            let store = StoredFile(
                name, spool.copy, senders, cache, changed: isPipe ? .now : status.changed)
            // A pipe is the newest of all.
            return LogInput(
                path: nil, store: store, spool: spool, identity: nil,
                changed: isPipe ? WallTime(nanoseconds: .max) : status.changed)
        } catch {
            throw LogFileProblem(
                "cannot copy \(path) to \(folder), which is needed for what is compressed or a pipe: \(error); TMPDIR can name"
                    + " another folder")
        }
    }

    private static func words(_ path: String, _ compression: Compression, _ error: MissingLibrary) -> String {
        if let package = error.package {
            return
                "cannot open \(path): it is compressed, and what reads that is not installed; install the package \(package)"
        }
        guard case .other(let program) = compression else { return "cannot open \(path)" }
        return "cannot open \(path): it is compressed; try: \(program) \(path) | pysyslog-tui --open -"
    }
}
