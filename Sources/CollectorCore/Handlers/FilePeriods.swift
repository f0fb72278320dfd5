// FilePeriods.swift: the times in the names of files: when one has passed, its files are compressed.

/// The period that the time in a name stands for, counted from 0 at the start.
struct FilePeriods: ~Copyable {
    private let times: [TimeFormat]
    private let compressor: FileCompressor?
    private(set) var current = 0
    private var text: [UInt8]
    /// When the files of the last period are to be compressed.
    private var due: Instant?
    private(set) var nextCheck: Instant
    /// The names of closed files, and their periods.
    private var forgotten: [[UInt8]: Int] = [:]
    private var second: Int64

    /// Seconds between two looks at the clock.
    private static let interval = 1.0
    /// Seconds that late lines have.
    private let patience: Double
    /// Names that are remembered; what is beyond that stays uncompressed.
    private static let mostNames = 1 << 20

    /// - Parameter compressor: `nil` if nothing is to be compressed.
    init(_ times: [TimeFormat], _ compressor: FileCompressor?, patience: Double) {
        self.times = times
        self.patience = patience
        second = WallTime.now.seconds
        self.compressor = compressor
        text = Self.text(times)
        nextCheck = compressor == nil ? Instant(nanoseconds: .max) : .now
    }

    private static func text(_ times: [TimeFormat]) -> [UInt8] {
        let now = CivilTime(secondsSinceEpoch: WallTime.now.seconds)
        return times.flatMap { now.text(format: $0.format) + [0] }
    }

    /// Looks at the clock.
    ///
    /// - Returns: whether the files of earlier periods are to be closed now, and compressed.
    mutating func check(at now: Instant) -> Bool {
        nextCheck = now.advanced(bySeconds: Self.interval)
        update(at: now)
        guard let due, due <= now else { return false }
        self.due = nil
        return true
    }

    /// Looks at the clock before lines are taken that came until now: a file that begins with them must not be taken for
    /// one of the period before.
    mutating func update(at now: Instant) {
        let second = WallTime.now.seconds
        guard compressor != nil, second != self.second else { return }
        self.second = second
        let text = Self.text(times)
        guard text != self.text else { return }
        self.text = text
        current += 1
        due = due ?? now.advanced(bySeconds: patience)
    }

    /// A file is closed.
    mutating func noteForgotten(_ file: PeerFile) {
        if compressor != nil, forgotten.count < Self.mostNames { forgotten[file.name] = file.period }
    }

    /// Has the closed files of earlier periods compressed.
    ///
    /// - Parameter report: gets what goes wrong.
    mutating func compressForgotten(_ report: @escaping @Sendable (String) -> Void) {
        compressor?.add(forgotten.filter { $0.value < current }.map(\.key), report)
        forgotten = forgotten.filter { $0.value >= current }
    }

    /// Ends what is being compressed.
    func finish() { compressor?.finish() }
}
