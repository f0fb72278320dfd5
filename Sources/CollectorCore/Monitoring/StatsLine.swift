// StatsLine.swift: the account in one line of `name=value` words, for people and for scripts.

enum StatsLine {
    /// Totals since the start and, as `_delta`, since the last such line.
    ///
    /// `deliveries` = `delivered` + `dropped` + `muted` + `queued`, where a line counts once for each handler that its
    /// route names. `received` is `unrouted` and the rest, which has at least one delivery for each line.
    static func text(_ now: AccountTotals, since before: AccountTotals, seconds: Double) -> String {
        var words: [String] = []
        func add(_ name: String, _ value: KeyPath<AccountTotals, Int>) {
            let total = now[keyPath: value]
            words += ["\(name)=\(total)", "\(name)_delta=\(total - before[keyPath: value])"]
        }
        words += ["interval=\(FixedText.oneDecimal(seconds))", "peers=\(now.peers)", "connections=\(now.connections)"]
        add("received", \.received)
        add("received_bytes", \.bytes)
        add("unrouted", \.unrouted)
        add("truncated", \.truncated)
        add("deliveries", \.deliveries.accepted)
        add("delivered", \.deliveries.written)
        add("dropped", \.deliveries.droppedTotal)
        for reason in DropReason.allCases {
            if let count = now.deliveries.dropped[reason] { words.append("dropped_\(reason.label)=\(count)") }
        }
        words += ["muted=\(now.deliveries.held)", "queued=\(now.deliveries.queued)"]
        add("kernel_drops", \.kernelDrops)
        add("dropped_datagrams", \.droppedDatagrams)
        add("refused", \.refused)
        add("tls_failed", \.failedHandshakes)
        return words.joined(separator: " ")
    }
}

/// Numbers of which the first decimal is enough.
enum FixedText {
    static func oneDecimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension RawRepresentable where RawValue == String {
    /// The words of a reason as one, for names and labels: "queue_full".
    var label: String {
        rawValue.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
    }
}
