// ByteFinder.swift: finds one byte value repeatedly in a read, without examining any byte twice.

/// The next position of one byte value in a read; it is kept until the caller has passed it.
///
/// A terminator that a stream never uses is thus searched for once per read, not once per frame.
package struct ByteFinder {
    private let byte: UInt8
    private var found = -1

    package init(_ byte: UInt8) {
        self.byte = byte
    }

    /// The first position at or after `start`, which never decreases; `bytes.count` if there is none.
    @inline(__always)
    package mutating func next(in bytes: Bytes, from start: Int) -> Int {
        if found < start { found = bytes.offset(of: byte, from: start) }
        return found
    }
}
