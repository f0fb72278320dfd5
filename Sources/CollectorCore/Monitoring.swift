// Monitoring.swift: everything that tells others how the collector is, and its periodic work.
import Synchronization

/// What watches a collector from its start to its end.
final class Monitoring: Sendable {
    private let service: ServiceManager?
    private let heartbeat: Heartbeat
    /// Seconds between two questions to the event loops.
    private let beatInterval: Double
    private let work: PeriodicWork
    private let isStopping = Atomic<Bool>(false)

    /// Seconds between two status lines for the service manager.
    private static let statusInterval = 10.0

    init(_ options: CollectorOptions, _ loops: [EventLoop]) throws(StartError) {
        service = options.serviceManager
        // The manager recommends half of what it allows.
        beatInterval = min(5, service?.watchdogSeconds.map { $0 / 2 } ?? 5)
        heartbeat = Heartbeat(loops, interval: beatInterval)
        do throws(Errno) { work = try PeriodicWork() } catch { throw .system(error) }
    }

    /// The collector runs: begins to tell of it.
    func begin(of collector: Collector) throws(StartError) {
        do throws(Errno) { try work.begin(jobs(collector)) } catch { throw .system(error) }
        service?.ready()
    }

    /// The collector drains, and will be done or say more within `seconds`.
    func stopping(within seconds: Double) {
        if !isStopping.exchange(true, ordering: .relaxed) {
            service?.stopping()
            service?.status("draining")
        }
        service?.extend(by: seconds)
    }

    /// The collector has ended.
    func end() {
        work.end(until: .now.advanced(bySeconds: 1))
    }
}

// MARK: - Periodic work

extension Monitoring {
    private func jobs(_ collector: Collector) -> [PeriodicWork.Job] {
        var jobs: [PeriodicWork.Job] = []
        if let service { jobs += [statusJob(collector, service)] }
        if service?.watchdogSeconds != nil { jobs.append(beatJob(service)) }
        return jobs
    }

    /// Looks more often than it asks, so that an answer is passed on soon.
    private func beatJob(_ service: ServiceManager?) -> PeriodicWork.Job {
        PeriodicWork.Job(every: min(1, beatInterval / 4), after: 0) { [heartbeat] now in
            if heartbeat.beat(at: now) { service?.alive() }
        }
    }

    private func statusJob(_ collector: Collector, _ service: ServiceManager) -> PeriodicWork.Job {
        let last = LastTotals(AccountTotals(collector.snapshot()), at: .now)
        return PeriodicWork.Job(every: Self.statusInterval, after: 0) { [self] now in
            guard !isStopping.load(ordering: .relaxed) else { return }
            let totals = AccountTotals(collector.snapshot())
            let (before, seconds) = last.replace(by: totals, at: now)
            service.status(StatusLine.text(totals, since: before, seconds: seconds))
        }
    }
}
