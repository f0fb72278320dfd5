// Bytes.swift: operations on borrowed bytes that are faster in the C library than in a loop.
import CLinux
import Glibc

/// Borrowed bytes, valid as long as the buffer they belong to.
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

    /// The offset, from `start` on, of the first byte that must be escaped in an ASCII JSON string, or `count`:
    /// anything but printable ASCII, the quotation mark and the backslash.
    ///
    /// Eight bytes at a time. The top bit of a byte of `found` is set if the byte is one of them; above the lowest set
    /// bit there may be false ones, because a subtraction borrows from the next byte.
    ///
    /// Source: S. E. Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte less than n".
    func endOfJSONText(from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        return unsafe withUnsafeBytes { region in
            var offset = start
            while offset + 8 <= region.count {
                let word = unsafe UInt64(littleEndian: region.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                let quotes = word ^ ones &* 0x22
                let backslashes = word ^ ones &* 0x5C
                let controls = (word &- ones &* 0x20) | (quotes &- ones) | (backslashes &- ones)
                // A byte is above 0x7E if its top bit is set, or becomes set by adding 1.
                let others = word | ((word & (ones &* 0x7F)) &+ ones)
                let found = ((controls & ~word) | others) & (ones &* 0x80)
                if found != 0 { return offset + found.trailingZeroBitCount / 8 }
                offset += 8
            }
            while offset < region.count {
                let byte = unsafe region[offset]
                guard 0x20..<0x7F ~= byte, byte != 0x22, byte != 0x5C else { break }
                offset += 1
            }
            return offset
        }
    }

    /// How many bytes of a range are `byte`.
    ///
    /// Eight bytes at a time. Each byte of `sums` counts those at its place, at most 255 before they are added up.
    ///
    /// Source: H. S. Warren, "Hacker's Delight", 6-1, "Find first 0-byte".
    package func count(of byte: UInt8, in range: Range<Int>) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let low = ones &* 0x7F
        let wanted = ones &* UInt64(byte)
        return unsafe withUnsafeBytes { region in
            var offset = range.lowerBound
            var sum = 0
            while offset + 8 <= range.upperBound {
                var sums: UInt64 = 0
                let end = min(range.upperBound - 7, offset + 255 * 8)
                while offset < end {
                    let word = unsafe region.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ wanted
                    // The top bit of a byte is set if the byte is zero.
                    let zeros = ~(((word & low) &+ low) | word | low)
                    sums &+= zeros >> 7
                    offset += 8
                }
                let halves: UInt64 = 0x00FF_00FF_00FF_00FF
                let pairs = (sums & halves) &+ ((sums >> 8) & halves)
                sum += Int((pairs &* 0x0001_0001_0001_0001) >> 48)
            }
            while offset < range.upperBound {
                if unsafe region[offset] == byte { sum += 1 }
                offset += 1
            }
            return sum
        }
    }

    /// The offset of the last `byte` before `end`; `memrchr(3)`.
    package func lastOffset(of byte: UInt8, before end: Int) -> Int? {
        precondition(end <= count)
        guard end > 0 else { return nil }
        return unsafe withUnsafeBytes { region in
            let base = region.baseAddress!
            return unsafe memrchr(base, CInt(byte), end).map { unsafe UnsafeRawPointer($0) - base }
        }
    }

    /// Whether these are the bytes of `other`; `memcmp(3)`.
    package func isEqual(to other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBytes { bytes in
            unsafe other.withUnsafeBytes {
                unsafe count == 0 || memcmp(bytes.baseAddress!, $0.baseAddress!, count) == 0
            }
        }
    }

    /// A number that equal bytes have in common, to find them by in a table whose keys no stranger chooses.
    ///
    /// Source: FNV-1a, eight bytes at a time.
    package var digest: UInt64 {
        unsafe withUnsafeBytes { region in
            var digest: UInt64 = 0xcbf2_9ce4_8422_2325
            var offset = 0
            while offset + 8 <= region.count {
                let word = unsafe region.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                digest = (digest ^ word) &* 0x100_0000_01b3
                digest ^= digest >> 29
                offset += 8
            }
            while offset < region.count {
                digest = (digest ^ UInt64(unsafe region[offset])) &* 0x100_0000_01b3
                offset += 1
            }
            return digest
        }
    }

    /// The four bytes at `offset` as a number, in big-endian order.
    func bigEndianNumber(at offset: Int) -> Int {
        var number = 0
        for index in offset..<offset + 4 { number = number << 8 | Int(self[index]) }
        return number
    }

    /// A copy of the bytes.
    package var array: [UInt8] {
        unsafe withUnsafeBufferPointer { unsafe Array($0) }
    }

    /// The bytes as text; invalid UTF-8 becomes U+FFFD. For diagnostics, never for delivered text.
    package var lossyText: String {
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
