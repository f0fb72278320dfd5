// Monitoring.swift: everything that tells others how the collector is, and its periodic work.
import Synchronization

/// What watches a collector from its start to its end.
final class Monitoring: Sendable {
    private let options: MonitoringOptions
    private let service: ServiceManager?
    private let metrics: MetricsServer?
    private let peerMetrics: Mutex<PeerMetrics>
    /// Of lines about clients that send no request.
    private let noRequestRate = Mutex(LogRate(lines: 1, inSeconds: 60))
    private let silence: SilenceWatch
    private let heartbeat: Heartbeat
    /// Seconds between two questions to the event loops.
    private let beatInterval: Double
    private let work: PeriodicWork
    private let isStopping = Atomic<Bool>(false)

    /// Seconds between two status lines for the service manager.
    private static let statusInterval = 10.0
    /// Seconds without an answer after which an event loop is called stuck.
    private static let stuckAfter = 10.0

    init(_ options: CollectorOptions, _ loops: [EventLoop]) throws(StartError) {
        self.options = options.monitoring
        service = options.serviceManager
        do throws(MetricsError) {
            metrics = try options.monitoring.metrics.map(MetricsServer.init)
        } catch {
            throw .metrics(error)
        }
        silence = SilenceWatch(silentAfter: options.monitoring.silentAfter)
        peerMetrics = Mutex(PeerMetrics(limit: options.monitoring.metricsPeers))
        // systemd recommends half of what it allows.
        beatInterval = min(5, service?.watchdogSeconds.map { $0 / 2 } ?? 5)
        heartbeat = Heartbeat(loops, interval: beatInterval)
        do throws(Errno) { work = try PeriodicWork() } catch { throw .system(error) }
    }

    /// Peers that are reported as silent.
    var silentPeers: [SilentPeer] { silence.silentPeers }

    /// The collector runs: begins to tell of it.
    func begin(of collector: Collector) throws(StartError) {
        serveMetrics(of: collector)
        do throws(Errno) { try work.begin(jobs(collector)) { service?.ready() } } catch { throw .system(error) }
    }

    /// The collector reads its configuration again.
    func reloading() {
        if !isStopping.load(ordering: .relaxed) { service?.reloading() }
    }

    /// The collector has a new configuration in force, or still the old one.
    func reloaded() {
        if !isStopping.load(ordering: .relaxed) { service?.ready() }
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
        metrics?.end()
    }
}

// MARK: - Periodic work

extension Monitoring {
    private func jobs(_ collector: Collector) -> [PeriodicWork.Job] {
        var jobs = [silenceJob(collector)]
        if service?.watchdogSeconds != nil || metrics != nil { jobs.append(beatJob()) }
        if let service {
            jobs.append(
                totalsJob(collector, every: Self.statusInterval, after: 0) { totals, before, seconds in
                    service.status(StatusLine.text(totals, since: before, seconds: seconds))
                })
        }
        if let interval = options.statsInterval {
            jobs.append(
                totalsJob(collector, every: interval, after: interval) { totals, before, seconds in
                    let text = StatsLine.text(totals, since: before, seconds: seconds)
                    collector.diagnostics.log(.info, "pysyslog.stats", text)
                })
        }
        return jobs
    }

    /// Looks more often than it asks, so that an answer is passed on soon.
    private func beatJob() -> PeriodicWork.Job {
        PeriodicWork.Job(every: min(1, beatInterval / 4), after: 0) { [heartbeat, service] now in
            if heartbeat.beat(at: now) { service?.alive() }
        }
    }

    private func silenceJob(_ collector: Collector) -> PeriodicWork.Job {
        PeriodicWork.Job(every: silence.interval) { [self] now in
            guard !isStopping.load(ordering: .relaxed) else { return }
            for line in silence.look(at: collector.peers, now: now) {
                collector.diagnostics.log(line.level, "pysyslog.peers", line.text, isEvent: true)
            }
        }
    }

    /// Tells of the totals and of those of the last time, until the collector drains.
    private func totalsJob(
        _ collector: Collector, every interval: Double, after delay: Double,
        _ tell: @escaping @Sendable (AccountTotals, AccountTotals, Double) -> Void
    ) -> PeriodicWork.Job {
        let last = LastTotals(AccountTotals(collector.snapshot()), at: .now)
        return PeriodicWork.Job(every: interval, after: delay) { [self] now in
            guard !isStopping.load(ordering: .relaxed) else { return }
            let totals = AccountTotals(collector.snapshot())
            let (before, seconds) = last.replace(by: totals, at: now)
            tell(totals, before, seconds)
        }
    }
}

// MARK: - Metrics

extension Monitoring {
    private func serveMetrics(of collector: Collector) {
        guard let metrics else { return }
        metrics.begin { [self] client in
            guard let unsaid = noRequestRate.withLock({ $0.maySay() }) else { return }
            let more = unsaid == 0 ? "" : " (\(unsaid) more such connections since the last such line)"
            collector.diagnostics.log(
                .info, "pysyslog.metrics", "\(client) connected to the port for metrics and sent no HTTP request\(more)"
            )
        } answer: { [self] request in
            switch request.path {
            case "/metrics": metricsAnswer(collector, MetricsText.Format(accepting: request.accept))
            case "/healthz": health
            default: HTTPAnswer(status: 404, body: "nothing here; there are /metrics and /healthz\n")
            }
        }
        collector.diagnostics.log(.info, "pysyslog.metrics", "Serving metrics on \(metrics.url)")
    }

    private func metricsAnswer(_ collector: Collector, _ format: MetricsText.Format) -> HTTPAnswer {
        let snapshot = collector.snapshot()
        var context = MetricsContext(version: options.version, process: .current)
        if options.metricsPeers > 0 { context.peers = peers(snapshot, collector.peers) }
        return HTTPAnswer(contentType: format.contentType, body: Metrics.text(snapshot, context, format))
    }

    private func peers(_ snapshot: CollectorSnapshot, _ registry: PeerRegistry) -> [PeerMetric] {
        peerMetrics.withLock { metrics in
            let present = Set(snapshot.peers.map(\.address))
            let absent = metrics.addresses.filter { !present.contains($0) }.compactMap(registry.snapshot)
            return metrics.update(snapshot.peers + absent, received: snapshot.received, at: .now)
        }
    }

    /// Whether the collector does its work.
    private var health: HTTPAnswer {
        if isStopping.load(ordering: .relaxed) { return HTTPAnswer(status: 503, body: "draining\n") }
        if let silence = heartbeat.silence(), silence.seconds >= Self.stuckAfter {
            let loops = silence.loops == 1 ? "1 event loop does" : "\(silence.loops) event loops do"
            return HTTPAnswer(status: 503, body: "\(loops) not answer for \(Int(silence.seconds)) s\n")
        }
        return HTTPAnswer(body: "ok\n")
    }
}
