// TimerQueue.swift: when something is to be done with which connection: a heap of deadlines.

/// What a loop does with connections at times of their own. Nothing is taken out early: stale tokens find no connection.
struct TimerQueue {
    enum Purpose: Sendable {
        /// Its PROXY header must be there.
        case header
        /// It is read again, since its peer may send more by now.
        case resume
        case idle
        case age
    }

    struct Entry: Sendable {
        var deadline: Instant
        var token: UInt64
        var purpose: Purpose
    }

    private var heap: [Entry] = []

    var count: Int { heap.count }
    /// The first deadline.
    var next: Instant? { heap.first?.deadline }

    mutating func add(_ token: UInt64, _ purpose: Purpose, at deadline: Instant) {
        heap.append(Entry(deadline: deadline, token: token, purpose: purpose))
        var child = heap.count - 1
        while child > 0, heap[child].deadline < heap[(child - 1) / 2].deadline {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Removes the first entry if its time has come.
    mutating func removeDue(at time: Instant) -> Entry? {
        guard let first = heap.first, first.deadline <= time else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            siftDown()
        }
        return first
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var least = parent
            for child in stride(from: 2 * parent + 1, to: min(2 * parent + 3, heap.count), by: 1)
            where heap[child].deadline < heap[least].deadline {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    /// Forgets the entries of connections that have ended.
    mutating func removeStale(_ isLive: (UInt64) -> Bool) {
        // A sorted array is a heap.
        heap = heap.filter { isLive($0.token) }.sorted { $0.deadline < $1.deadline }
    }
}
