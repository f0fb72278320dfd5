// ByteFinder.swift: finds one byte again and again while a read is walked through, looking at no byte twice.

/// The next place of one byte value in a read; a place found is kept until the walk has passed it.
///
/// A terminator that a stream never uses is so searched for once per read, not once per frame.
package struct ByteFinder {
    private let byte: UInt8
    private var found = -1

    package init(_ byte: UInt8) {
        self.byte = byte
    }

    /// The first place at or after `start`, which never goes back, or `bytes.count`.
    @inline(__always)
    package mutating func next(in bytes: Bytes, from start: Int) -> Int {
        if found < start { found = bytes.offset(of: byte, from: start) }
        return found
    }
}
