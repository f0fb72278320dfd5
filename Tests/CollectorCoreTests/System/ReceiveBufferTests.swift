// ReceiveBufferTests.swift: what is kept stays as it was, whatever is read behind it.
import Testing

@testable import CollectorCore

extension ReceiveBuffer {
    /// A buffer that has received `bytes`.
    init(holding bytes: [UInt8]) {
        self.init(capacity: bytes.count)
        receive(bytes)
    }

    /// Receives as many of `bytes` as there is room for.
    ///
    /// - Returns: how many.
    @discardableResult
    mutating func receive(_ bytes: some Collection<UInt8>) -> Int {
        unsafe appendInPlace(upTo: bytes.count) { room in
            unsafe room.copyBytes(from: bytes.prefix(room.count))
            return room.count
        }
    }
}

@Suite("The receive buffer")
struct ReceiveBufferTests {
    private static func text(_ buffer: borrowing ReceiveBuffer) -> String {
        String(decoding: buffer.bytes.array, as: UTF8.self)
    }

    @Test("every read begins at the front, unless the one before was kept")
    func keeping() throws {
        var buffer = ReceiveBuffer(capacity: 16)
        buffer.receive("first".utf8)
        buffer.clear()
        buffer.receive("second".utf8)
        #expect(Self.text(buffer) == "second")
        let memory = buffer.memory
        let (before, place, after) = (buffer.isShared, buffer.keep(Array("xyz".utf8).span), buffer.isShared)
        #expect(!before && after)
        #expect(try #require(place) == (received: 0, more: 6))
        let received = buffer.receive("much too long".utf8)
        #expect(received == 7)
        #expect(Self.text(buffer) == "much to")
        buffer.clear()
        buffer.receive("other".utf8)
        #expect(String(decoding: memory.bytes(0..<14).array, as: UTF8.self) == "secondxyzother")
    }

    @Test("what does not fit behind is refused, and nothing is kept")
    func noRoom() {
        var buffer = ReceiveBuffer(capacity: 8)
        buffer.receive("abcde".utf8)
        let (place, isShared) = (buffer.keep(Array("wxyz".utf8).span), buffer.isShared)
        #expect(place == nil && !isShared)
        #expect(Self.text(buffer) == "abcde")
        buffer.replace(by: AppendOnlyMemory(capacity: 32))
        let (isEmpty, room) = (buffer.isEmpty, buffer.room)
        #expect(isEmpty && room == 31)
    }

    @Test("behind the longest read there is room for what belongs to it")
    func tail() {
        var buffer = ReceiveBuffer(capacity: 160)
        let received = buffer.receive([UInt8](repeating: 0x78, count: 500))
        let (room, place) = (buffer.room, buffer.keep([UInt8](repeating: 0x79, count: 10).span))
        #expect(received == 160 && room == 0)
        #expect(place?.more == 160)
    }
}
