// FilesFacts.swift: what is known of the files that are open.
import CollectorCore

package struct FilesFacts: Equatable, Sendable {
    package struct File: Equatable, Sendable {
        package var name: String
        /// Bytes, of the content where it is compressed.
        package var size = 0
        /// Bytes of it whose lines are known.
        package var known = 0
        /// What it was made of: "gzip", "zstd", "pipe"; `nil` for a file that is read where it is.
        package var origin: String?
        /// What is wrong with it, or what has become of it.
        package var trouble: String?

        package init(name: String) {
            self.name = name
        }
    }

    package var files: [File] = []
    /// How much of all files is known, 0 to 1.
    package var knownShare = 0.0
    /// Lines are shown when their time comes, so many times as fast; `nil` where all are shown.
    package var speed: Double?
    /// The time that a replay has come to.
    package var replayed: WallTime?

    package init() {}

    var size: Int { files.reduce(0) { $0 + $1.size } }
    /// Whether lines come that were written before: they say nothing about rates.
    var isReading: Bool { knownShare < 1 }
    /// "app.log" or "3 files".
    var title: String { files.count == 1 ? files[0].name : "\(files.count) files" }
    var hasTrouble: Bool { files.contains { $0.trouble != nil } }
}
