// ValueBufferTests.swift: plain values in one owner's memory.
import Testing

@testable import CollectorCore

@Suite("A value buffer")
struct ValueBufferTests {
    private struct Pair: BitwiseCopyable, Equatable {
        var number: UInt32
        var letter: UInt8
    }

    @Test("keeps every value, in order, through growth, and none after it was cleared")
    func keepsValues() {
        var buffer = ValueBuffer<Pair>()
        #expect(buffer.isEmpty && buffer.values.isEmpty)
        for round in 1...3 {
            for number in 0..<1_000 { buffer.append(Pair(number: UInt32(number * round), letter: UInt8(number % 251))) }
            #expect(buffer.count == 1_000 && buffer.values.count == 1_000)
            for index in buffer.values.indices {
                let expected = Pair(number: UInt32(index * round), letter: UInt8(index % 251))
                #expect(buffer.values[index] == expected)
            }
            buffer.clear()
            #expect(buffer.isEmpty && buffer.values.isEmpty)
        }
    }
}
