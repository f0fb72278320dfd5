// WireFormat.swift: the encoding between a collector and its viewers: that of protocol buffers.

/// A message of the protocol. One list of its fields serves both writing and reading.
///
/// Field numbers are never given another meaning. Fields that a reader does not know are skipped. Zeros and empty texts are
/// not written.
protocol WireMessage {
    /// The message without fields: everything is zero or empty.
    init()

    /// Passes each field to `wire`, which writes or replaces it.
    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure)
}

/// A writer or a reader of fields. Source: protobuf.dev/programming-guides/encoding.
protocol WireCoder: ~Copyable {
    associatedtype Failure: Error
    /// Whether fields get new values.
    var isReader: Bool { get }

    /// A number as a varint; 0 is not written.
    mutating func number(_ field: Int, _ value: inout UInt64) throws(Failure)
    mutating func text(_ field: Int, _ value: inout String) throws(Failure)
    mutating func bytes(_ field: Int, _ value: inout [UInt8]) throws(Failure)
    mutating func texts(_ field: Int, _ values: inout [String]) throws(Failure)
    mutating func numbers(_ field: Int, _ values: inout [UInt64]) throws(Failure)
    mutating func message<Message: WireMessage>(_ field: Int, _ value: inout Message?) throws(Failure)
    mutating func messages<Message: WireMessage>(_ field: Int, _ values: inout [Message]) throws(Failure)
}

/// Why bytes are not a message.
struct WireError: Error, Equatable {
    var reason: String

    static let incomplete = WireError(reason: "a field is longer than its message")
    static let invalid = WireError(reason: "a field has another type than it should")
}

extension WireCoder where Self: ~Copyable {
    /// What is read is at most this far from 0: sums of it, and differences of times, must not overflow, whatever is sent.
    private static var numberLimit: Int64 { 1 << 44 }
    private static var timeLimit: Int64 { 1 << 62 }

    /// A number that may be negative; `sint64`.
    mutating func number(_ field: Int, _ value: inout Int) throws(Failure) {
        var folded = ZigZag.fold(Int64(value))
        try number(field, &folded)
        if isReader { value = Int(ZigZag.unfold(folded).clamped(to: Self.numberLimit)) }
    }

    mutating func flag(_ field: Int, _ value: inout Bool) throws(Failure) {
        var bit: UInt64 = value ? 1 : 0
        try number(field, &bit)
        value = bit != 0
    }

    /// Nanoseconds since 1970.
    mutating func time(_ field: Int, _ value: inout WallTime) throws(Failure) {
        var folded = ZigZag.fold(value.nanoseconds)
        try number(field, &folded)
        if isReader { value = WallTime(nanoseconds: ZigZag.unfold(folded).clamped(to: Self.timeLimit)) }
    }

    /// A time that may be missing.
    mutating func time(_ field: Int, _ value: inout WallTime?) throws(Failure) {
        var time = value ?? WallTime(nanoseconds: 0)
        try self.time(field, &time)
        value = time.nanoseconds == 0 ? nil : time
    }

    /// A text that may be missing, which is written like an empty one.
    mutating func text(_ field: Int, _ value: inout String?) throws(Failure) {
        var text = value ?? ""
        try self.text(field, &text)
        value = text.isEmpty ? nil : text
    }

    mutating func message<Message: WireMessage>(_ field: Int, _ value: inout Message) throws(Failure) {
        var optional: Message? = value
        try message(field, &optional)
        if let optional { value = optional }
    }
}

extension Int64 {
    fileprivate func clamped(to limit: Int64) -> Int64 { Swift.min(Swift.max(self, -limit), limit) }
}

/// Signed numbers as unsigned ones, so that small negative numbers stay short.
enum ZigZag {
    static func fold(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }
    static func unfold(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
}

/// How the bytes after a field's number are to be read.
enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    /// A varint with the number of bytes, and the bytes.
    case bytes = 2
    case fixed32 = 5
}
