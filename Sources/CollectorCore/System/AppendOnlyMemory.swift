// AppendOnlyMemory.swift: a piece of memory that one thread fills while others read what was filled before.
import Glibc

/// Memory of a fixed size whose bytes are written once.
///
/// Sendable by this rule: a place is read only by those who learnt, through a lock, that it has been written, and is not
/// written again while anybody but its writer holds a reference.
@safe
package final class AppendOnlyMemory: @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    package let capacity: Int

    /// Asks for `capacity` bytes; the system provides them as they are written.
    package init(capacity: Int) {
        guard let base = unsafe malloc(max(capacity, 16)) else { fatalError("out of memory: \(capacity) bytes") }
        unsafe self.base = base
        self.capacity = capacity
    }

    deinit { unsafe free(base) }

    @inline(__always)
    package func store(_ bytes: Bytes, at offset: Int) {
        precondition(offset >= 0 && offset + bytes.count <= capacity)
        guard bytes.count > 0 else { return }
        unsafe bytes.withUnsafeBytes { source in
            _ = unsafe memcpy(base + offset, source.baseAddress!, source.count)
        }
    }

    @inline(__always)
    package func store<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number, at offset: Int) {
        precondition(offset >= 0 && offset + MemoryLayout<Number>.size <= capacity)
        unsafe base.storeBytes(of: number, toByteOffset: offset, as: Number.self)
    }

    @inline(__always)
    package func load<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type, at offset: Int) -> Number {
        precondition(offset >= 0 && offset + MemoryLayout<Number>.size <= capacity)
        return unsafe base.loadUnaligned(fromByteOffset: offset, as: Number.self)
    }

    /// Lends the bytes of `range` to `body`.
    @inline(__always)
    package func withBytes<Result>(_ range: Range<Int>, _ body: (Bytes) -> Result) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= capacity)
        let start = unsafe (base + range.lowerBound).assumingMemoryBound(to: UInt8.self)
        return unsafe body(Span(_unsafeStart: start, count: range.count))
    }
}
