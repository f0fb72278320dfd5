// Eventually.swift: waits until something holds, and never for ever.
import Glibc

/// Something that was waited for and did not come.
package struct TimeOut: Error, CustomStringConvertible {
    package var what: String

    package init(what: String) {
        self.what = what
    }

    package var description: String { "waited in vain: \(what)" }
}

/// Waits until `condition` holds, looking often.
///
/// - Parameters:
///   - what: what is waited for; asked for at the time-out, so that it can tell what was there instead.
///   - seconds: a bound for what hangs, not a part of the test.
package func eventually(
    _ what: @autoclosure () -> String, seconds: Double = 30, _ condition: () throws -> Bool
) throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw TimeOut(what: what()) }
        usleep(2_000)
    }
}
