// LiveFeed.swift: the newest lines of all peers for whoever views them; a ring that is bounded in bytes.
import Synchronization

/// The ring that event loops append batches to while a viewer is attached.
///
/// Appending takes one lock for as long as the batch takes to be copied. Readers take it only to note which segments there
/// are: they read outside it, so that no search of theirs makes intake wait. Any thread may call any method.
public final class LiveFeed: Sendable {
    /// Bytes of a line that are kept for display.
    public static let longestLine = 8 << 10

    private struct State {
        var segments: [FeedSegment] = []
        /// Lines by source, for each segment, in the order of its sources.
        var tallies: [[Int]] = []
        /// The place of each source in the last segment, so that finding it takes no walk.
        var places: [ObjectIdentifier: Int] = [:]
        /// Lines of each peer in the segments that are full.
        var held: [String: Int] = [:]
        var reserve: FeedReserve
        var next: UInt64 = 1
        var evicted = 0
    }

    /// Bytes that the lines may take.
    public let capacity: Int
    private let segmentSize: Int
    private let segmentLimit: Int
    private let state: Mutex<State>
    /// The reserve's lines in order, and the version that they are of: sorted by readers, outside of the other lock.
    private let sorted = Mutex((version: 0, lines: [FeedLine]()))
    private let viewers = Atomic<Int>(0)
    /// Whether the next lines shall wake the viewer; one relaxed load for each batch.
    private let isArmed = Atomic<Bool>(false)
    private let alarm = Mutex<Waker?>(nil)
    private let lastNote = Mutex<FeedNote?>(nil)

    /// - Parameter capacity: bytes for lines; an eighth of it is for the last lines of quiet peers. At least 256 KiB.
    public init(capacity: Int = 64 << 20) {
        self.capacity = max(capacity, 256 << 10)
        let ring = self.capacity - self.capacity / 8
        segmentSize = min(1 << 20, max(32 << 10, ring / 16))
        segmentLimit = ring / segmentSize
        state = Mutex(State(reserve: FeedReserve(capacity: self.capacity / 8)))
    }

    /// Whether anybody looks: what is received otherwise need not be appended. One relaxed load.
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
                reserve: FeedReserve(capacity: capacity / 8, version: state.reserve.version + 1), next: state.next)
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

    private func tellViewer() {
        guard isArmed.load(ordering: .relaxed), isArmed.exchange(false, ordering: .acquiring) else { return }
        alarm.withLock { $0 }?.wake()
    }

    /// What is held now.
    public func window() -> FeedWindow {
        let (segments, reserve, evicted) = state.withLock { ($0.segments, $0.reserve, $0.evicted) }
        let reserved = sorted.withLock { sorted in
            if sorted.version != reserve.version { sorted = (reserve.version, reserve.lines) }
            return sorted.lines
        }
        return FeedWindow(
            reserved: reserved, segments: segments, evicted: evicted,
            heldBytes: segments.count * segmentSize + reserve.bytes, capacity: capacity)
    }
}

// MARK: - The side of the event loops

extension LiveFeed {
    /// Appends the frames of one read, which arrived at `time`; does nothing unless somebody looks.
    ///
    /// `received` must be what the batch was made from.
    func append(batch: borrowing FrameBatch, of received: Bytes, peer: FeedSource, at time: WallTime) {
        guard isWatched, !batch.isEmpty else { return }
        state.withLock { state in
            var place = -1
            for frame in batch.frames {
                append(batch.bytes(of: frame, in: received), peer, &place, time, to: &state)
            }
        }
        tellViewer()
    }

    /// Appends one line; for tests, and for lines that are no peer's.
    public func append(line: Bytes, peer: FeedSource, at time: WallTime) {
        guard isWatched else { return }
        state.withLock { state in
            var place = -1
            append(line, peer, &place, time, to: &state)
        }
        tellViewer()
    }

    /// - Parameter place: the place of the peer among the sources of the last segment, -1 where it is not known.
    @inline(__always)
    private func append(_ line: Bytes, _ peer: FeedSource, _ place: inout Int, _ time: WallTime, to state: inout State)
    {
        let kept = line.count > Self.longestLine ? line.extracting(first: Self.longestLine) : line
        if state.segments.isEmpty || !state.segments[state.segments.count - 1].hasRoom(for: kept.count) {
            startSegment(&state)
            place = -1
        }
        let last = state.segments.count - 1
        if place < 0 {
            place = self.place(of: peer, in: last, &state)
        }
        state.segments[last].append(kept, length: line.count, source: place, at: time)
        state.tallies[last][place] += 1
        state.next += 1
    }

    private func place(of peer: FeedSource, in segment: Int, _ state: inout State) -> Int {
        if let known = state.places[ObjectIdentifier(peer)] { return known }
        let place = state.segments[segment].add(peer)
        state.places[ObjectIdentifier(peer)] = place
        state.tallies[segment].append(0)
        return place
    }

    /// Seals the last segment and begins another, in the memory of the oldest where the ring is full.
    private func startSegment(_ state: inout State) {
        if let last = state.segments.last {
            for (source, count) in zip(last.sources, state.tallies[state.segments.count - 1]) {
                state.held[source.address, default: 0] += count
            }
        }
        var memory: AppendOnlyMemory?
        if state.segments.count >= segmentLimit { memory = dropOldest(&state) }
        state.segments.append(
            FeedSegment(memory: memory ?? AppendOnlyMemory(capacity: segmentSize), first: state.next))
        state.tallies.append([])
        state.places.removeAll(keepingCapacity: true)
    }

    /// - Returns: the memory of the oldest segment, unless a reader still holds it.
    private func dropOldest(_ state: inout State) -> AppendOnlyMemory? {
        let tally = state.tallies.removeFirst()
        var memory: AppendOnlyMemory
        do {
            let oldest = state.segments.removeFirst()
            for (source, count) in zip(oldest.sources, tally) {
                let left = (state.held[source.address] ?? 0) - count
                state.held[source.address] = left > 0 ? left : nil
            }
            state.evicted += oldest.count - state.reserve.rescue(from: oldest, held: state.held)
            memory = oldest.memory
        }
        return isKnownUniquelyReferenced(&memory) ? memory : nil
    }
}
