// Sink.swift: what takes the bytes of records: a stream, a file.

/// A destination, used by its writer's thread alone.
protocol Sink: ~Copyable, Sendable {
    /// What messages call it: `standard output`, or a file's path.
    var name: String { get }

    /// Writes records, or as much of them as goes in one call.
    ///
    /// - Parameters:
    ///   - bytes: whole records, but for the first, which may have gone out in part. Not empty.
    /// - Returns: how many bytes went out.
    /// - Throws: `SinkError`; what did not go out is kept and tried again, unless the sink is gone for good.
    mutating func write(_ bytes: Bytes) throws(SinkError) -> Int
}

/// Why a sink took nothing.
enum SinkError: Error, Equatable {
    /// The call named by `action` ("write to", "open") failed; it may succeed later.
    case failed(action: String, Errno)
    /// Nobody will ever read what is written: a pipe without a reader.
    case gone
}
