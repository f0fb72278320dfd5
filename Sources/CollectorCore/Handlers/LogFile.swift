// LogFile.swift: the file that the handlers of the file family write to: opened, appended to, opened anew.

/// The log file at a path. Records are never split between files: if the file is closed within a record, the whole
/// record is written again to the next file.
struct LogFile: ~Copyable {
    let path: String
    private var mode: FileMode
    /// Readable and writable by the owner, readable by the group, not accessible to others.
    private static let defaultPermissions: UInt32 = 0o640
    /// The permissions of a new file; `nil` is the default.
    private let permissions: UInt32?
    /// Whether a new file begins with a byte order mark.
    private let isSigned: Bool
    /// Whether an incomplete last line, which a killed process has left, is ended before the first record.
    private var endsTornLine: Bool
    private var descriptor: OwnedDescriptor?
    /// The identity of the open file; the path may lead to another file by now.
    private(set) var identity: FileStatus.Identity?
    /// Bytes to be written before the next ones: a byte order mark or the beginning of a record.
    private(set) var preamble: ArraySlice<UInt8> = []
    /// Whether it is certain that the file is used. Until then its old content stays: the configuration may still be
    /// rejected because of another handler.
    private var hasBegun = false
    private var mustBeEmptied = false
    /// Whether the file was created because its mode requires a new one.
    private var isMade = false
    /// Whether a record has been written in part. Its rest belongs in the same file, as long as that can be written.
    private(set) var isInsideRecord = false
    /// Whether the path is checked before each write: `WatchedFileHandler`.
    private let isWatched: Bool
    /// Whether a check of the path was requested and has not been possible yet.
    private var mustFollow = false

    /// - Parameters:
    ///   - path: absolute.
    ///   - endsLines: whether every record ends with a newline, so that an incomplete last line can be recognised.
    ///   - isDelayed: whether the file is not opened before the first record.
    ///   - isWatched: whether the path is checked before each write.
    init(
        path: String, mode: FileMode, permissions: UInt32? = nil, isSigned: Bool = false, endsLines: Bool = false,
        isDelayed: Bool = false, isWatched: Bool = false
    ) throws(Errno) {
        endsTornLine = endsLines
        self.isWatched = isWatched
        self.path = path
        self.permissions = permissions
        self.mode = mode
        self.isSigned = isSigned
        descriptor = nil
        if !isDelayed { try open() }
    }

    /// The mode applies once. Later the file is appended to, except with `truncate` where Python truncates again.
    private static func later(_ mode: FileMode) -> FileMode {
        mode == .truncate ? .truncate : .append
    }

    /// - Parameter begun: the part of the next record that an earlier file has.
    private mutating func open(begun: [UInt8] = []) throws(Errno) {
        guard descriptor == nil else { return }
        mustBeEmptied = mode == .truncate && !hasBegun
        isMade = mode == .exclusive
        var flags = Files.Mode(mode)
        if mustBeEmptied { flags.remove(.truncate) }
        let file = try Files.open(path, flags, permissions: permissions ?? Self.defaultPermissions)
        let status = try Files.status(of: file)
        identity = status.identity
        let isAtStart = mode != .append || status.size == 0
        preamble = (isSigned && isAtStart ? [0xEF, 0xBB, 0xBF] : []) + begun
        if endsTornLine, !isAtStart, status.isRegular, let last = Files.lastByte(of: path), last != 0x0A {
            preamble = [0x0A] + preamble
        }
        endsTornLine = false
        mode = Self.later(mode)
        descriptor = consume file
    }

    /// Called when the file is going to be used: only now its mode may empty it.
    mutating func begin() {
        guard !hasBegun else { return }
        hasBegun = true
        if mustBeEmptied, isOpen { Files.empty(descriptor!) }
    }

    /// Removes a file that was created and never used: mode "x" would fail because of it the next time.
    deinit {
        guard isMade, !hasBegun, let status = try? Files.status(of: path), status.identity == identity else { return }
        try? Files.remove(path)
    }

    /// Closes the file, so that the next record opens it anew. The kernel has all of its bytes already.
    ///
    /// - Parameter appending: whether the content of the file at the path is kept then, whatever the mode.
    mutating func close(appending: Bool = false) {
        descriptor = nil
        identity = nil
        if appending { mode = .append }
    }

    var isOpen: Bool { identity != nil }

    /// The size of the open file, in bytes; opens it if need be.
    mutating func size() throws(SinkError) -> Int {
        begin()
        follow()
        try opened()
        do throws(Errno) {
            return try Files.status(of: descriptor!).size
        } catch {
            throw .failed("cannot ask for the size of \(path): \(error)")
        }
    }

    private mutating func opened(begun: [UInt8] = []) throws(SinkError) {
        do throws(Errno) {
            try open(begun: begun)
        } catch {
            throw .failed("cannot open \(path): \(error)")
        }
    }

    /// Writes records, or as much of them as one call takes.
    ///
    /// - Parameter count: how many of the first records to write, at least 1; `nil` is all.
    /// - Returns: how many bytes of `records.bytes` are written.
    mutating func write(_ records: borrowing PendingRecords, first count: Int? = nil) throws(SinkError) -> Int {
        begin()
        follow()
        let follows = isWatched || mustFollow
        do throws(SinkError) {
            return try writeToOpenFile(records, first: count)
        } catch {
            // The disk is full, and somebody has removed the file to free space. While it is open, the space is not
            // freed, and the record begun in it can never be completed.
            guard follows, isOpen, hasMoved else { throw error }
            leave()
            return try writeToOpenFile(records, first: count)
        }
    }

    private mutating func writeToOpenFile(
        _ records: borrowing PendingRecords, first count: Int?
    ) throws(SinkError) -> Int {
        try opened(begun: isOpen ? [] : records.begun.array)
        let end = count.map { records[$0 - 1].upperBound } ?? records.bytes.count
        do throws(Errno) {
            while !preamble.isEmpty {
                preamble.removeFirst(try Files.write(Array(preamble).span, to: descriptor!))
            }
            let written = try Files.write(records.bytes.extracting(0..<end), to: descriptor!)
            if written > 0 { isInsideRecord = !records.isBoundary(written) }
            return written
        } catch .interrupted {
            return 0
        } catch {
            throw .failed("cannot write to \(path): \(error)")
        }
    }

    // MARK: - Following the path

    /// Opens the file anew if its path leads to another file by now, or to none: at once, or when a partly written
    /// record is complete.
    mutating func reopen() {
        guard isOpen else { return }
        mustFollow = true
        follow()
        // If that fails, the next record tries again and reports why.
        try? open()
    }

    private mutating func follow() {
        guard isWatched || mustFollow, isOpen, !isInsideRecord else { return }
        if hasMoved { leave() }
        mustFollow = false
    }

    /// Closes the file, which has another name by now.
    private mutating func leave() {
        close(appending: !isWatched)
        mustFollow = false
    }

    /// If the path cannot be checked, the open file stays in use.
    private var hasMoved: Bool {
        do throws(Errno) {
            return try Files.status(of: path)?.identity != identity
        } catch {
            return false
        }
    }

    /// Whether the path leads to a device or a pipe, which is never rolled over.
    func isSpecial() -> Bool {
        guard let status = try? Files.status(of: path) else { return false }
        return !status.isRegular
    }
}
