// LiveFeed.swift: the newest lines of all peers for whoever views them; a ring that is bounded in bytes.
import Synchronization

/// The ring that event loops add batches to while a viewer is attached.
///
/// Nothing is copied: the bytes stay in the memory that they were received into, which the loop leaves to the ring when
/// it is full, and an index of eight bytes a line is what adding costs, under one lock for each batch. Readers take the
/// lock only to note which segments there are: they read outside it, so that no search of theirs makes intake wait.
/// Any thread may call any method.
public final class LiveFeed: Sendable {
    /// Bytes of a line that are shown.
    public static let longestLine = 8 << 10

    struct State: ~Copyable {
        var segments: [FeedSegment] = []
        /// Bytes that the segments take.
        var size = 0
        /// The place of each source in the last segment, so that finding it takes no walk.
        var places: [ObjectIdentifier: Int] = [:]
        /// Lines of each peer in the segments that are full.
        var held: [String: Int] = [:]
        var reserve: FeedReserve
        var next: UInt64 = 1
        var evicted = 0
        /// Memory for the next lines, which the system has provided already.
        var spares: [AppendOnlyMemory] = []
        /// Where lines go that cannot stay where they are.
        var copies: ReceiveBuffer
    }

    /// Bytes that the lines may take.
    public let capacity: Int
    /// Bytes that all segments may take; the rest is for the last lines of quiet peers.
    let ringSize: Int
    /// Bytes of lines from which on a segment is full.
    let segmentSize: Int
    /// Bytes of one piece of memory.
    let pieceSize: Int
    let state: Mutex<State>
    /// The reserve's lines in order, and the version that they are of: sorted by readers, outside of the other lock.
    private let sorted = Mutex((version: 0, lines: [FeedLine]()))
    private let viewers = Atomic<Int>(0)
    /// Whether the next lines shall wake the viewer; one relaxed load for each batch.
    private let isArmed = Atomic<Bool>(false)
    private let alarm = Mutex<Waker?>(nil)
    private let lastNote = Mutex<FeedNote?>(nil)

    /// Pieces of memory that are ready beforehand.
    static let sparePieces = 8

    /// - Parameter capacity: bytes for lines, at least 256 KiB; an eighth of it is for the last lines of quiet peers. The
    ///   pieces that event loops fill at the moment, one for each, and up to 16 spare ones come on top.
    public init(capacity: Int = 64 << 20) {
        self.capacity = max(capacity, 256 << 10)
        ringSize = self.capacity - self.capacity / 8
        segmentSize = min(1 << 20, self.capacity / 16)
        pieceSize = min(256 << 10, self.capacity / 16)
        state = Mutex(
            State(reserve: FeedReserve(capacity: self.capacity / 8), copies: ReceiveBuffer(capacity: pieceSize)))
    }

    /// Whether anybody looks: what is received otherwise need not be added. One relaxed load.
    public var isWatched: Bool { viewers.load(ordering: .relaxed) > 0 }

    /// From now on lines are kept.
    public func attach() {
        viewers.add(1, ordering: .relaxed)
    }

    /// A viewer leaves; with the last one, the lines do.
    public func detach() {
        guard viewers.subtract(1, ordering: .relaxed).newValue == 0 else { return }
        state.withLock { state in
            state = State(
                reserve: FeedReserve(capacity: capacity / 8, version: state.reserve.version + 1), next: state.next,
                copies: ReceiveBuffer(capacity: pieceSize))
        }
    }

    /// Has memory for the next lines ready, so that event loops need not wait for the system to provide it. For the
    /// viewer to call now and then; without it lines come all the same.
    public func prepare() {
        let missing = state.withLock { Self.sparePieces - $0.spares.count }
        for _ in 0..<max(0, missing) {
            let piece = AppendOnlyMemory(capacity: pieceSize)
            piece.provide()
            state.withLock { $0.spares.append(piece) }
        }
    }

    /// Has the next lines wake `waker`, once.
    package func arm(_ waker: Waker) {
        alarm.withLock { $0 = waker }
        isArmed.store(true, ordering: .releasing)
    }

    /// Whether no line has come since the viewer asked to be woken.
    package var isWaiting: Bool { isArmed.load(ordering: .relaxed) }

    /// What the collector last had to say of itself.
    package var note: FeedNote? { lastNote.withLock { $0 } }

    /// The collector says something that a viewer should see.
    func note(_ text: String) {
        lastNote.withLock { $0 = FeedNote(text: text, time: .now) }
        tellViewer()
    }

    func tellViewer() {
        guard isArmed.load(ordering: .relaxed), isArmed.exchange(false, ordering: .acquiring) else { return }
        alarm.withLock { $0 }?.wake()
    }

    /// What is held now.
    public func window() -> FeedWindow {
        let (segments, size, reserve, evicted) = state.withLock { ($0.segments, $0.size, $0.reserve, $0.evicted) }
        let reserved = sorted.withLock { sorted in
            if sorted.version != reserve.version { sorted = (reserve.version, reserve.lines) }
            return sorted.lines
        }
        return FeedWindow(
            reserved: reserved, version: reserve.version, segments: segments, evicted: evicted,
            heldBytes: size + reserve.bytes, capacity: capacity,
            ringShare: min(1, Double(size) / Double(ringSize - segmentSize - pieceSize)))
    }
}
