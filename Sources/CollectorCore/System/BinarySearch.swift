// BinarySearch.swift: the first index for which a monotonic condition holds.

extension Range<Int> {
    /// The first index for which `predicate` holds, or `upperBound` if it holds for none.
    ///
    /// - Precondition: after the first index for which it holds, it holds for all.
    @inline(__always)
    package func partitioningIndex(where predicate: (Int) -> Bool) -> Int {
        var low = lowerBound
        var high = upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if predicate(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
