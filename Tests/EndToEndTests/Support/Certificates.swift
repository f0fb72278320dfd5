// Certificates.swift: certificates made once per run, by OpenSSL's own command.
import Foundation

enum Certificates {
    private static let folder = made()

    private static func made() -> TemporaryFolder {
        do {
            let folder = try TemporaryFolder()
            let script = Places.repository.appending(path: "Tests/Certificates/make-certificates").path
            let status = try Program(script, [folder.url.path]).wait()
            precondition(status == 0, "make-certificates failed; is the package openssl installed?")
            doomed = folder.url.path
            atexit { if let doomed { try? FileManager.default.removeItem(atPath: doomed) } }
            return folder
        } catch {
            preconditionFailure("\(error)")
        }
    }

    static func path(_ name: String) -> String { folder.url.appending(path: name).path }

    /// The options of a collector that serves TLS.
    static func server(_ certificate: String = "server.pem", key: String = "server.key") -> [String] {
        ["--cert", path(certificate), "--key", path(key)]
    }

    /// The options of one that wants to see clients' certificates.
    static var clients: [String] { server() + ["--client-ca", path("ca.pem")] }
}

/// Written once, before the process ends.
nonisolated(unsafe) private var doomed: String?
