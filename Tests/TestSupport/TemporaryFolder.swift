// TemporaryFolder.swift: a folder for each test, all of them in one that is removed when the run ends.
import Foundation

/// The folder of a test run, including sockets and keys. It is removed with everything left in it.
package enum RunFolder {
    package static let url: URL = {
        let url = URL(filePath: NSTemporaryDirectory()).appending(path: "pysyslog-tests-\(getpid())")
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            preconditionFailure("\(error)")
        }
        atexit { try? FileManager.default.removeItem(at: RunFolder.url) }
        return url
    }()

    /// An unused path; short, as paths of sockets must be.
    package static func newPath(_ kind: String) -> String {
        url.appending(path: "\(kind)-\(UUID().uuidString.prefix(8))").path
    }
}

/// A folder that is removed when its owner is released.
package final class TemporaryFolder: Sendable {
    package let url: URL

    package init() throws {
        url = URL(filePath: RunFolder.newPath("folder"))
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
