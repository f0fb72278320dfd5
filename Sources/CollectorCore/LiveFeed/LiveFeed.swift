// LiveFeed.swift: the newest lines of all peers, for viewers; a ring bounded in bytes.
import Synchronization

/// The ring to which event loops add batches while a viewer is attached.
///
/// Nothing is copied: the bytes stay in the memory they were received into, which the loop hands over to the ring when
/// it is full. Adding costs an index of eight bytes per line and one lock per batch. Readers hold the lock only to take
/// a list of the segments; they read outside it, so that a search never delays intake.
///
/// The viewer moves the last lines of quiet peers out of the oldest segments, outside that lock, and keeps an eighth of
/// the memory free (`prepare`). If it is slow or stopped, event loops use up that eighth; after that, each loop makes
/// room itself when it has added lines, so that memory stays bounded.
/// Any thread may call any method.
public final class LiveFeed: Sendable {
    /// Bytes of a line that are shown.
    public static let longestLine = 8 << 10

    struct State: ~Copyable {
        var segments: [FeedSegment] = []
        /// Bytes used by the segments.
        var size = 0
        /// The index of each source in the last segment, so that no search is needed.
        var sourceIndexes: [ObjectIdentifier: Int] = [:]
        var next: UInt64 = 1
        /// Memory for the next lines, already provided by the system.
        var spares: [AppendOnlyMemory] = []
        /// Pieces taken since the last call of `prepare`.
        var taken = 0
        /// Holds the lines that cannot stay where they were received.
        var copies: ReceiveBuffer
        /// Where lines are missing.
        var gaps = FeedGaps()
    }

    /// What has been dropped from the ring.
    struct Past {
        var reserve: FeedReserve
        /// Lines that are not in the reserve.
        var evicted = 0
        /// When the latest of all lines was received that have left the ring, for the reserve too.
        var evictedUntil: WallTime?
    }

    /// The limit for lines, in bytes.
    public let capacity: Int
    /// Above this many bytes of segments, event loops drop the oldest; lines being added come on top. An eighth of the
    /// capacity is for the last lines of quiet peers.
    let fullSize: Int
    /// A segment with this many bytes of lines is full.
    let segmentSize: Int
    /// Bytes of one piece of memory.
    let pieceSize: Int
    let state: Mutex<State>
    /// Lock order: before `state`.
    let past: Mutex<Past>
    /// The reserve's lines in order, and the version they belong to; sorted by readers, outside the other lock.
    private let sorted = Mutex((version: 0, lines: [FeedLine]()))
    private let viewers = Atomic<Int>(0)
    /// Whether the next lines wake the viewer; one relaxed load per batch.
    private let isArmed = Atomic<Bool>(false)
    private let alarms = Mutex<[Waker]>([])
    /// The last records of the collector itself, oldest first, and how many there were in all.
    private let noted = Mutex((last: [FeedNote](), count: 0))

    /// How many of them are kept, and characters of each.
    package static let noteLimit = 200
    static let longestNote = 1_000

    /// The minimum number of pieces kept ready.
    static let sparePieces = 8
    /// Pieces kept for the next lines; at least what the viewer keeps free.
    let spareLimit: Int

    /// - Parameter capacity: bytes for lines, at least 256 KiB; an eighth of it is for the last lines of quiet peers.
    ///   The pieces that event loops are filling, one each, and a few spare ones come on top.
    public init(capacity: Int = 64 << 20) {
        self.capacity = max(capacity, 256 << 10)
        segmentSize = min(1 << 20, self.capacity / 16)
        pieceSize = min(256 << 10, self.capacity / 16)
        spareLimit = max(2 * Self.sparePieces, self.capacity / 8 / pieceSize)
        fullSize = self.capacity - self.capacity / 8 - segmentSize - pieceSize
        state = Mutex(State(copies: ReceiveBuffer(capacity: pieceSize)))
        past = Mutex(Past(reserve: FeedReserve(capacity: self.capacity / 8)))
    }

