// TimeLimit.swift: the limit of every test that waits for anything.
import Testing

extension Trait where Self == TimeLimitTrait {
    /// For a test that waits.
    ///
    /// The time counts from the start of the run, not from that of the test: tests queue for the threads that run them. So
    /// this is a limit for a whole run on a slow machine. What a test waits for has a shorter one, as `eventually` has.
    package static var limited: Self { .timeLimit(.minutes(20)) }
}
