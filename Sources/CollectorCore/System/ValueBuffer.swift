// ValueBuffer.swift: a growing run of plain values with one owner: what is noted of each frame.

/// Values without references, appended at the end and cleared.
///
/// It exists beside `Array`, which asks before each append whether somebody shares its memory.
struct ValueBuffer<Value: BitwiseCopyable>: ~Copyable {
    private var memory = ByteBuffer()
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    var values: Span<Value> {
        @_lifetime(borrow self)
        @inline(__always)
        get {
            memory.values(of: Value.self)
        }
    }

    @inline(__always)
    mutating func append(_ value: Value) {
        memory.append(value: value)
        count += 1
    }

    /// Changes the last value, if there is one.
    mutating func changeLast(_ change: (inout Value) -> Void) {
        guard count > 0 else { return }
        var value = values[count - 1]
        change(&value)
        memory.truncate(to: (count - 1) * MemoryLayout<Value>.stride)
        memory.append(value: value)
    }

    /// Forgets the values; keeps the memory.
    mutating func clear() {
        memory.clear()
        count = 0
    }
}
