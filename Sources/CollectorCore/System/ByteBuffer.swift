// ByteBuffer.swift: a growable byte buffer with one owner; the memory of frames, records and outboxes.
import Glibc

/// Bytes in one allocation that grows by doubling, appended at the end, cleared or consumed from the front.
///
/// It exists beside `[UInt8]` because it hands out uninitialised room to `recv(2)`, copies without a uniqueness check
/// per append, and gives its memory back when told to.
@safe
struct ByteBuffer: ~Copyable, @unchecked Sendable {  // Sendable: the memory has one owner, and moves with it
    private var base: UnsafeMutableRawPointer?
    private(set) var capacity = 0
    private(set) var count = 0

    /// An empty buffer; nothing is allocated before the first append.
    init() {
        unsafe base = nil
    }

    /// An empty buffer with room for `capacity` bytes.
    init(capacity: Int) {
        self.init()
        reserve(capacity)
    }

    deinit { unsafe free(base) }

    var isEmpty: Bool { count == 0 }

    /// What the buffer holds.
    var bytes: Bytes {
        @_lifetime(borrow self)
        @inline(__always)
        get {
            unsafe _overrideLifetime(
                Span(_unsafeStart: (base ?? Self.nowhere).assumingMemoryBound(to: UInt8.self), count: count),
                borrowing: self
            )
        }
    }

    /// The content, which must consist only of values appended by `append(value:)`.
    @_lifetime(borrow self)
    @inline(__always)
    func values<Value: BitwiseCopyable>(of _: Value.Type) -> Span<Value> {
        unsafe _overrideLifetime(
            Span(
                _unsafeStart: (base ?? Self.nowhere).assumingMemoryBound(to: Value.self),
                count: count / MemoryLayout<Value>.stride),
            borrowing: self)
    }

    /// Makes room for `additional` bytes at the end.
    @inline(__always)
    mutating func reserve(_ additional: Int) {
        if count + additional > capacity { grow(to: count + additional) }
    }

    @inline(never)
    private mutating func grow(to needed: Int) {
        let wanted = max(needed, capacity * 2, 64)
        guard let moved = unsafe realloc(base, wanted) else { fatalError("out of memory: \(wanted) bytes") }
        unsafe base = moved
        capacity = wanted
    }

    @inline(__always)
    mutating func append(_ bytes: Bytes) {
        guard bytes.count > 0 else { return }
        reserve(bytes.count)
        unsafe bytes.withUnsafeBytes { source in
            _ = unsafe memcpy(base! + count, source.baseAddress!, source.count)
        }
        count += bytes.count
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base!.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Appends the bytes of `value` as in memory, with padding that keeps the next one aligned.
    @inline(__always)
    mutating func append<Value: BitwiseCopyable>(value: Value) {
        reserve(MemoryLayout<Value>.stride)
        unsafe base!.storeBytes(of: value, toByteOffset: count, as: Value.self)
        count += MemoryLayout<Value>.stride
    }

    /// Appends the eight bytes of a number, in big-endian order.
    mutating func append(bigEndian number: UInt64) {
        for shift in stride(from: 56 as UInt64, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// Appends `byte` `count` times.
    mutating func append(_ byte: UInt8, times: Int) {
        guard times > 0 else { return }
        reserve(times)
        unsafe memset(base! + count, CInt(byte), times)
        count += times
    }

    /// Appends the UTF-8 of `text`.
    mutating func append(_ text: String) {
        append(text.utf8.span)
    }

    /// Lends at most `limit` bytes of fresh room at the end to `fill`, which says how many it wrote there.
    ///
    /// The result of `fill` is the number of bytes written, 0 to the room's count, or a negative number for none.
    mutating func appendInPlace(upTo limit: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        reserve(limit)
        let written = unsafe fill(UnsafeMutableRawBufferPointer(start: base! + count, count: limit))
        if written > 0 { count += written }
        return written
    }

    /// Replaces the four bytes at `offset` by those of `value`, as in memory.
    mutating func overwrite(_ value: UInt32, at offset: Int) {
        precondition(offset >= 0 && offset + 4 <= count)
        unsafe base!.storeBytes(of: value, toByteOffset: offset, as: UInt32.self)
    }

    /// Removes the first `number` bytes and moves the others to the front.
    mutating func removeFirst(_ number: Int) {
        precondition(number <= count)
        guard number > 0 else { return }
        count -= number
        if count > 0 { unsafe memmove(base!, base! + number, count) }
    }

    /// Removes all but the first `number` bytes.
    mutating func truncate(to number: Int) {
        precondition(number <= count)
        count = number
    }

    /// Removes everything; the memory is kept, unless it is larger than `limit`.
    mutating func clear(keeping limit: Int = .max) {
        count = 0
        guard capacity > limit else { return }
        unsafe free(base)
        unsafe base = nil
        capacity = 0
    }

    /// What an empty span points to while nothing is allocated.
    nonisolated(unsafe) private static let nowhere = UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 16)
}
