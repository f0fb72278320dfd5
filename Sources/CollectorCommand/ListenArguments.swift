// ListenArguments.swift: what to listen on besides HOST and PORT, or instead of them.
import ArgumentParser
import CollectorCore

struct ListenArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Listen there too, or only there without HOST: tcp://HOST:PORT, tls://HOST:PORT, udp://HOST:PORT or unix:///PATH,"
                + " with ?name=NAME for formats and views. May be repeated.",
            valueName: "url"))
    var listen: [String] = []

    /// The addresses, checked against each other.
    ///
    /// - Parameter tls: whether there is a certificate.
    func addresses(tls: Bool) throws(CommandError) -> [ListenAddress] {
        var addresses: [ListenAddress] = []
        for url in listen {
            let address: ListenAddress
            do throws(ListenAddress.Mistake) {
                address = try ListenAddress(url: url)
            } catch {
                throw CommandError(.usage, "--listen: \(error)")
            }
            if address.kind == .tls, !tls {
                throw CommandError(
                    .usage, "--listen \(url) needs --cert and --key: without a certificate there is no TLS")
            }
            if let name = address.name, addresses.contains(where: { $0.name == name }) {
                throw CommandError(.usage, "--listen: two listeners are named '\(name)'; give each a name of its own")
            }
            addresses.append(address)
        }
        return addresses
    }
}
