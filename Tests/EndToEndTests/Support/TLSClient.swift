// TLSClient.swift: the clients with TLS, each started with what it needs to send lines to a port.
import Foundation
import TestSupport
import Testing

enum TLSClient: String, CaseIterable, CustomTestStringConvertible {
    case openssl12, openssl13, python12, python13, gnutls

    var testDescription: String { rawValue }

    /// Starts the client, which sends `input` and ends.
    func send(_ input: Data, to port: UInt16) throws -> Program {
        let port = "\(port)"
        let ca = Certificates.path("ca.pem")
        switch self {
        case .openssl12, .openssl13:
            let version = self == .openssl12 ? "-tls1_2" : "-tls1_3"
            // Neither Q nor R at the beginning of a line are commands to it then.
            return try Self.openssl(port, [version, "-CAfile", ca, "-verify_return_error", "-nocommands"], input)
        case .python12, .python13:
            let version = self == .python12 ? "1.2" : "1.3"
            return try Self.python(port, ["--version", version, "--ca", ca], input)
        case .gnutls:
            let trust = ["--x509cafile", ca, "-p", port]
            return try Program("gnutls-cli", trust + ["localhost"], input: input)
        }
    }

    static func openssl(_ port: String, _ options: [String], _ input: Data = Data()) throws -> Program {
        try Program("openssl", ["s_client", "-connect", "127.0.0.1:\(port)"] + options, input: input)
    }

    static func python(_ port: String, _ options: [String], _ input: Data) throws -> Program {
        try Program("python3", [Places.client("tls_client.py"), port] + options, input: input)
    }
}
