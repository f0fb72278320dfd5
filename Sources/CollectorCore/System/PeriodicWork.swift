// PeriodicWork.swift: what has to be done every so often, all of it on one thread that otherwise sleeps.
import Synchronization

/// Jobs with intervals. A job that takes long makes the others late, so none may wait for anything.
final class PeriodicWork: Sendable {
    struct Job: Sendable {
        /// Seconds.
        var interval: Double
        /// Gets the time of the call.
        var work: @Sendable (Instant) -> Void
        fileprivate var next: Instant

        /// - Parameters:
        ///   - delay: seconds until the first time; the interval if nothing is said.
        init(every interval: Double, after delay: Double? = nil, _ work: @escaping @Sendable (Instant) -> Void) {
            self.interval = interval
            self.work = work
            next = Instant.now.advanced(bySeconds: delay ?? interval)
        }

        /// Does the work if it is due. What was missed while the machine or the thread slept is not made up for.
        fileprivate mutating func runIfDue(at now: Instant) {
            guard next <= now else { return }
            work(now)
            next = next.advanced(bySeconds: interval)
            if next <= now { next = now.advanced(bySeconds: interval) }
        }
    }

    private let waker: Waker
    private let isStopping = Atomic<Bool>(false)
    private let thread = Mutex<Thread?>(nil)

    init() throws(Errno) {
        waker = try Waker()
    }

    /// Begins to do the jobs; to be called once.
    ///
    /// - Parameter started: called before the first job, when nothing can fail any more.
    func begin(_ jobs: [Job], started: () -> Void = {}) throws(Errno) {
        guard !jobs.isEmpty else { return started() }
        try thread.withLock { thread throws(Errno) in
            thread = try Thread(named: "periodic") { [self] in
                // Waits until `started` has returned.
                self.thread.withLock { _ in }
                run(jobs)
            }
            started()
        }
    }

    private func run(_ jobs: [Job]) {
        var jobs = jobs
        while true {
            waker.sleep(until: jobs.map(\.next).min()!)
            if isStopping.load(ordering: .acquiring) { return }
            let now = Instant.now
            for index in jobs.indices { jobs[index].runIfDue(at: now) }
        }
    }

    /// Does no more jobs, and waits until `deadline` for one that is being done.
    func end(until deadline: Instant) {
        isStopping.store(true, ordering: .releasing)
        waker.wake()
        _ = thread.withLock { $0.take() }?.join(until: deadline)
    }
}
