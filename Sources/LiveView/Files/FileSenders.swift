// FileSenders.swift: who sent the lines of files, stored once for each.
import CollectorCore

/// The senders that were found in files. Any thread may ask for one.
final class FileSenders: Sendable {
    private struct Known {
        var key: [UInt8]
        var source: FeedSource
    }

    private let known = Mutex<[UInt64: Known]>([:])

    /// Above this many, the name of the file stands for the others.
    static let limit = 100_000

    /// The source that `key` stands for.
    ///
    /// - Parameters:
    ///   - digest: that of the key.
    ///   - make: makes it where it is not known yet.
    /// - Returns: `nil` if there is no room for another one.
    func source(of key: Bytes, digest: UInt64, make: () -> FeedSource) -> FeedSource? {
        known.withLock { known in
            if let found = known[digest] { return key.isEqual(to: found.key) ? found.source : nil }
            guard known.count < Self.limit else { return nil }
            let source = make()
            known[digest] = Known(key: key.array, source: source)
            return source
        }
    }
}

/// The senders that one reader met last, without a lock.
struct SenderCache {
    private var known: [UInt64: FeedSource] = [:]
    private var last: (digest: UInt64, source: FeedSource)?

    private static let limit = 1_024

    /// - Parameter find: asked where the sender was not met.
    mutating func source(of digest: UInt64, find: () -> FeedSource) -> FeedSource {
        if let last, last.digest == digest { return last.source }
        let source = known[digest] ?? find()
        if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
        known[digest] = source
        last = (digest, source)
        return source
    }
}
