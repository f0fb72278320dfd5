// Eventually.swift: waits until a condition holds, with a limit.
import Glibc

/// A condition that did not hold in time.
package struct TimeOut: Error, CustomStringConvertible {
    package var what: String

    package init(what: String) {
        self.what = what
    }

    package var description: String { "waited in vain: \(what)" }
}

/// Waits until `condition` holds.
///
/// - Parameters:
///   - what: what is waited for; evaluated at the time-out, so that it can describe the actual state.
///   - seconds: a limit for hanging tests, not part of the test.
package func eventually(
    _ what: @autoclosure () -> String, seconds: Double = 30, _ condition: () throws -> Bool
) throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw TimeOut(what: what()) }
        usleep(2_000)
    }
}