    /// Whether a viewer is attached; otherwise nothing need be added. One relaxed load.
    public var isWatched: Bool { viewers.load(ordering: .relaxed) > 0 }

    /// Attaches a viewer: from now on, lines are kept.
    public func attach() {
        viewers.add(1, ordering: .relaxed)
    }

    /// Detaches a viewer; the last one frees the lines.
    public func detach() {
        guard viewers.subtract(1, ordering: .relaxed).newValue == 0 else { return }
        past.withLock { past in
            past = Past(reserve: FeedReserve(capacity: capacity / 8, version: past.reserve.version + 1))
            state.withLock { state in
                state = State(next: state.next, copies: ReceiveBuffer(capacity: pieceSize))
            }
        }
    }

    /// Prepares memory for the next lines, so that event loops neither wait for the system to provide it nor drop old
    /// lines themselves. The viewer calls it regularly; lines are kept even if it does not.
    public func prepare() {
        dropOldest(downTo: fullSize - capacity / 8)
        // Twice as many as the lines since the last call needed: more may come until the next.
        let missing = state.withLock { state in
            defer { state.taken = 0 }
            return min(max(Self.sparePieces, 2 * state.taken), spareLimit) - state.spares.count
        }
        for _ in 0..<max(0, missing) {
            let piece = AppendOnlyMemory(capacity: pieceSize)
            piece.provide()
            state.withLock { $0.spares.append(piece) }
        }
    }

    /// Wakes `waker` once, with the next lines.
    package func arm(_ waker: Waker) {
        alarms.withLock { alarms in
            if !alarms.contains(where: { $0 === waker }) { alarms.append(waker) }
        }
        isArmed.store(true, ordering: .releasing)
    }

    /// Whether no line has arrived since `waker` was armed.
    package func isWaiting(_ waker: Waker) -> Bool { alarms.withLock { $0.contains { $0 === waker } } }

    /// The last records of the collector itself, oldest first.
    package var notes: [FeedNote] { noted.withLock { $0.last } }
    /// The last of them that is an event.
    package var event: FeedNote? { noted.withLock { $0.last.last(where: \.isEvent) } }

    /// The records that came after the first `count`, as far as they are kept, and how many there are now in all.
    func notes(after count: Int) -> (notes: [FeedNote], count: Int) {
        noted.withLock { noted in (noted.last.suffix(noted.count - count), noted.count) }
    }

    /// Keeps a record of the collector itself for viewers.
    func note(_ text: String, _ level: FeedNoteLevel, isEvent: Bool) {
        let note = FeedNote(String(text.prefix(Self.longestNote)), at: .now, level, isEvent: isEvent)
        noted.withLock { noted in
            if noted.last.count >= Self.noteLimit { noted.last.removeFirst() }
            noted.last.append(note)
            noted.count += 1
        }
        tellViewers()
    }

    func tellViewers() {
        guard isArmed.load(ordering: .relaxed), isArmed.exchange(false, ordering: .acquiring) else { return }
        let wakers = alarms.withLock { alarms in
            defer { alarms.removeAll(keepingCapacity: true) }
            return alarms
        }
        for waker in wakers { waker.wake() }
    }

    /// What the feed holds now.
    public func window() -> FeedWindow {
        let (past, segments, next, size, gaps) = past.withLock { past in
            let (segments, next, size, gaps) = state.withLock { ($0.segments, $0.next, $0.size, $0.gaps) }
            return (past, segments, next, size, gaps)
        }
        let reserve = past.reserve
        let reserved = sorted.withLock { sorted in
            if sorted.version != reserve.version { sorted = (reserve.version, reserve.lines) }
            return sorted.lines
        }
        return FeedWindow(
            reserved: reserved, version: reserve.version, segments: segments, next: next, evicted: past.evicted,
            evictedUntil: past.evictedUntil, heldBytes: size + reserve.bytes, capacity: capacity,
            ringShare: min(1, Double(size) / Double(fullSize - capacity / 8)), gaps: gaps)
    }
}
