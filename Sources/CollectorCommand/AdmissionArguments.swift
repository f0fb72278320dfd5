// AdmissionArguments.swift: the options of admission, and their checks.
import ArgumentParser
import CollectorCore

struct AdmissionArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Admit only senders of this address or network, such as 10.0.0.0/8. May be repeated.", valueName: "cidr"))
    var allow: [String] = []

    @Option(parsing: .unconditional, help: ArgumentHelp("Close new connections beyond this number.", valueName: "n"))
    var maxConnections: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Close new connections of one address beyond this number.", valueName: "n"))
    var maxConnectionsPerPeer: Int?

    @Option(
        help: ArgumentHelp(
            "Lines per second of one address, and how many may come at once; TCP makes the sender wait, datagrams are dropped"
                + " and counted.",
            valueName: "lines[:burst]"))
    var rateLimit: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Close connections that send nothing for this long.", valueName: "seconds"))
    var idleTimeout: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Close connections at the end of a message after this time, give or take a tenth, so that a load balancer can"
                + " spread them anew.",
            valueName: "seconds"))
    var maxConnectionAge: Double?

    @Option(
        help: ArgumentHelp(
            "Connections from this address or network begin with a PROXY header, version 1 or 2, which names the real"
                + " sender. May be repeated.",
            valueName: "cidr"))
    var proxyProtocol: [String] = []

    func options() throws(CommandError) -> AdmissionOptions {
        var options = AdmissionOptions()
        options.allowed = try ranges("--allow", allow)
        options.proxies = try ranges("--proxy-protocol", proxyProtocol)
        options.maxConnections = try positive("--max-connections", maxConnections)
        options.maxConnectionsPerPeer = try positive("--max-connections-per-peer", maxConnectionsPerPeer)
        options.idleTimeout = try duration("--idle-timeout", idleTimeout)
        options.maxConnectionAge = try duration("--max-connection-age", maxConnectionAge)
        options.rateLimit = try rateLimit.map { text throws(CommandError) in try rate(text) }
        return options
    }

    private func ranges(_ name: String, _ texts: [String]) throws(CommandError) -> [AddressRange] {
        var ranges: [AddressRange] = []
        for text in texts {
            do throws(AddressRange.Mistake) {
                ranges.append(try AddressRange(text))
            } catch {
                throw CommandError(.usage, "\(name): \(error.reason)")
            }
        }
        return ranges
    }

    private func positive(_ name: String, _ value: Int?) throws(CommandError) -> Int? {
        if let value, value < 1 {
            throw CommandError(.usage, "\(name) \(value) is out of range: it must be at least 1")
        }
        return value
    }

    private func duration(_ name: String, _ value: Double?) throws(CommandError) -> Double? {
        if let value, !(1...31_536_000 ~= value) {
            throw CommandError(.usage, "\(name) \(value) is out of range: it must be from 1 to 31536000 seconds")
        }
        return value
    }

    private func rate(_ text: String) throws(CommandError) -> RateLimit {
        let numbers = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { Double($0) }
        guard let rate = numbers[0], 0.001...1e9 ~= rate,
            numbers.count == 1 || numbers[1].map({ 1...1e9 ~= $0 }) == true
        else {
            throw CommandError(
                .usage, "--rate-limit '\(text)' is no rate; try 1000, or 1000:5000 for up to 5000 lines at once")
        }
        return RateLimit(linesPerSecond: rate, burst: numbers.count == 2 ? numbers[1] : nil)
    }
}
