// Bytes.swift: the few operations on borrowed bytes that the C library does faster than a loop.
import CLinux
import Glibc

/// Borrowed bytes: they live as long as the buffer they were lent from.
public typealias Bytes = Span<UInt8>

extension Span<UInt8> {
    /// The offset of the first `byte` at or after `start`, or `count` if there is none; `memchr(3)`.
    @inline(__always)
    package func offset(of byte: UInt8, from start: Int) -> Int {
        precondition(start <= count)
        guard start < count else { return count }
        return unsafe withUnsafeBytes { region in
            let base = region.baseAddress!
            guard let found = unsafe memchr(base + start, CInt(byte), region.count - start) else { return region.count }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// The same bytes in a copy of their own.
    package var array: [UInt8] {
        unsafe withUnsafeBufferPointer { unsafe Array($0) }
    }

    /// The bytes as text; what is not UTF-8 becomes U+FFFD. For diagnostics, never for what is delivered.
    package var lossyText: String {
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
