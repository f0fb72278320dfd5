// OpenFiles.swift: files as the view watches them.
import CollectorCommand
import CollectorCore
import LiveView

final class OpenFiles: Watched, Sendable {
    let files: LogFiles

    init(_ files: LogFiles) {
        self.files = files
    }

    /// The view can be left at any time, and only reads.
    var isRemote: Bool { true }

    var facts: CollectorFacts {
        var facts = CollectorFacts()
        facts.version = Version.current
        facts.files = files.facts
        return facts
    }

    var notes: [FeedNote] { files.notes }
    var event: FeedNote? { notes.last(where: \.isEvent) }

    func snapshot() -> CollectorSnapshot { files.snapshot() }
    func window() -> FeedWindow { files.window() }
    /// No handler gets a line from a file.
    func handlers(of line: FeedLine) -> [String]? { nil }

    func attach() {}
    func detach() {}
    func prepare() {}
    func arm(_ waker: Waker) { files.arm(waker) }
    var isWaiting: Bool { files.isWaiting }

    func wish(_ cut: Cut?) {}
    func reload() {}
    func end() { files.end() }
}
