// SeededGenerator+Choice.swift: other numbers in every run, and how to have the same again.
import Foundation

extension SeededGenerator {
    /// The seed of this run: `PYSYSLOG_TEST_SEED`, or any other. It is printed.
    package static func seed(of test: String) -> UInt64 {
        let wanted = ProcessInfo.processInfo.environment["PYSYSLOG_TEST_SEED"].flatMap(UInt64.init)
        let seed = wanted ?? .random(in: 0..<1 << 32)
        print("\(test): PYSYSLOG_TEST_SEED=\(seed)")
        return seed
    }

    /// A generator with the seed of this run.
    package init(for test: String) {
        self.init(state: Self.seed(of: test))
    }
}
