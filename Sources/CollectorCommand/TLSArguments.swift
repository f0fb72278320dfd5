// TLSArguments.swift: the options of TLS, and their checks.
import ArgumentParser
import CollectorCore

/// All of them need a certificate and its key.
struct TLSArguments: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Certificate chain in PEM; enables TLS.", valueName: "pem"),
        completion: .file())
    var cert: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Private key in PEM; if one file holds both, name it twice.", valueName: "pem"),
        completion: .file())
    var key: String?

    @Option(
        help: ArgumentHelp("File whose first line is the password of the key.", valueName: "file"),
        completion: .file())
    var keyPasswordFile: String?

    @Option(
        help: ArgumentHelp("Require client certificates signed by one of these CAs, in PEM.", valueName: "pem"),
        completion: .file())
    var clientCa: String?

    @Option(
        help: ArgumentHelp(
            "Require this name or address in client certificates; *.example.com: one more label, .example.com: any number."
                + " May be repeated.",
            valueName: "pattern"))
    var tlsPeer: [String] = []

    @Option(
        help: ArgumentHelp(
            "Revocation lists in PEM for client certificates and their CAs; needs a list of every CA that"
                + " signed a certificate of the chain.",
            valueName: "pem"),
        completion: .file())
    var crl: String?

    @Option(help: ArgumentHelp("Minimum TLS version (default: 1.2).", valueName: "version"))
    var tlsMinVersion: TLSOptions.Version?

    @Option(help: ArgumentHelp("TLS 1.2 ciphers, in the syntax of openssl ciphers.", valueName: "list"))
    var tlsCiphers: String?

    @Option(help: ArgumentHelp("TLS 1.3 cipher suites, separated by colons.", valueName: "list"))
    var tlsCiphersuites: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Time limit for a TLS handshake (default: 10).", valueName: "seconds"))
    var handshakeTimeout: Double?

    /// The names of the given options that need a certificate.
    private var given: [String] {
        let all: [(String, Bool)] = [
            ("--tls-min-version", tlsMinVersion != nil), ("--tls-ciphers", tlsCiphers != nil),
            ("--tls-ciphersuites", tlsCiphersuites != nil), ("--handshake-timeout", handshakeTimeout != nil),
            ("--client-ca", clientCa != nil), ("--tls-peer", !tlsPeer.isEmpty), ("--crl", crl != nil),
            ("--key-password-file", keyPasswordFile != nil),
        ]
        return all.filter(\.1).map(\.0)
    }

    /// The TLS options, with their files checked; `nil` for plain TCP.
    func options() throws(CommandError) -> TLSOptions? {
        switch (cert, key) {
        case (nil, nil):
            guard let first = given.first else { return nil }
            throw CommandError(.usage, "\(first) needs --cert and --key: without a certificate there is no TLS")
        case (_?, nil): throw CommandError(.usage, "--cert needs --key too; if one file holds both, name it twice")
        case (nil, _?): throw CommandError(.usage, "--key needs --cert too; if one file holds both, name it twice")
        case (let certificate?, let key?): return try options(certificate, key)
        }
    }

    private func options(_ certificate: String, _ key: String) throws(CommandError) -> TLSOptions {
        if clientCa == nil, let orphan = given.first(where: { $0 == "--tls-peer" || $0 == "--crl" }) {
            throw CommandError(.usage, "\(orphan) needs --client-ca: without it clients send no certificate")
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
        "--tls-peer '\(text)' is not a pattern: use a name (host.example.com), *.example.com for one more label, "
            + ".example.com for all names below it, or an IP address"
    }
}

extension TLSOptions.Version: ExpressibleByArgument {}
