// ValueBuffer.swift: a growable array of plain values with one owner: the facts of each frame.

/// Values without references, appended and cleared.
///
/// It exists beside `Array`, which checks before each append whether its memory is shared.
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

    /// Removes the values; keeps the memory.
    mutating func clear() {
        memory.clear()
        count = 0
    }
}
