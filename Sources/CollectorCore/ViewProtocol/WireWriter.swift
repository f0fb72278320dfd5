// WireWriter.swift: writes messages into a buffer.

/// Appends messages to a buffer that is reused.
struct WireWriter: ~Copyable, WireCoder {
    typealias Failure = Never

    private(set) var buffer = ByteBuffer()

    var count: Int { buffer.count }
    var bytes: Bytes {
        @_lifetime(borrow self)
        get { buffer.bytes }
    }

    /// Removes everything; memory above `limit` bytes is given back.
    mutating func clear(keeping limit: Int = .max) { buffer.clear(keeping: limit) }

    /// Removes all but the first `count` bytes.
    mutating func truncate(to count: Int) { buffer.truncate(to: count) }

    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            buffer.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.append(UInt8(rest))
    }

    private mutating func tag(_ field: Int, _ type: WireType) { varint(UInt64(field) << 3 | type.rawValue) }

    /// A field of bytes, which may be empty.
    mutating func field(_ field: Int, _ bytes: Bytes) {
        tag(field, .bytes)
        varint(UInt64(bytes.count))
        buffer.append(bytes)
    }

    /// A field that is a message written by `body`. Its length takes four bytes, as it is not known before.
    mutating func nested(_ field: Int, _ body: (inout WireWriter) -> Void) {
        tag(field, .bytes)
        let place = buffer.count
        buffer.append(0, times: 4)
        body(&self)
        let length = UInt32(buffer.count - place - 4)
        // 28 bits are enough: a message is at most a MiB long.
        let padded =
            (length & 0x7F | 0x80) | (length >> 7 & 0x7F | 0x80) << 8 | (length >> 14 & 0x7F | 0x80) << 16
            | (length >> 21 & 0x7F) << 24
        buffer.overwrite(padded.littleEndian, at: place)
    }

    /// A message with its length before it, as it goes over a connection.
    mutating func framed(_ body: (inout WireWriter) -> Void) {
        let place = buffer.count
        buffer.append(0, times: ViewProtocol.headerSize)
        body(&self)
        let length = UInt32(buffer.count - place - ViewProtocol.headerSize)
        buffer.overwrite(length.bigEndian, at: place)
    }

    // MARK: WireCoder

    var isReader: Bool { false }

    mutating func number(_ field: Int, _ value: inout UInt64) {
        guard value != 0 else { return }
        tag(field, .varint)
        varint(value)
    }

    mutating func text(_ field: Int, _ value: inout String) {
        guard !value.isEmpty else { return }
        self.field(field, value.utf8.span)
    }

    mutating func bytes(_ field: Int, _ value: inout [UInt8]) {
        guard !value.isEmpty else { return }
        self.field(field, value.span)
    }

    mutating func texts(_ field: Int, _ values: inout [String]) {
        for value in values { self.field(field, value.utf8.span) }
    }

    mutating func numbers(_ field: Int, _ values: inout [UInt64]) {
        let values = values
        guard !values.isEmpty else { return }
        nested(field) { wire in
            for value in values { wire.varint(value) }
        }
    }

    mutating func message<Message: WireMessage>(_ field: Int, _ value: inout Message?) {
        guard value != nil else { return }
        nested(field) { value!.code(&$0) }
    }

    mutating func messages<Message: WireMessage>(_ field: Int, _ values: inout [Message]) {
        for index in values.indices { nested(field) { values[index].code(&$0) } }
    }
}
