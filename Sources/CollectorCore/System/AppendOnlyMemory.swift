// AppendOnlyMemory.swift: memory that one thread appends to while others read what was written before.
import Glibc

/// Memory of a fixed size; bytes that others may read are never overwritten.
///
/// Sendable by this rule: a byte is read only by threads that learnt, through a lock, that it has been written, and is
/// not overwritten while any thread but its writer holds a reference.
@safe
package final class AppendOnlyMemory: @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    package let capacity: Int

    /// Reserves `capacity` bytes; the system provides them as they are written.
    package init(capacity: Int) {
        guard let base = unsafe malloc(max(capacity, 16)) else { fatalError("out of memory: \(capacity) bytes") }
        unsafe self.base = base
        self.capacity = capacity
    }

    deinit { unsafe free(base) }

    @inline(__always)
    package func store<Element: BitwiseCopyable>(_ elements: Span<Element>, at offset: Int) {
        guard elements.count > 0 else { return }
        unsafe elements.withUnsafeBytes { source in
            precondition(offset >= 0 && offset + source.count <= capacity)
            _ = unsafe memcpy(base + offset, source.baseAddress!, source.count)
        }
    }

    @inline(__always)
    package func store<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
        precondition(offset >= 0 && offset + MemoryLayout<Value>.size <= capacity)
        unsafe base.storeBytes(of: value, toByteOffset: offset, as: Value.self)
    }

    @inline(__always)
    package func load<Value: BitwiseCopyable>(_: Value.Type, at offset: Int) -> Value {
        precondition(offset >= 0 && offset + MemoryLayout<Value>.size <= capacity)
        return unsafe base.loadUnaligned(fromByteOffset: offset, as: Value.self)
    }

    /// The bytes of `range`.
    @inline(__always)
    @_lifetime(borrow self)
    package func bytes(_ range: Range<Int>) -> Bytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= capacity)
        let start = unsafe (base + range.lowerBound).assumingMemoryBound(to: UInt8.self)
        return unsafe _overrideLifetime(Span(_unsafeStart: start, count: range.count), borrowing: self)
    }

    /// Lends the free space from `offset` on, at most `limit` bytes, to `fill`.
    package func withRoom(from offset: Int, upTo limit: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        precondition(offset >= 0 && limit >= 0 && offset + limit <= capacity)
        return unsafe fill(UnsafeMutableRawBufferPointer(start: base + offset, count: limit))
    }

    /// Makes the system provide the memory now. To be called before its first use.
    package func provide() {
        unsafe memset(base, 0, capacity)
    }
}
