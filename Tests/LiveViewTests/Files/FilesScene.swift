// FilesScene.swift: a view on files, without a terminal.
import CollectorCore

@testable import LiveView

/// Files as the view watches them, read by hand.
final class WatchedFiles: Watched {
    let files: FilesUnderTest
    var isEnding = false

    init(_ files: FilesUnderTest) {
        self.files = files
    }

    var isRemote: Bool { true }
    var facts: CollectorFacts {
        var facts = CollectorFacts()
        facts.version = "1.0"
        facts.files = files.archive.facts
        return facts
    }
    var event: FeedNote? { notes.last }
    var notes: [FeedNote] { files.archive.notes }
    func snapshot() -> CollectorSnapshot { files.archive.snapshot() }
    func window() -> FeedWindow { files.window }
    func handlers(of line: FeedLine) -> [String]? { nil }
    func attach() {}
    func detach() {}
    func arm(_ waker: Waker) { files.archive.arm(waker) }
    var isWaiting: Bool { files.archive.isWaiting }
    func prepare() {}
    func wish(_ cut: Cut?) {}
    func reload() {}
    func end() { isEnding = true }
}

/// A model of a view on files.
struct FilesScene {
    let clock = StillClock()
    let watched: WatchedFiles
    var model: LiveModel
    /// 2026-08-29 12:03:22 UTC.
    let wall = WallTime(nanoseconds: 1_788_005_002_000_000_000)

    init(_ files: FilesUnderTest, filter: String = "") {
        let (clock, wall) = (clock, wall)
        watched = WatchedFiles(files)
        var settings = ViewSettings()
        settings.filter = filter
        model = LiveModel(watched, settings, clock: { clock.now }, wallTime: wall)
        tick()
    }

    mutating func tick() { model.tick(events: [], wallTime: wall) }

    mutating func type(_ keys: Key...) {
        for key in keys { _ = model.handle(key) }
    }

    mutating func type(_ text: String) {
        for character in text { _ = model.handle(.character(character)) }
    }

    mutating func arranged(_ columns: Int = 80, _ rows: Int = 24) -> Arrangement {
        while model.work(until: { false }) {}
        return model.arrange(for: Viewport(columns: columns, rows: rows, offset: 7_200), wallTime: wall)
    }

    mutating func screen(_ columns: Int = 80, _ rows: Int = 24) -> Screen {
        _ = arranged(columns, rows)
        return LiveScreen.render(arranged(columns, rows))
    }

    /// Two files: a save of a view, and a log of another program.
    static func ofTwo(filter: String = "") throws -> FilesScene {
        let messages = [
            "<34>Aug 29 14:03:%s db1 su[812]: FAILED su for root by hans",
            "<30>Aug 29 14:03:%s web-01 nginx[2211]: GET /items 200",
            "<27>Aug 29 14:03:%s web-02 app[7]: connection refused by 10.9.9.9:601", "<165>no header, but a priority",
        ]
        let saved = (0..<40).map { number in
            let second = "\(number + 10)".suffix(2)
            let message = messages[number % messages.count].replacing("%s", with: second)
            let tls = number % 3 == 0 ? "[tls 1.3 TLS_AES_256_GCM_SHA384] " : ""
            return "2026-08-29 14:03:\(second).\(100 + number) +02:00 10.0.2.\(17 + number % 3) \(tls)\(message)\n"
        }
        let other = """
            2026-08-29T14:04:01.120+02:00 ERROR payment failed
            Traceback (most recent call last):
              File "pay.py", line 12, in pay
            2026-08-29T14:04:02.001+02:00 INFO payment 4711 done

            """
        let files = try FilesUnderTest([
            ("saved-lines", Array(saved.joined().utf8)), ("payments.log", Array(other.utf8)),
        ])
        try files.readAll()
        return FilesScene(files, filter: filter)
    }
}
