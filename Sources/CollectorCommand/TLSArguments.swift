// TLSArguments.swift: the options of TLS, and their checks.
import ArgumentParser
import CollectorCore

/// Without a certificate and its key none of them means anything.
struct TLSArguments: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Certificate chain, in PEM; with it TLS is spoken.", valueName: "pem"),
        completion: .file())
    var cert: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Private key, in PEM; name the same file twice where it holds both.", valueName: "pem"),
        completion: .file())
    var key: String?

    @Option(
        help: ArgumentHelp("The first line of this file opens an encrypted key.", valueName: "file"),
        completion: .file())
    var keyPasswordFile: String?

    @Option(
        help: ArgumentHelp("Require client certificates signed by one of these, in PEM.", valueName: "pem"),
        completion: .file())
    var clientCa: String?

    @Option(
        help: ArgumentHelp(
            "Require this name or address in a client's certificate; *.example.com is one label, .example.com any."
                + " May be repeated.",
            valueName: "pattern"))
    var tlsPeer: [String] = []

    @Option(
        help: ArgumentHelp(
            "Refuse client certificates that these lists revoke, or a CA above them, in PEM. Needs a list of every CA that"
                + " signed a certificate of the chain.",
            valueName: "pem"),
        completion: .file())
    var crl: String?

    @Option(help: ArgumentHelp("Lowest version of TLS (default: 1.2).", valueName: "version"))
    var tlsMinVersion: TLSOptions.Version?

    @Option(help: ArgumentHelp("Ciphers of TLS 1.2, as in openssl ciphers.", valueName: "list"))
    var tlsCiphers: String?

    @Option(help: ArgumentHelp("Ciphers of TLS 1.3, separated by colons.", valueName: "list"))
    var tlsCiphersuites: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Time for a TLS handshake (default: 10).", valueName: "seconds"))
    var handshakeTimeout: Double?

    /// Those that need a certificate and were given, by their names.
    private var given: [String] {
        let all: [(String, Bool)] = [
            ("--tls-min-version", tlsMinVersion != nil), ("--tls-ciphers", tlsCiphers != nil),
            ("--tls-ciphersuites", tlsCiphersuites != nil), ("--handshake-timeout", handshakeTimeout != nil),
            ("--client-ca", clientCa != nil), ("--tls-peer", !tlsPeer.isEmpty), ("--crl", crl != nil),
            ("--key-password-file", keyPasswordFile != nil),
        ]
        return all.filter(\.1).map(\.0)
    }

    /// The options of TLS, their files read and checked; `nil` where the command line asks for plain TCP.
    func options() throws(CommandError) -> TLSOptions? {
        switch (cert, key) {
        case (nil, nil):
            guard let first = given.first else { return nil }
            throw CommandError(.usage, "\(first) needs --cert and --key: without a certificate there is no TLS")
        case (_?, nil): throw CommandError(.usage, "--cert needs --key too; where one file holds both, name it twice")
        case (nil, _?): throw CommandError(.usage, "--key needs --cert too; where one file holds both, name it twice")
        case (let certificate?, let key?): return try options(certificate, key)
        }
    }

    private func options(_ certificate: String, _ key: String) throws(CommandError) -> TLSOptions {
        if clientCa == nil, let orphan = given.first(where: { $0 == "--tls-peer" || $0 == "--crl" }) {
            throw CommandError(.usage, "\(orphan) needs --client-ca: without it no client shows a certificate")
        }
        var options = TLSOptions(certificate: certificate, key: key)
        options.keyPasswordFile = keyPasswordFile
        options.minimumVersion = tlsMinVersion ?? options.minimumVersion
        options.ciphers = tlsCiphers ?? options.ciphers
        options.ciphersuites = tlsCiphersuites
        options.handshakeTimeout = handshakeTimeout ?? options.handshakeTimeout
        options.clientCA = clientCa
        options.crl = crl
        for text in tlsPeer {
            guard let pattern = PeerPattern(text) else { throw CommandError(.usage, Self.patternAdvice(text)) }
            options.peers.append(pattern)
        }
        return options
    }

    private static func patternAdvice(_ text: String) -> String {
        "--tls-peer '\(text)' is no pattern: it is a name (host.example.com), *.example.com for one label more, "
            + ".example.com for all below, or an IP address"
    }
}

extension TLSOptions.Version: ExpressibleByArgument {}
