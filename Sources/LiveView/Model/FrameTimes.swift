// FrameTimes.swift: how long the last pictures took: the view's own cost.
import CollectorCore

/// The times of the last pictures, from reading the lines to the bytes that draw them. A slow terminal does not count.
package struct FrameTimes: Equatable {
    /// Nanoseconds; a ring of at most `limit`.
    private var times: [Int64] = []
    private var next = 0

    /// Bytes per second that the terminal reads, if it gets fewer pictures for that reason.
    package var terminalSpeed: Double?

    private static let limit = 64

    package mutating func add(from start: Instant, to end: Instant) {
        let time = end.nanoseconds - start.nanoseconds
        if times.count < Self.limit { times.append(time) } else { times[next] = time }
        next = (next + 1) % Self.limit
    }

    /// "0.61 ms, longest 2.30 ms of the last 64"; `nil` before the first picture.
    var words: String? {
        guard let longest = times.max() else { return nil }
        let median = times.sorted()[times.count / 2]
        return "\(Self.milliseconds(median)), longest \(Self.milliseconds(longest)) of the last \(times.count)"
    }

    private static func milliseconds(_ nanoseconds: Int64) -> String {
        let hundredths = (nanoseconds + 5_000) / 10_000
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) ms"
    }
}
