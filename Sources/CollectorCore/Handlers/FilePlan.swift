// FilePlan.swift: what is done with one file, by all the handlers that name it.

/// How a file is opened and when a new one is begun.
///
/// Handlers that name one file write to it in turns through one sink. In Python each would have the file open for
/// itself: where one renames it, the others would go on writing to the old one.
struct FilePlan: Equatable, Sendable {
    /// When a new file is begun.
    enum Renewal: Equatable, Sendable {
        case never
        /// When somebody else has moved the file.
        case whenMoved
        case bySize(RotatingFileSink.Limits)
        case byTime(RolloverSchedule, backupCount: Int)
    }

    /// Absolute.
    let path: String
    private(set) var mode: FileMode
    private(set) var isDelayed: Bool
    private(set) var encoding: TextEncoding
    private(set) var terminator: String
    private(set) var renewal: Renewal
    /// Of a file that is made; `nil` is the default.
    private(set) var permissions: UInt32?

    /// Where two handlers want what one file cannot have.
    enum Conflict {
        case renewal, permissions
    }

    /// What one handler wants of its file.
    init(_ arguments: FileArguments, _ renewal: Renewal, permissions: UInt32?) throws(Errno) {
        path = try Files.absolutePath(arguments.filename)
        mode = arguments.mode
        isDelayed = arguments.delay
        encoding = arguments.encoding
        terminator = arguments.terminator
        self.renewal = renewal
        self.permissions = permissions
    }

    /// Takes in what another handler of the same file wants: opened at the start by one, it is open for all, and one
    /// that empties it empties it for all.
    ///
    /// - Returns: what they disagree about.
    mutating func join(_ other: FilePlan) -> Conflict? {
        isDelayed = isDelayed && other.isDelayed
        if other.mode == .truncate { mode = .truncate }
        if renewal == .never { renewal = other.renewal }
        guard other.renewal == .never || other.renewal == renewal else { return .renewal }
        permissions = permissions ?? other.permissions
        return other.permissions == nil || other.permissions == permissions ? nil : .permissions
    }

    /// Opens the file, unless that is to be delayed.
    ///
    /// - Parameter isContinued: whether another writer still writes to the file. It is then opened with the first record,
    ///   and appended to whatever the mode.
    func open(isContinued: Bool = false) throws(Errno) -> LogFile {
        try LogFile(
            path: path, mode: isContinued ? .append : mode, permissions: permissions,
            isSigned: encoding == .utf8WithSignature, endsLines: terminator.utf8.last == 0x0A && !isContinued,
            isDelayed: isDelayed || isContinued,
            isWatched: renewal == .whenMoved)
    }
}

extension FilePlan.Renewal {
    init(_ kind: HandlerKind) {
        switch kind {
        case .watchedFile: self = .whenMoved
        case .rotatingFile(let arguments) where arguments.maxBytes > 0 && arguments.backupCount > 0:
            self = .bySize(.init(maxBytes: arguments.maxBytes, backupCount: arguments.backupCount))
        case .timedRotatingFile(let arguments):
            self = .byTime(RolloverSchedule(arguments), backupCount: arguments.backupCount)
        default: self = .never
        }
    }
}

extension HandlerKind {
    /// The file that the handler writes to, if it writes to one.
    var file: FileArguments? {
        switch self {
        case .file(let arguments), .watchedFile(let arguments): arguments
        case .rotatingFile(let arguments): arguments.file
        case .timedRotatingFile(let arguments): arguments.file
        default: nil
        }
    }
}
