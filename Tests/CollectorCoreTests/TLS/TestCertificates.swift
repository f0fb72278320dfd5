// TestCertificates.swift: certificates made once per run, by OpenSSL's own command.
import CollectorCore
import Foundation

/// The folder of Tests/Certificates/make-certificates.
final class TestCertificates: Sendable {
    static let shared = TestCertificates()
    private let folder: URL

    private init() {
        folder = URL(filePath: NSTemporaryDirectory()).appending(path: "pysyslog-certificates-\(UUID().uuidString)")
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Certificates/make-certificates")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let process = try Process.run(script, arguments: [folder.path])
            process.waitUntilExit()
            precondition(process.terminationStatus == 0, "make-certificates failed; is the package openssl installed?")
        } catch {
            preconditionFailure("\(error)")
        }
        let path = folder.path
        Self.removeAtExit(path)
    }

    static func path(_ name: String) -> String { shared.folder.appending(path: name).path }

    /// The folder outlives every test, and nobody lets go of it before the process ends.
    private static func removeAtExit(_ path: String) {
        doomed.withLock { $0.append(path) }
        atexit { doomed.withLock { for path in $0 { try? FileManager.default.removeItem(atPath: path) } } }
    }
}

private let doomed = Mutex<[String]>([])
