// ReceiveBuffer.swift: what one read received; its bytes may be left in place for others to read.
import Glibc

/// The memory that successive reads fill.
///
/// Usually every read starts at the front again. What was read can be kept in place, without a copy: later reads are
/// placed after it, and the memory is shared with its new owner.
@safe
struct ReceiveBuffer: ~Copyable {
    private(set) var memory: AppendOnlyMemory
    /// Bytes at the front that are kept.
    private var kept = 0
    private(set) var count = 0

    /// - Parameter capacity: bytes that a read may fill.
    init(capacity: Int) {
        memory = AppendOnlyMemory(capacity: capacity + capacity / Self.tailShare)
    }

    /// The part of the memory that reads do not fill: `keep` needs room for what follows a read.
    private static let tailShare = 16

    var isEmpty: Bool { count == 0 }
    /// Whether something was kept in the memory.
    var isShared: Bool { kept > 0 }
    /// Bytes that the next read may fill.
    var room: Int { max(0, memory.capacity - memory.capacity / (Self.tailShare + 1) - kept - count) }

    /// What the buffer holds.
    var bytes: Bytes {
        @_lifetime(borrow self)
        @inline(__always)
        get { unsafe _overrideLifetime(memory.bytes(kept..<kept + count), borrowing: self) }
    }

    /// Discards what was read and not kept.
    mutating func clear() {
        count = 0
    }

    /// Continues in other memory.
    mutating func replace(by memory: AppendOnlyMemory) {
        self.memory = memory
        kept = 0
        count = 0
    }

    /// Lends at most `limit` bytes of room at the end to `fill`, which says how many it wrote there.
    ///
    /// The result of `fill` is the number of bytes written, 0 to the room's count, or a negative number for none.
    mutating func appendInPlace(upTo limit: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        let written = unsafe memory.withRoom(from: kept + count, upTo: min(limit, room), fill)
        if written > 0 { count += written }
        return written
    }

    /// Keeps what was read in place, followed by `more`.
    ///
    /// - Returns: where both begin in `memory`, or `nil` if there is no space for `more`; then nothing is kept.
    mutating func keep(_ more: Bytes) -> (received: Int, more: Int)? {
        guard more.count <= memory.capacity - kept - count else { return nil }
        let offsets = (received: kept, more: kept + count)
        memory.store(more, at: offsets.more)
        kept = offsets.more + more.count
        count = 0
        return offsets
    }
}
