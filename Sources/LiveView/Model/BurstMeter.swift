// BurstMeter.swift: the most lines in one second, wherever the seconds of the clock divide them.
import CollectorCore

/// Counts lines by the time of their receipt in slots of a tenth of a second; ten of them in a row are a second.
///
/// The counters of the collector are read once a second, so that a burst may lie on both sides of a reading: each of the
/// two then shows a part of it only.
struct BurstMeter: Equatable {
    private static let slotCount = 10
    private static let slotNanoseconds: Int64 = 100_000_000

    private var slots = [Int](repeating: 0, count: slotCount)
    /// The number of the newest slot, counted from 1970; `nil` before the first line.
    private var current: Int64?
    private var sum = 0

    /// Adds lines that were received at `time`.
    ///
    /// - Returns: how many have come in the second that ends then, or fewer.
    mutating func add(_ count: Int, at time: WallTime) -> Int {
        move(to: time.nanoseconds / Self.slotNanoseconds)
        slots[index] += count
        sum += count
        return sum
    }

    private var index: Int { Int((current ?? 0) % Int64(Self.slotCount)) }

    /// Event loops add their lines side by side: those of one slot before count in this one. A clock that was set back
    /// further starts again from zero.
    private mutating func move(to slot: Int64) {
        guard let before = current, slot >= before - 1, slot - before < Int64(Self.slotCount) else {
            self = BurstMeter()
            current = slot
            return
        }
        for next in before..<max(before, slot) {
            current = next + 1
            sum -= slots[index]
            slots[index] = 0
        }
    }
}
