// WireReader.swift: reads messages, whatever their bytes are.

/// The fields of one message.
struct WireReader: WireCoder {
    typealias Failure = WireError

    private enum Value {
        case number(UInt64)
        case range(Range<Int>)
    }

    /// Messages within messages; the protocol has four.
    private static let deepest = 8

    private let bytes: [UInt8]
    private let depth: Int
    private var fields: [(number: Int, value: Value)] = []
    /// Fields come in the order in which they are asked for, usually.
    private var next = 0

    /// Finds the fields of the message that is in `range` of `bytes`.
    init(_ bytes: [UInt8], _ range: Range<Int>? = nil, depth: Int = 0) throws(WireError) {
        guard depth < Self.deepest else { throw WireError(reason: "messages are nested too deep") }
        self.bytes = bytes
        self.depth = depth
        var offset = range?.lowerBound ?? 0
        let end = range?.upperBound ?? bytes.count
        while offset < end {
            let tag = try Self.varint(bytes, &offset, end)
            guard let type = WireType(rawValue: tag & 7), 1...536_870_911 ~= tag >> 3 else { throw .invalid }
            let value: Value
            switch type {
            case .varint: value = .number(try Self.varint(bytes, &offset, end))
            case .fixed64: value = .range(try Self.take(8, &offset, end))
            case .fixed32: value = .range(try Self.take(4, &offset, end))
            case .bytes: value = .range(try Self.take(Self.varint(bytes, &offset, end), &offset, end))
            }
            fields.append((Int(tag >> 3), value))
        }
    }

    private static func varint(_ bytes: [UInt8], _ offset: inout Int, _ end: Int) throws(WireError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while offset < end, shift < 64 {
            let byte = bytes[offset]
            offset += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw offset < end ? .invalid : .incomplete
    }

    private static func take(_ count: UInt64, _ offset: inout Int, _ end: Int) throws(WireError) -> Range<Int> {
        guard count <= UInt64(end - offset) else { throw .incomplete }
        let range = offset..<offset + Int(count)
        offset = range.upperBound
        return range
    }

    // MARK: Fields

    /// The last value of a field, as fields that are no lists have one: `nil` if there is none.
    private mutating func last(_ field: Int) -> Value? {
        guard
            let index = fields[min(next, fields.count)...].lastIndex(where: { $0.number == field })
                ?? fields.lastIndex(where: { $0.number == field })
        else { return nil }
        next = index + 1
        return fields[index].value
    }

    private mutating func lastRange(_ field: Int) throws(WireError) -> Range<Int>? {
        switch last(field) {
        case .range(let range): return range
        case .number: throw .invalid
        case nil: return nil
        }
    }

    private func ranges(_ field: Int) throws(WireError) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for entry in fields where entry.number == field {
            guard case .range(let range) = entry.value else { throw .invalid }
            ranges.append(range)
        }
        return ranges
    }

    var isReader: Bool { true }

    /// The numbers of the fields, in their order.
    var numbers: [Int] { fields.map(\.number) }

    mutating func number(_ field: Int, _ value: inout UInt64) throws(WireError) {
        switch last(field) {
        case .number(let number): value = number
        case .range: throw .invalid
        case nil: break
        }
    }

    mutating func text(_ field: Int, _ value: inout String) throws(WireError) {
        if let range = try lastRange(field) { value = String(decoding: bytes[range], as: UTF8.self) }
    }

    mutating func bytes(_ field: Int, _ value: inout [UInt8]) throws(WireError) {
        if let range = try lastRange(field) { value = Array(bytes[range]) }
    }

    mutating func texts(_ field: Int, _ values: inout [String]) throws(WireError) {
        values = try ranges(field).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    mutating func numbers(_ field: Int, _ values: inout [UInt64]) throws(WireError) {
        values = []
        for range in try ranges(field) {
            var offset = range.lowerBound
            while offset < range.upperBound { values.append(try Self.varint(bytes, &offset, range.upperBound)) }
        }
    }

    mutating func message<Message: WireMessage>(_ field: Int, _ value: inout Message?) throws(WireError) {
        guard let range = try lastRange(field) else { return }
        value = try message(in: range)
    }

    mutating func messages<Message: WireMessage>(_ field: Int, _ values: inout [Message]) throws(WireError) {
        values = []
        for range in try ranges(field) { values.append(try message(in: range)) }
    }

    private func message<Message: WireMessage>(in range: Range<Int>) throws(WireError) -> Message {
        var reader = try WireReader(bytes, range, depth: depth + 1)
        var message = Message()
        try message.code(&reader)
        return message
    }
}
