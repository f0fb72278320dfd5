// SeededGenerator.swift: random numbers that can be repeated from a seed.
import Foundation

/// SplitMix64: a run of a random test can be repeated from its seed.
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// The seed of this run of the tests: `PYSYSLOG_TEST_SEED`, or a new one, which is printed so that it can be
    /// repeated.
    package static let seedOfRun: UInt64 = {
        let given = ProcessInfo.processInfo.environment["PYSYSLOG_TEST_SEED"].flatMap(UInt64.init)
        let seed = given ?? .random(in: 0..<1 << 32)
        print("random tests: PYSYSLOG_TEST_SEED=\(seed)")
        return seed
    }()

    package init(state: UInt64) {
        self.state = state
    }

    /// A generator with the seed of this run, and numbers of its own for each test: FNV-1a of its name.
    package init(for test: String) {
        let name = test.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        self.init(state: Self.seedOfRun ^ name)
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    package mutating func pick<Element>(_ choices: [Element]) -> Element { choices.randomElement(using: &self)! }

    package mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True with this probability in per cent.
    package mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}
