// BinarySearchTests.swift: the binary search, against a walk.
import Testing

@testable import CollectorCore

@Suite("A binary search")
struct BinarySearchTests {
    @Test("finds what a walk finds, in ranges of every small length", arguments: 0...17)
    func againstWalk(length: Int) {
        for first in [0, 1, 100] {
            let range = first..<first + length
            for border in first - 1...first + length + 1 {
                let walked = range.first { $0 >= border } ?? range.upperBound
                #expect(range.partitioningIndex { $0 >= border } == walked)
            }
        }
    }
}
