// CounterChanges.swift: which counters have changed since when, so that each viewer gets only what it lacks.

/// The latest snapshot, in which every peer has a slot with the number of the reading that changed it last.
///
/// All viewers share it. A viewer only remembers up to which reading it has everything, so that a slow one costs no
/// memory, and gets the latest values when it comes to them.
struct CounterChanges {
    private struct Slot {
        /// `nil` in a slot that is free.
        var peer: PeerSnapshot?
        var changed: UInt64
    }

    private var slots: [Slot] = []
    private var free: [Int] = []
    private var slotOf: [String: Int] = [:]
    /// Addresses that are no longer listed, with the reading that found out; the oldest ones are forgotten.
    private var removed: [(address: String, reading: UInt64)] = []
    /// Viewers that have everything up to an earlier reading begin anew: they would miss removed addresses.
    private(set) var oldest: UInt64 = 1
    /// The number of the latest reading; 0 before the first.
    private(set) var reading: UInt64 = 0
    private(set) var totals = CollectorTotals()

    private static let removedLimit = 4_096

    var slotCount: Int { slots.count }

    /// Takes another snapshot.
    mutating func update(_ snapshot: CollectorSnapshot, heldHandlers: Set<String>) {
        reading += 1
        totals = CollectorTotals(snapshot, heldHandlers: heldHandlers)
        var seen = Set<Int>(minimumCapacity: snapshot.peers.count)
        for peer in snapshot.peers { seen.insert(place(peer)) }
        guard seen.count < slotOf.count else { return }
        for (address, slot) in slotOf where !seen.contains(slot) {
            slots[slot] = Slot(peer: nil, changed: reading)
            free.append(slot)
            slotOf[address] = nil
            removed.append((address, reading))
        }
        if removed.count > Self.removedLimit {
            oldest = removed[removed.count - Self.removedLimit - 1].reading + 1
            removed.removeFirst(removed.count - Self.removedLimit)
        }
    }

    private mutating func place(_ peer: PeerSnapshot) -> Int {
        if let slot = slotOf[peer.address] {
            if slots[slot].peer != peer { slots[slot] = Slot(peer: peer, changed: reading) }
            return slot
        }
        let entry = Slot(peer: peer, changed: reading)
        let slot = free.popLast() ?? slots.count
        if slot < slots.count { slots[slot] = entry } else { slots.append(entry) }
        slotOf[peer.address] = slot
        return slot
    }

    /// The peer in a slot if a reading after `reading` has changed it.
    func peer(inSlot slot: Int, changedAfter reading: UInt64) -> PeerSnapshot? {
        slots[slot].changed > reading ? slots[slot].peer : nil
    }

    /// Addresses that readings after `reading` no longer found, and that are not listed again.
    func removed(after reading: UInt64) -> [String] {
        removed.reversed().prefix { $0.reading > reading }.map(\.address).filter { slotOf[$0] == nil }
    }
}
