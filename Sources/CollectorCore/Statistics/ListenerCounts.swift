// ListenerCounts.swift: the counters of one listener; event loops count, anybody reads.
import Synchronization

/// What one listener has received and refused. Relaxed counters: they are shown, and nothing is decided by them.
final class ListenerCounts: Sendable {
    let name: String
    let drops = KernelDrops()
    let kind: ListenerKind
    private let address: String
    private let openConnections = Atomic<Int>(0)
    private let records = Atomic<Int>(0)
    private let bytes = Atomic<Int>(0)
    private let truncatedDatagrams = Atomic<Int>(0)
    private let refused = Mutex<[ClosingReason: Int]>([:])

    /// - Parameter address: `HOST:PORT` or a path.
    init(name: String, kind: ListenerKind, address: String) {
        self.name = name
        self.kind = kind
        self.address = address
    }

    func opened() { openConnections.add(1, ordering: .relaxed) }
    func closed() { openConnections.subtract(1, ordering: .relaxed) }

    /// Counts one read.
    @inline(__always)
    func count(records: Int, bytes: Int) {
        self.records.add(records, ordering: .relaxed)
        self.bytes.add(bytes, ordering: .relaxed)
    }

    func countTruncated(_ datagrams: Int) { truncatedDatagrams.add(datagrams, ordering: .relaxed) }

    func countRefused(_ reason: ClosingReason, _ count: Int = 1) {
        refused.withLock { $0[reason, default: 0] += count }
    }

    var snapshot: ListenerSnapshot {
        var snapshot = ListenerSnapshot(name: name, kind: kind, address: address)
        snapshot.openConnections = openConnections.load(ordering: .relaxed)
        snapshot.records = records.load(ordering: .relaxed)
        snapshot.bytes = bytes.load(ordering: .relaxed)
        snapshot.truncatedDatagrams = truncatedDatagrams.load(ordering: .relaxed)
        let drops = drops.total
        (snapshot.kernelDrops, snapshot.kernelDropsWhilePaused) = (drops.all, drops.whilePaused)
        snapshot.refused = refused.withLock { $0 }
        return snapshot
    }
}
