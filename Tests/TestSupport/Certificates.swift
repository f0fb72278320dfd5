// Certificates.swift: certificates made once per run, by OpenSSL's own command.
import Foundation

package enum Certificates {
    private static let folder: URL = {
        let url = URL(filePath: RunFolder.newPath("certificates"))
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            let script = Places.repository.appending(path: "Tests/Certificates/make-certificates").path
            let status = try Program(script, [url.path]).wait()
            precondition(status == 0, "make-certificates failed; is the package openssl installed?")
        } catch {
            preconditionFailure("\(error)")
        }
        return url
    }()

    package static func path(_ name: String) -> String { folder.appending(path: name).path }

    /// The options of a collector that serves TLS.
    package static func server(_ certificate: String = "server.pem", key: String = "server.key") -> [String] {
        ["--cert", path(certificate), "--key", path(key)]
    }

    /// The options of a collector that requests client certificates.
    package static var clients: [String] { server() + ["--client-ca", path("ca.pem")] }
}
