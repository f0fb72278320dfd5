// LogFile.swift: the file that the handlers of the file family write to: opened, appended to, opened anew.

/// A file under its path. Records are written to it whole, however many calls that takes: where it is closed inside a
/// record, that record is written again to the next file.
struct LogFile: ~Copyable {
    let path: String
    private var mode: FileMode
    /// Others may neither read nor write, and the group may only read.
    private static let defaultPermissions: UInt32 = 0o640
    /// Of a file that is made; `nil` is the default.
    private let permissions: UInt32?
    /// Whether a new file begins with a byte order mark.
    private let isSigned: Bool
    /// Whether a line without an end, which a killed process has left there, is ended before the first record.
    private var endsTornLine: Bool
    private var descriptor: OwnedDescriptor?
    /// Which file is open; another one may have its path by now.
    private(set) var identity: FileStatus.Identity?
    /// What is still to be written before the next bytes: a byte order mark, the beginning of a record.
    private(set) var preamble: ArraySlice<UInt8> = []
    /// Whether it is certain that the file is used. Until then what was there stays: a configuration may be refused for
    /// another handler's sake after this one's file was opened.
    private var hasBegun = false
    private var mustBeEmptied = false
    /// Whether the file was made, as its mode wants a new one.
    private var isMade = false
    /// Whether a record has been written in part; its rest belongs into the same file, while that takes it.
    private(set) var isInsideRecord = false
    /// Whether the path is looked at before each write: `WatchedFileHandler`.
    private let isWatched: Bool
    /// Whether it was asked that the path be looked at, which has not been possible yet.
    private var mustFollow = false

    /// - Parameters:
    ///   - path: absolute.
    ///   - endsLines: whether every record ends with a newline, so that what an existing file ends with can be told to be
    ///     torn.
    ///   - isDelayed: whether the file is opened with the first record only.
    ///   - isWatched: whether the path is looked at before each write.
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

    /// What the file was opened for holds once: later it is appended to, but for `truncate` where Python does the same.
    private static func later(_ mode: FileMode) -> FileMode {
        mode == .truncate ? .truncate : .append
    }

    /// - Parameter begun: what an earlier file has of the next record.
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

    /// From now on the file is used: what its mode does to an earlier content is done.
    mutating func begin() {
        guard !hasBegun else { return }
        hasBegun = true
        if mustBeEmptied, isOpen { Files.empty(descriptor!) }
    }

    /// A file that was made and never used does not stay: mode "x" would find it the next time.
    deinit {
        guard isMade, !hasBegun, let status = try? Files.status(of: path), status.identity == identity else { return }
        try? Files.remove(path)
    }

    /// Makes the next record open the file anew. Its bytes are in the hands of the kernel already.
    ///
    /// - Parameter appending: what is found under the path then is kept, whatever the mode.
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

    /// Writes records, or as much of them as goes in one call.
    ///
    /// - Parameter count: only so many of the first records, at least 1; `nil` is all.
    /// - Returns: how many bytes of `records.bytes` are written.
    mutating func write(_ records: borrowing PendingRecords, first count: Int? = nil) throws(SinkError) -> Int {
        begin()
        follow()
        let follows = isWatched || mustFollow
        do throws(SinkError) {
            return try writeToOpenFile(records, first: count)
        } catch {
            // A file on a full disk that somebody removed to make room: the record begun in it will never be complete, and
            // while the file is open the room is not there.
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

    /// Opens the file anew if its path leads to another one by now, or to none: at once, or when the record that has been
    /// written in part is complete.
    mutating func reopen() {
        guard isOpen else { return }
        mustFollow = true
        follow()
        // Where that fails, the next record tries again, and says why.
        try? open()
    }

    private mutating func follow() {
        guard isWatched || mustFollow, isOpen, !isInsideRecord else { return }
        if hasMoved { leave() }
        mustFollow = false
    }

    /// Closes the file that has another name by now.
    private mutating func leave() {
        close(appending: !isWatched)
        mustFollow = false
    }

    /// Where the path cannot be looked at, the file that is open still takes records.
    private var hasMoved: Bool {
        do throws(Errno) {
            return try Files.status(of: path)?.identity != identity
        } catch {
            return false
        }
    }

    /// Whether the path leads to something that is no file: a device, a pipe. Such a thing is never rolled over.
    func isSpecial() -> Bool {
        guard let status = try? Files.status(of: path) else { return false }
        return !status.isRegular
    }
}
