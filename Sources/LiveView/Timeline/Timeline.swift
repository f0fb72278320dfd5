// Timeline.swift: how many lines were received when, as it is shown: a value.

/// A number of lines.
struct LineCount: Equatable {
    /// Lines that the filter lets through.
    var lines = 0
    /// Those of them that are of severity err or worse.
    var errors = 0
    /// Lines of which that is not known yet.
    var untested = 0
    /// Lines that each watched filter matches, in the order of the list, whatever the filter in use lets through.
    var watched = SIMD8<UInt32>()
    /// Lines that a watched filter has not seen yet; one counts once for each of them.
    var unwatched = 0

    static func += (left: inout LineCount, right: LineCount) {
        left.lines += right.lines
        left.errors += right.errors
        left.untested += right.untested
        left.watched &+= right.watched
        left.unwatched += right.unwatched
    }
}

struct Timeline: Equatable {
    struct Bucket: Equatable {
        var count = LineCount()
        /// Whether all lines of its time are held. There may have been others where not.
        var isWhole = true

        /// Whether the count is what there was, and not only a part of it.
        var isExact: Bool { isWhole && count.untested == 0 }
        /// The same for what the watched filters match.
        var isWatchedExactly: Bool { isWhole && count.unwatched == 0 }
        /// Whether nothing can be said of it.
        var isUnknown: Bool { !isExact && count.lines == 0 }
    }

    let scale: TimeScale
    /// By their places.
    let buckets: [Bucket]
    /// When the lines that are held were received, in nanoseconds since the epoch.
    let held: ClosedRange<Int64>?
    /// The largest number of lines in a bucket of the scale.
    let most: Int
    /// How many of the lines of files are counted, 0 to 1.
    let countedShare: Double

    init(_ scale: TimeScale, _ buckets: [Bucket], held: ClosedRange<Int64>?, countedShare: Double) {
        self.scale = scale
        self.buckets = buckets
        self.held = held
        self.countedShare = countedShare
        most = buckets[1...scale.count].reduce(0) { max($0, $1.count.lines) }
    }

    /// Whether all lines in view are counted.
    var isCounted: Bool { buckets.allSatisfy { $0.count.untested == 0 } }

    /// The places of buckets that are shown: what is older or newer than the scale only if it has lines.
    var places: ClosedRange<Int> {
        (buckets[0].count.lines > 0 ? 0 : 1)...(buckets[scale.count + 1].count.lines > 0
            ? scale.count + 1 : scale.count)
    }

    /// What several buckets have in common: their sum, which is whole if they all are.
    func sum(_ places: ClosedRange<Int>) -> Bucket {
        buckets[places].reduce(into: Bucket()) { sum, bucket in
            sum.count += bucket.count
            sum.isWhole = sum.isWhole && bucket.isWhole
        }
    }

    /// The places of the buckets that lie within a span, in nanoseconds since the epoch, at least in part.
    func places(of span: Range<Int64>) -> ClosedRange<Int> {
        let first = scale.place(at: span.lowerBound)
        return first...max(first, scale.place(at: span.upperBound - 1))
    }
}

/// Where the keys act in the timeline. What is marked stays so as buckets get other widths.
struct TimelineCursor: Equatable {
    /// A time in the bucket, in nanoseconds since the epoch; `nil` for the newest one.
    var time: Int64?
    /// The bucket that was marked first.
    var mark: Range<Int64>?
}
