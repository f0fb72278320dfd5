// Metrics.swift: the account of a collector as metrics. Their names are an interface: Documentation/monitoring.md.

/// What is shown besides the account.
struct MetricsContext: Sendable {
    var version: String
    var process: ProcessUsage
    /// `nil` if no peers are shown.
    var peers: [PeerMetric]?
}

enum Metrics {
    /// Every reason that is known is shown, with 0 if nothing happened for it: the increase from 0 to 1 is seen.
    static func text(_ snapshot: CollectorSnapshot, _ context: MetricsContext, _ format: MetricsText.Format) -> String {
        var text = MetricsText(format)
        addListeners(snapshot.listeners, to: &text)
        addLines(snapshot, to: &text)
        addHandlers(snapshot.allHandlers, to: &text)
        addConnections(snapshot, to: &text)
        if let peers = context.peers { addPeers(peers, to: &text) }
        text.begin("pysyslog_build", .info, "The version of the program.")
        text.add([("version", context.version)], 1)
        addProcess(context.process, to: &text)
        return text.finish()
    }

    private static func addListeners(_ listeners: [ListenerSnapshot], to text: inout MetricsText) {
        text.begin("pysyslog_received_records", .counter, "Lines and datagrams received.")
        for listener in listeners { text.add([("listener", listener.name)], listener.records) }
        text.begin("pysyslog_received_bytes", .counter, "Bytes received, with terminators and counts.")
        for listener in listeners { text.add([("listener", listener.name)], listener.bytes) }
        text.begin("pysyslog_connections", .gauge, "Open connections.")
        for listener in listeners where !listener.kind.isDatagram {
            text.add([("listener", listener.name)], listener.openConnections)
        }
        text.begin("pysyslog_udp_kernel_drops", .counter, "Datagrams that the kernel dropped before they were read.")
        for listener in listeners where listener.kind == .udp {
            text.add([("listener", listener.name)], listener.kernelDrops)
        }
        text.begin("pysyslog_datagrams_dropped", .counter, "Datagrams that the collector dropped.")
        for listener in listeners where listener.kind.isDatagram {
            for reason in [ClosingReason.notAllowed, .rateLimit, .drainDeadline] {
                text.add([("listener", listener.name), ("reason", reason.label)], listener.refused[reason, default: 0])
            }
        }
    }

    private static func addLines(_ snapshot: CollectorSnapshot, to text: inout MetricsText) {
        text.begin("pysyslog_unrouted_records", .counter, "Lines received that no handler wanted.")
        text.add([], snapshot.unrouted)
        text.begin("pysyslog_truncated_records", .counter, "Lines received that were cut.")
        text.add([], snapshot.truncated)
    }

    private static func addHandlers(_ handlers: [HandlerSnapshot], to text: inout MetricsText) {
        text.begin("pysyslog_handler_records", .counter, "Lines that a handler received, and what became of them.")
        for handler in handlers {
            let lines = handler.lines
            func add(_ outcome: String, _ count: Int, because reason: String = "") {
                text.add([("handler", handler.name), ("outcome", outcome), ("reason", reason)], count)
            }
            add("received", lines.accepted)
            add("delivered", lines.written)
            for reason in DropReason.allCases {
                add("dropped", lines.dropped[reason, default: 0], because: reason.label)
            }
            add("muted", lines.held, because: "screen_in_use")
        }
        text.begin("pysyslog_handler_queue_records", .gauge, "Lines that a handler has received and not delivered yet.")
        for handler in handlers { text.add([("handler", handler.name)], handler.lines.queued) }
        text.begin("pysyslog_handler_queue_capacity_records", .gauge, "Lines that may wait before senders have to.")
        for handler in handlers {
            guard let capacity = handler.queueCapacity else { continue }
            text.add([("handler", handler.name)], capacity > 0 ? Double(capacity) : .infinity)
        }
        text.begin("pysyslog_handler_evictions", .counter, "Files that a handler closed to make room for others.")
        for handler in handlers { text.add([("handler", handler.name)], handler.queue.evictions) }
        text.begin(
            "pysyslog_handler_possible_duplicates", .counter, "Lines sent again although the server may have had them.")
        for handler in handlers { text.add([("handler", handler.name)], handler.queue.possibleDuplicates) }
    }

    private static func addConnections(_ snapshot: CollectorSnapshot, to text: inout MetricsText) {
        text.begin("pysyslog_connections_refused", .counter, "Connections that the collector closed by itself.")
        let closed = snapshot.closedConnections
        // Datagrams have no connection.
        for reason in ClosingReason.allCases where reason != .rateLimit {
            text.add([("reason", reason.label)], closed[reason, default: 0])
        }
        text.begin("pysyslog_tls_handshake_failures", .counter, "TLS handshakes that failed.")
        let failed = snapshot.handshakes.failed
        for reason in HandshakeFailure.allCases { text.add([("reason", reason.label)], failed[reason, default: 0]) }
    }

    private static func addPeers(_ peers: [PeerMetric], to text: inout MetricsText) {
        text.begin("pysyslog_peer_records", .counter, "Lines received from an address since it is shown.")
        for peer in peers { text.add([("peer", peer.address)], peer.records) }
        text.begin("pysyslog_peer_last_record_timestamp_seconds", .gauge, "When a peer last sent a line.")
        for peer in peers {
            guard let time = peer.lastRecord else { continue }
            text.add([("peer", peer.address)], Double(time.nanoseconds / 1_000_000) / 1_000)
        }
    }

    private static func addProcess(_ process: ProcessUsage, to text: inout MetricsText) {
        text.begin("process_cpu_seconds", .counter, "Processor time used, user and system.")
        text.add([], process.cpuSeconds)
        text.begin("process_resident_memory_bytes", .gauge, "Resident memory.")
        text.add([], process.residentBytes)
        text.begin("process_open_fds", .gauge, "Open file descriptors.")
        text.add([], process.openDescriptors)
        text.begin("process_max_fds", .gauge, "File descriptors that may be open.")
        text.add([], process.descriptorLimit)
        text.begin("process_start_time_seconds", .gauge, "When the process started, in seconds since 1970.")
        text.add([], process.startTime)
    }
}
