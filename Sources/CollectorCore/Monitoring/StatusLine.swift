// StatusLine.swift: what `systemctl status` shows.

enum StatusLine {
    /// "12 peers, 14 connections, 1043 lines/s, nothing lost"; what is lost is a total.
    static func text(_ totals: AccountTotals, since before: AccountTotals, seconds: Double) -> String {
        let rate = seconds > 0 ? Int((Double(totals.received - before.received) / seconds).rounded()) : 0
        let lost = totals.deliveries.droppedTotal + totals.kernelDrops + totals.droppedDatagrams
        return [
            count(totals.peers, "peer"), count(totals.connections, "connection"), "\(rate) lines/s",
            lost == 0 ? "nothing lost" : "\(count(lost, "record")) dropped",
        ].joined(separator: ", ")
    }

    private static func count(_ number: Int, _ word: String) -> String {
        "\(number) \(word)\(number == 1 ? "" : "s")"
    }
}
