// MonitoringArguments.swift: the options of metrics and of what is logged about the collector and its peers.
import ArgumentParser
import CollectorCore

struct MonitoringArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Serve /metrics for Prometheus and /healthz there, by HTTP; without HOST on 127.0.0.1.",
            valueName: "[host:]port"))
    var metrics: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Give the first n peers metrics of their own; the others are one.", valueName: "n"))
    var metricsPeers: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Log the account at this interval, through pysyslog.stats.", valueName: "seconds"))
    var statsInterval: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Report every peer that has sent nothing for so long, through pysyslog.peers; without it those that used to send"
                + " regularly.",
            valueName: "seconds"))
    var silentAfter: Double?

    /// The options, checked.
    ///
    /// - Parameter inherited: a socket for metrics that the program was started with.
    func options(inherited: MetricsAddress?) throws(CommandError) -> MonitoringOptions {
        var options = MonitoringOptions()
        options.version = Version.current
        options.metrics = inherited
        if let metrics {
            guard inherited == nil else {
                throw CommandError(
                    .usage, "--metrics \(metrics): the service manager has passed a socket for metrics already")
            }
            guard let address = MetricsAddress(metrics) else {
                throw CommandError(
                    .usage,
                    "--metrics '\(metrics)' is not an address to serve on: it must be HOST:PORT or PORT, as in 127.0.0.1:9514 or [::1]:9514"
                )
            }
            options.metrics = address
        }
        if let metricsPeers {
            guard options.metrics != nil else { throw CommandError(.usage, "--metrics-peers needs --metrics") }
            try checkRange("--metrics-peers", metricsPeers, in: 0...100_000, unit: "peers")
            options.metricsPeers = metricsPeers
        }
        if let statsInterval {
            try checkRange("--stats-interval", statsInterval, in: 0.1...86_400, unit: "seconds")
            options.statsInterval = statsInterval
        }
        if let silentAfter {
            try checkRange("--silent-after", silentAfter, in: 1...604_800, unit: "seconds")
            options.silentAfter = silentAfter
        }
        return options
    }
}
