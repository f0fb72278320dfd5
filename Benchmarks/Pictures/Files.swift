// Files.swift: the cost of files in the view: the first picture, finding all lines, and searching them.
import CollectorCore
import Glibc
import LiveView

/// Files as the view watches them.
final class WatchedFiles: Watched {
    let files: LogFiles

    init(_ files: LogFiles) {
        self.files = files
    }

    let isRemote = true
    var facts: CollectorFacts {
        var facts = CollectorFacts()
        facts.files = files.facts
        return facts
    }
    let event: FeedNote? = nil
    let notes: [FeedNote] = []
    func snapshot() -> CollectorSnapshot { files.snapshot() }
    func window() -> FeedWindow { files.window() }
    func handlers(of line: FeedLine) -> [String]? { nil }
    func attach() {}
    func detach() {}
    func arm(_ waker: Waker) { files.arm(waker) }
    var isWaiting: Bool { files.isWaiting }
    func prepare() {}
    func wish(_ cut: Cut?) {}
    func reload() {}
    func end() { files.end() }
}

/// Measures one file, which should be in the page cache.
///
/// - Returns: whether the first picture came within 0.2 s, and a phrase was searched at 1 GB/s.
func measure(file path: String) throws -> Bool {
    func seconds(since start: Instant) -> Double { Double(Instant.now.nanoseconds - start.nanoseconds) / 1e9 }
    let start = Instant.now
    // As pysyslog-tui does.
    returnLargeBlocks()
    let watched = WatchedFiles(try LogFiles([path], folder: "/var/tmp"))
    try watched.files.begin()
    var model = LiveModel(watched, ViewSettings())
    _ = LiveScreen.render(model.arrange(for: wide))
    let first = seconds(since: start)
    while watched.files.facts.knownShare < 1 { usleep(1_000) }
    let whole = seconds(since: start)
    let size = Double(watched.files.snapshot().bytes)
    print("\(path): \(watched.window().count) lines, \(text(size / 1e6)) MB in messages")
    print(
        "first picture: \(text(first * 1_000)) ms; all lines found: \(text(whole * 1_000)) ms, \(text(size / whole / 1e9)) GB/s"
    )
    var isFast = true
    for filter in ["zebra", "\"no line has this\"", "sev<=err zebra", "/z[e]bra [0-9]+/", "sev<=err"] {
        var settings = ViewSettings()
        settings.filter = filter
        let start = Instant.now
        var model = LiveModel(watched, settings)
        while model.work(until: { false }) {}
        let time = seconds(since: start)
        print("filter \(filter): \(text(time * 1_000)) ms, \(text(size / time / 1e9)) GB/s")
        if filter == "zebra" { isFast = size / time >= 1e9 }
    }
    var usage = rusage()
    _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    print(
        "most memory: \(usage.ru_maxrss / 1_024) MiB, \(text(Double(usage.ru_maxrss) * 1_024 / size * 100)) % of the file"
    )
    return first < 0.2 && isFast
}
